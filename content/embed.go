package content

import (
	"embed"
	"sync"
)

//go:embed guide.md codes/*.md symptoms/*.md
var files embed.FS

// Embedded returns the library that is part of the program, read once.
//
// It does not prove what it reads: each start of the program would pay for it (25 ms
// against 2.5, see the benchmarks), and the files cannot change after the build.
func Embedded() (*Library, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Library, error) {
	library, found := read(files)
	return library, found.join()
})
