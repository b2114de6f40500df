package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"authdoctor/ui/console"
)

// interruptible returns a context that the first SIGINT, SIGTERM or SIGHUP ends; SIGHUP
// unless the parent ignores it, as nohup does. The second ends
// the program at once: if a loop ignores the context by mistake, SIGKILL must not be the
// only way out.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	caught := make(chan os.Signal, 2) // room for both: package signal does not wait
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(caught, syscall.SIGHUP)
	}
	over := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case <-over:
				return
			case <-caught:
				if ctx.Err() != nil {
					console.Restore()
					os.Exit(exitInterrupted)
				}
				cancel()
			}
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		close(over)
		cancel()
	}
}

// beside runs work that does not check its context, such as computing with outside text,
// and gives up on it when ctx ends: the first signal is then enough.
func beside[T any](ctx context.Context, work func() T) (T, error) {
	return await(ctx, func() (T, error) { return work(), nil })
}
