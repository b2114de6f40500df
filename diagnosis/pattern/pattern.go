// Package pattern compiles regular expressions when they are first used: every start
// of the program would pay for those that most inputs never need.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that gives the compiled expression. Like
// regexp.MustCompile it panics, at the first use, where the expression is wrong.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
