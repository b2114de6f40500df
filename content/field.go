package content

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed field.txt
var fieldTable string

// fieldSources are the reports of third parties about the live service, by their number, such
// as F10. URL is "" for a report without a public address.
var fieldSources = sync.OnceValue(func() map[string]Source {
	sources := map[string]Source{}
	for line := range strings.Lines(fieldTable) {
		number, rest, isRow := strings.Cut(strings.TrimSpace(line), " | ")
		address, about, _ := strings.Cut(rest, " | ")
		if !isRow {
			continue
		}
		sources[number] = Source{Title: "Seen in the field, " + number + ": " + about, URL: strings.TrimPrefix(address, "-"), Field: number}
	}
	return sources
})
