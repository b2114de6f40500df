package cli

import (
	"context"
	"fmt"
)

// query prints the same question as a query, for an engine that can answer it.
func (o trailOptions) query(_ context.Context, _ []string) error {
	return o.fail(fmt.Errorf("--query %s cannot be answered yet", o.queryFor))
}
