package cli

import (
	"context"
	"errors"
	"testing"
)

// TestBeside catches work that does not check its context and keeps the program waiting
// after a signal.
func TestBeside(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stuck := make(chan struct{})
	defer close(stuck)
	_, err := beside(ctx, func() int {
		cancel()
		<-stuck
		return 1
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n, err := beside(context.Background(), func() int { return 1 }); n != 1 || err != nil {
		t.Error(n, err)
	}
}
