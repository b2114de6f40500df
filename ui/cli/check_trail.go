package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
)

// withTrail adds to a Case the rows of the exports that may be about its tokens. An export
// does not carry its time zone: the zone of the clock is assumed, and named in the answer.
func (o checkOptions) withTrail(ctx context.Context, c diagnosis.Case) (diagnosis.Case, error) {
	if len(o.trails) == 0 {
		return c, nil
	}
	if len(c.Tokens) == 0 {
		return c, errors.New("--trail finds the rows of a token, and no token was given; to read an export alone: authdoctor trail FILE")
	}
	exports, err := trailOptions{world: o.world}.exports(ctx, o.trails)
	if err != nil {
		return c, err
	}
	defer exports.close()
	order, err := dateOrder(o.dateOrder)
	if err != nil {
		return c, err
	}
	count := func(filter trail.Filter) (*trail.Summary, error) {
		s, _, err := trail.Count(ctx, exports.sources, trail.Options{Filter: filter, At: c.At, Order: order})
		if err != nil && ctx.Err() == nil {
			err = unreadable(ctx, err, exports.sources)
		}
		return s, err
	}
	all, err := count(trail.Filter{})
	if err != nil {
		return c, err
	}
	for _, source := range all.Sources {
		if source.Problem != "" { // the missing rows may be those of the token
			return c, fmt.Errorf("%s was only partly read: %s", source.Name, printableText(source.Problem))
		}
		if source.Dialect.OrderAssumed {
			return c, fmt.Errorf("dates of %s such as %s can be read in two ways; say which: --date-order mdy or dmy", source.Name, source.Dialect.DateExample)
		}
	}
	if all.First.IsZero() {
		return c, errors.New("no row of the export has a date that can be read, so no row can be matched with the token by time")
	}
	facts := diagnosis.Diagnose(c).Facts
	for i := range c.Tokens {
		match, filter, ok := diagnosis.TokenRows(&c.Tokens[i], all, facts, o.now().Location())
		if !ok {
			continue
		}
		rows, err := count(filter)
		if err != nil {
			return c, err
		}
		match.Token = i + 1
		c.Trail = append(c.Trail, match.Counted(rows))
	}
	return c, nil
}

// refuseTrail returns an error if --trail is combined with what it does not work with.
func (o checkOptions) refuseTrail() error {
	if slices.Contains(o.trails, "-") {
		return errors.New("--trail reads its file twice, which is impossible with standard input; give the export as a file: --trail FILE")
	}
	if len(o.trails) > 0 && o.lines {
		return errors.New("--trail cannot be used with --lines")
	}
	return nil
}
