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
	change  Change // of the file since it was counted; then there are no matches
}

// join looks after what the open export holds of the time of the tokens.
type join struct {
	s    *session
	last trailJoin // what the rows in Case.Trail were counted for
	// stop ends that counting; nil where nothing is counted.
	stop context.CancelFunc
}

// newJoin is the companion that joins the open export with the tokens.
func newJoin(s *session) Companion { return &join{s: s} }

// Next counts the rows of the open export that may be those of the tokens, where
// that has not been done; the Diagnosis shows them beside the findings. A part of an
// export tells nothing of what it lacks.
func (j *join) Next() tea.Cmd {
	s := j.s
	var now trailJoin
	if e := s.export; e != nil && e.summary != nil && e.summary.Complete && datesKnown(e.summary) && len(s.Case.Tokens) > 0 {
		now = trailJoin{e.summary, &s.Case.Tokens[0], len(s.Case.Tokens), s.Diagnosis.Facts.Value(diagnosis.FactApplication)}
	}
	if now == j.last {
		return nil
	}
	j.last = now
	if j.stop != nil { // the export is closed, or the tokens are others
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
		// The export does not tell its time zone; that of this machine is the best
		// guess, and the finding says so.
		if match, filter, ok := diagnosis.TokenRows(&s.Case.Tokens[i], now.summary, s.Diagnosis.Facts, s.local); ok {
			match.Token = i + 1
			matches = append(matches, match)
			filters = append(filters, options(s, filter))
		}
	}
	if len(matches) == 0 {
		return nil
	}
	e, counter, counted := s.export, s.counter, s.export.Stamp
	ctx, stop := context.WithCancel(context.Background())
	j.stop = stop
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
		if change := e.since(counted); change != Unchanged {
			return joinedMsg{now, nil, change}
		}
		return joinedMsg{now, out, Unchanged}
	}
}

// datesKnown reports whether rows have dates, and that none waits to be told apart: until then
// the time of a row is a guess, and so is whose it is.
func datesKnown(s *trail.Summary) bool {
	return !s.First.IsZero() && !slices.ContainsFunc(s.Sources, func(source trail.SourceSummary) bool { return source.Dialect.OrderAssumed })
}

// Take takes what was counted, unless tokens or export are others by now.
func (j *join) Take(msg tea.Msg) {
	joined, is := msg.(joinedMsg)
	if !is || joined.of != j.last {
		return
	}
	if joined.change != Unchanged && j.s.export != nil {
		j.s.export.change = joined.change
		j.s.addNotice("The export that is open is not the file that was counted any more; count it again to see its rows here")
	}
	j.hold(joined.matches)
}

func (j *join) hold(matches []diagnosis.TrailMatch) {
	if len(matches) == 0 && len(j.s.Case.Trail) == 0 {
		return
	}
	c := j.s.Case
	c.Trail = matches
	j.s.hold(c)
}
