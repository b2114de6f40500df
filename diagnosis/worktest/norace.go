//go:build !race

package worktest

const instrumented = 1
