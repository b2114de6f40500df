// Package styles has the names that glamour takes from chroma's package of that name.
package styles

import "github.com/alecthomas/chroma/v2"

// Registry holds the styles that were registered, by name.
var Registry = map[string]*chroma.Style{}

// Register adds a style to Registry and returns it. It is not safe for concurrent use;
// glamour holds a lock.
func Register(style *chroma.Style) *chroma.Style {
	Registry[style.Name] = style
	return style
}
