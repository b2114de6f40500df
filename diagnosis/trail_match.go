package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// TrailMatch counts the rows of a Login Audit Trail that may be about a token: those in
// its time, narrowed down by application, role and user.
type TrailMatch struct {
	Token int `json:"token,omitempty"` // place in Case.Tokens, from 1
	// By are the criteria besides the time: "application Shop", "role 3", "user 77";
	// printable.
	By []string `json:"by,omitempty"`
	// Since and Until are wall-clock times of the trail; see package trail.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Beyond reports whether the export has no row at all in that time.
	Beyond    bool         `json:"beyond,omitempty"`
	Zone      string       `json:"zone,omitempty"`  // the time zone that the rows are assumed to be in
	Filter    trail.Filter `json:"filter,omitzero"` // selects the rows
	Failures  int64        `json:"failures,omitempty"`
	Successes int64        `json:"successes,omitempty"`
	// Codes are the failures by Detail, the most frequent first.
	Codes []trail.Group `json:"codes,omitempty"`
	// Told reports whether the counts are from a case file.
	Told bool `json:"-"`
}

const (
	// beforeIssue allows for a clock that is slow.
	beforeIssue = 5 * time.Minute
	// afterExpiry allows for a client that goes on using an expired token.
	afterExpiry = 24 * time.Hour
)

// TokenRows returns the filter for the rows of the trail that may be about a token, and the
// match without its counts. The rows are from the time of issue until a day after expiry;
// of the application in the fact application; and of the token's role and entity, where
// the export has internal IDs, as SuiteQL returns them, in place of names. A row has
// neither a Client ID nor an Application ID. zone is the time zone of the user who
// exported, which is not in the export. ok is false for a token without a time.
func TokenRows(t *token.Token, s *trail.Summary, facts Facts, zone *time.Location) (m TrailMatch, filter trail.Filter, ok bool) {
	issued, expires := t.Time("iat"), t.Time("exp")
	if !issued.Readable() && !expires.Readable() {
		return TrailMatch{}, trail.Filter{}, false
	}
	from, until := issued.Time().Add(-beforeIssue), expires.Time().Add(afterExpiry)
	switch {
	case !issued.Readable():
		from = expires.Time().Add(-2 * time.Hour) // longer than the lifetime of an access token or assertion
	case !expires.Readable():
		until = issued.Time().Add(afterExpiry)
	}
	filter.Since, filter.Until = onTheWall(from, zone), onTheWall(until, zone)
	choose := func(by trail.Dimension, what, value string) *string {
		if value == "" {
			return nil
		}
		for _, group := range s.GroupBy(by) {
			if strings.TrimSpace(group.Value) == value {
				m.By = append(m.By, what+" "+border.Shown(value, 60))
				return &group.Value
			}
		}
		return nil
	}
	if name := facts.Value(FactApplication); name != "" { // select by it even where no row has it
		if filter.Application = choose(trail.ByApplication, "application", name); filter.Application == nil {
			m.By, filter.Application = append(m.By, "application "+border.Shown(name, 60)), &name
		}
	}
	// A failed login may leave Role and User empty: then they cannot select.
	if !failsBlank(s, trail.ByRole) {
		filter.Role = choose(trail.ByRole, "role", t.Role)
	}
	if !failsBlank(s, trail.ByUser) {
		filter.User = choose(trail.ByUser, "user", t.Entity)
	}
	m.Beyond = s.First.IsZero() || !s.First.Before(filter.Until) || s.Last.Before(filter.Since)
	m.Since, m.Until, m.Zone, m.Filter = filter.Since, filter.Until, zoneName(from, zone), filter
	return m, filter, true
}

// failsBlank reports whether some failures have no value in a column.
func failsBlank(s *trail.Summary, by trail.Dimension) bool {
	return slices.ContainsFunc(s.GroupBy(by), func(g trail.Group) bool { return g.Failures > 0 && strings.TrimSpace(g.Value) == "" && !g.Rest })
}

// onTheWall returns the local time in a zone as package trail stores it: as if in UTC.
func onTheWall(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	_, offset := local.Zone()
	return time.Unix(local.Unix()+int64(offset), 0).UTC()
}

func zoneName(at time.Time, zone *time.Location) string {
	offset := at.In(zone).Format("-07:00")
	if offset == "+00:00" {
		return "UTC"
	}
	return "UTC" + offset
}

// Counted returns the match with the counts of its rows.
func (m TrailMatch) Counted(s *trail.Summary) TrailMatch {
	m.Failures, m.Successes, m.Codes = s.Failures, s.Rows-s.Failures, nil
	for _, group := range s.GroupBy(trail.ByCode) {
		if group.Failures > 0 {
			m.Codes = append(m.Codes, group)
		}
	}
	return m
}

// trailChecks are the checks of rows of the trail that may be about a token.
var trailChecks = []Check{
	{ID: "trail-rows", Title: "Rows of the trail", Needs: NeedsToken, run: checkTrailRows},
}

// checkTrailRows lists the failures that may be about the token. They prove nothing, because
// a row names an application and no token: the user knows which row is that of this login.
func checkTrailRows(s *subject) (Finding, bool) {
	i := slices.IndexFunc(s.trail, func(m TrailMatch) bool { return m.Token == s.tokenPlace })
	if i < 0 {
		return Finding{}, false
	}
	return s.trail[i].finding(s), true
}

// rowTime is the form of a time of the trail, which names no zone.
const rowTime = "2006-01-02 15:04"

// shownCodes is the largest number of Detail words that a finding lists.
const shownCodes = 8

func (m TrailMatch) finding(s *subject) Finding {
	const layout = rowTime
	f := Finding{Status: Unchecked, Page: "symptoms/find-the-detail-code.md", Facts: []FactName{FactApplication},
		Why: fmt.Sprintf("Rows from %s to %s were looked at, taken to be in %s. A row names an application, not a token.", m.Since.Format(layout), m.Until.Format(layout), m.Zone)}
	chosen := ""
	if len(m.By) > 0 {
		chosen = " of " + strings.Join(m.By, ", ")
	}
	if m.Beyond {
		f.Title, f.Because = "The export has no row of the time of this token", "its rows are of another time"
		f.Supply = "export the trail again, with Date Range from when the token was issued; or it is in another zone than was taken"
		return f
	}
	if m.Failures == 0 {
		f.Title = "The trail has no failure" + chosen + " in the time of this token"
		f.Because = "no row" + chosen + " from its issue until a day after its expiry is a failure"
		f.Supply = "see that the export is of this account, reaches that far, and is in the zone that was taken"
		if s.facts.Value(FactApplication) != "" {
			f.Supply += "; and that it spells the application so"
		}
		return f
	}
	f.Title = fmt.Sprintf("The trail has %s%s in the time of this token", countOf(int(m.Failures), "failure"), chosen)
	f.Because = "which of these rows is that of this login, the trail does not say"
	f.Supply, f.Lacks = "take the row of this login", FactDetail
	for i, group := range m.Codes {
		if i == shownCodes {
			f.Evidence = append(f.Evidence, Evidence{Where: "Detail", Expected: "", Got: fmt.Sprintf("and %s more", countOf(len(m.Codes)-i, "word"))})
			break
		}
		got := cmp.Or(border.Shown(group.Value, 60), "no Detail") + ": " + countOf(int(group.Failures), "row")
		if group.Successes == 0 { // otherwise the times are those of both
			got += fmt.Sprintf(", %s to %s", group.First.Format(layout), group.Last.Format(layout))
		}
		f.Evidence = append(f.Evidence, Evidence{Where: "Detail", Got: got})
		if group.Detail.Protocol == detail.OAuth2 {
			f.says(Possible, fmt.Sprintf("the trail has %s of it%s in the time of this token", countOf(int(group.Failures), "row"), chosen), group.Detail.Code)
		}
	}
	return f
}
