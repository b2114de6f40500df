package trails

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/screen"
)

// trailJoin is what an export is joined with. If any of these fields changes, the rows in
// the lifetime of the tokens are counted again.
type trailJoin struct {
	summary     *trail.Summary
	tokens      *token.Token // the first; tokens are replaced, never modified
	count       int          // number of tokens
	application string       // as the user or a row of the trail stated
}

// joinedMsg carries the rows counted in the lifetime of the tokens.
type joinedMsg struct {
	of      trailJoin
	matches []diagnosis.TrailMatch
	change  files.Change // of the file since it was counted; if it changed, there are no matches
}

// join keeps the rows of the open export in the lifetime of the tokens up to date.
type join struct {
	s    *screen.Session
	last trailJoin // what the rows in Case.Trail were counted for
	// stop cancels the count in progress; it is nil if there is none.
	stop context.CancelFunc
}

// NewJoin returns the companion that joins the open export with the tokens.
func NewJoin(s *screen.Session) screen.Companion { return &join{s: s} }

// Next counts the rows of the open export that may belong to the tokens, unless that is
// done already. The Diagnosis shows them beside the findings. A partly counted export is
// not used, because the missing rows could change the result.
func (j *join) Next() tea.Cmd {
	s := j.s
	var now trailJoin
	if e := s.Export; e != nil && e.Summary != nil && e.Summary.Complete && datesKnown(e.Summary) && len(s.Case.Tokens) > 0 {
		now = trailJoin{e.Summary, &s.Case.Tokens[0], len(s.Case.Tokens), s.Diagnosis.Facts.Value(diagnosis.FactApplication)}
	}
	if now == j.last {
		return nil
	}
	j.last = now
	if j.stop != nil { // the export was closed, or the tokens changed
		j.stop()
		j.stop = nil
	}
	j.hold(nil)
	if now.summary == nil {
		return nil
	}
	var matches []diagnosis.TrailMatch
	var filters []trail.Options
	for i := range s.Case.Tokens {
		// The export does not name its time zone. That of this machine is the best guess,
		// and the finding says so.
		if match, filter, ok := diagnosis.TokenRows(&s.Case.Tokens[i], now.summary, s.Diagnosis.Facts, s.Local); ok {
			match.Token = i + 1
			matches = append(matches, match)
			filters = append(filters, options(s, filter))
		}
	}
	if len(matches) == 0 {
		return nil
	}
	e, counter, counted := s.Export, s.Counter, s.Export.Stamp
	ctx, stop := context.WithCancel(context.Background())
	j.stop = stop
	return func() tea.Msg {
		defer stop()
		var out []diagnosis.TrailMatch
		for i, match := range matches {
			if ctx.Err() != nil {
				return nil
			}
			if got := counter(ctx, e.Source, filters[i]); got.Summary != nil && got.Summary.Complete {
				out = append(out, match.Counted(got.Summary))
			}
		}
		if change := e.Since(counted); change != files.Unchanged {
			return joinedMsg{now, nil, change}
		}
		return joinedMsg{now, out, files.Unchanged}
	}
}

// datesKnown reports whether the rows have dates and no date order is assumed. If the
// order is assumed, the time of a row is a guess, and so is the token it belongs to.
func datesKnown(s *trail.Summary) bool {
	return !s.First.IsZero() && !slices.ContainsFunc(s.Sources, func(source trail.SourceSummary) bool { return source.Dialect.OrderAssumed })
}

// Take stores the counted rows, unless the tokens or the export have changed since.
func (j *join) Take(msg tea.Msg) {
	joined, is := msg.(joinedMsg)
	if !is || joined.of != j.last {
		return
	}
	if joined.change != files.Unchanged && j.s.Export != nil {
		j.s.Export.Change = joined.change
		j.s.AddNotice("The export has changed since it was counted; count it again to see its rows here")
	}
	j.hold(joined.matches)
}

func (j *join) hold(matches []diagnosis.TrailMatch) {
	if len(matches) == 0 && len(j.s.Case.Trail) == 0 {
		return
	}
	c := j.s.Case
	c.Trail = matches
	j.s.Hold(c)
}
