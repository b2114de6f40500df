//go:build race

package worktest

// instrumented is how many times slower the race detector makes a reader: 2 to 13 times
// were measured.
const instrumented = 8
