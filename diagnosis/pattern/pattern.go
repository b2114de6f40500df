// Package pattern compiles regular expressions on first use. Most inputs need only a few,
// and compiling all of them would slow down every start of the program.
package pattern

import (
	"regexp"
	"sync"
)

// lazies are all expressions, so that a test can compile them.
var lazies []func() *regexp.Regexp

// Lazy returns a function that returns the compiled expression. Call Lazy only to initialise
// package variables: it records every expression. The function panics on its first call if
// the expression is invalid, as regexp.MustCompile does.
// It is kept out of line: a copy of sync.OnceValue for each expression takes 1 KB.
//
//go:noinline
func Lazy(expression string) func() *regexp.Regexp {
	lazy := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
	lazies = append(lazies, lazy)
	return lazy
}

// CompileAll compiles every expression and returns their number.
func CompileAll() int {
	for _, lazy := range lazies {
		lazy()
	}
	return len(lazies)
}
