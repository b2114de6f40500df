// Package chroma has the names that glamour takes from github.com/alecthomas/chroma/v2,
// and colours nothing. go.mod puts it in that module's place.
//
// glamour imports chroma to colour code blocks. authdoctor shows code blocks plain and
// never asks for colours there, yet chroma's lexers and styles are parsed in package
// variables at every start: of one `authdoctor --version` they took 18 of 25 ms of CPU,
// 6 MiB of memory, and 4 MB of the program. glamour has no build tag that leaves them out.
//
// A newer glamour that takes more names does not compile against this package: add the
// names then, or drop the replacement where glamour no longer needs chroma.
package chroma

// TokenType is a kind of word in source code that a style can colour.
type TokenType int

// The kinds that glamour names.
const (
	Text TokenType = iota
	Error
	Comment
	CommentPreproc
	Keyword
	KeywordReserved
	KeywordNamespace
	KeywordType
	Operator
	Punctuation
	Name
	NameBuiltin
	NameTag
	NameAttribute
	NameClass
	NameConstant
	NameDecorator
	NameException
	NameFunction
	NameOther
	Literal
	LiteralNumber
	LiteralDate
	LiteralString
	LiteralStringEscape
	GenericDeleted
	GenericEmph
	GenericInserted
	GenericStrong
	GenericSubheading
	Background
)

// StyleEntries is how each kind of word looks.
type StyleEntries map[TokenType]string

// Style is a colour scheme for source code.
type Style struct{ Name string }

// MustNewStyle returns a Style of that name. It drops the entries: Highlight uses none.
func MustNewStyle(name string, _ StyleEntries) *Style { return &Style{Name: name} }
