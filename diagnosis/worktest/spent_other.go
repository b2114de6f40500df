//go:build !unix

package worktest

import "time"

// spent is nothing where CPU time is not counted: nothing costs too much there.
func spent() time.Duration { return 0 }
