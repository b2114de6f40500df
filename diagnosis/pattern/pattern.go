// Package pattern compiles regular expressions when they are first used: every start
// of the program would pay for those that most inputs never need.
package pattern

import (
	"regexp"
	"sync"
)

// lazies are all expressions there are, so that a test can compile them.
var lazies []func() *regexp.Regexp

// Lazy returns a function that gives the compiled expression. It is called by package
// variables alone; like regexp.MustCompile it panics where the expression is wrong,
// but at the first use.
func Lazy(expression string) func() *regexp.Regexp {
	lazy := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
	lazies = append(lazies, lazy)
	return lazy
}

// CompileAll compiles every expression and returns how many there are.
func CompileAll() int {
	for _, lazy := range lazies {
		lazy()
	}
	return len(lazies)
}
