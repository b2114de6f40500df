package ui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// trailJoin is what an export is joined with: where one of these changes, the rows in
// the time of the tokens are counted again.
type trailJoin struct {
	summary     *trail.Summary
	tokens      *token.Token // the first; tokens are replaced, not changed
	count       int          // of the tokens
	application string       // as the user or a row of the trail said
}

// joinedMsg brings what was counted in the time of the tokens.
type joinedMsg struct {
	of      trailJoin
	matches []diagnosis.TrailMatch
	change  change // of the file since it was counted; then there are no matches
}

// joinTrail counts the rows of the open export that may be those of the tokens, where
// that has not been done; the Diagnosis shows them beside the findings. A part of an
// export tells nothing of what it lacks.
func (s *session) joinTrail() tea.Cmd {
	var now trailJoin
	if t := s.triage; t != nil && t.summary != nil && t.summary.Complete && datesKnown(t.summary) && len(s.Case.Tokens) > 0 {
		now = trailJoin{t.summary, &s.Case.Tokens[0], len(s.Case.Tokens), s.Diagnosis.Facts.Value(diagnosis.FactApplication)}
	}
	if now == s.joined {
		return nil
	}
	s.joined = now
	if s.stopJoining != nil { // the export is closed, or the tokens are others
		s.stopJoining()
		s.stopJoining = nil
	}
	s.holdTrail(nil)
	if now.summary == nil {
		return nil
	}
	var matches []diagnosis.TrailMatch
	var filters []trail.Options
	for i := range s.Case.Tokens {
		// The export does not tell its time zone; that of this machine is the best
		// guess, and the finding says so.
		if match, filter, ok := diagnosis.TokenRows(&s.Case.Tokens[i], now.summary, s.Diagnosis.Facts, s.local); ok {
			match.Token = i + 1
			matches = append(matches, match)
			filters = append(filters, s.options(s.triage.export, filter))
		}
	}
	if len(matches) == 0 {
		return nil
	}
	e, counter, counted := s.triage.export, s.counter, s.triage.export.stamp
	ctx, stop := context.WithCancel(context.Background())
	s.stopJoining = stop
	return func() tea.Msg {
		defer stop()
		var out []diagnosis.TrailMatch
		for i, match := range matches {
			if ctx.Err() != nil {
				return nil
			}
			if got := counter(ctx, e.source, filters[i]); got.summary != nil && got.summary.Complete {
				out = append(out, match.Counted(got.summary))
			}
		}
		if change := e.since(counted); change != unchanged {
			return joinedMsg{now, nil, change}
		}
		return joinedMsg{now, out, unchanged}
	}
}

// datesKnown reports whether rows have dates, and that none waits to be told apart: until then
// the time of a row is a guess, and so is whose it is.
func datesKnown(s *trail.Summary) bool {
	return !s.First.IsZero() && !slices.ContainsFunc(s.Sources, func(source trail.SourceSummary) bool { return source.Dialect.OrderAssumed })
}

// takeJoined takes what was counted, unless tokens or export are others by now.
func (s *session) takeJoined(msg joinedMsg) {
	if msg.of == s.joined {
		if msg.change != unchanged && s.triage != nil {
			s.triage.export.change = msg.change
			s.addNotice("The export that is open is not the file that was counted any more; count it again to see its rows here")
		}
		s.holdTrail(msg.matches)
	}
}

func (s *session) holdTrail(matches []diagnosis.TrailMatch) {
	if len(matches) == 0 && len(s.Case.Trail) == 0 {
		return
	}
	c := s.Case
	c.Trail = matches
	s.hold(c)
}
