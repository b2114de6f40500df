// Package chroma declares the names that glamour uses from github.com/alecthomas/chroma/v2,
// and colours nothing. A replace directive in go.mod substitutes it for that module.
//
// glamour imports chroma to colour code blocks. authdoctor shows code blocks without colours,
// but chroma parses its lexers and styles in package variables at every start. In
// `authdoctor --version` that took 18 of 25 ms of CPU and 6 MiB of memory, and chroma takes 4
// MB of the binary. glamour has no build tag that leaves chroma out.
//
// A newer glamour that uses more names does not compile against this package. Add the names
// then, or remove the replacement if glamour no longer needs chroma.
package chroma

// TokenType is a kind of token in source code that a style can colour.
type TokenType int

// The kinds that glamour uses.
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

// StyleEntries maps each kind of token to its style.
type StyleEntries map[TokenType]string

// Style is a colour scheme for source code.
type Style struct{ Name string }

// MustNewStyle returns a Style of that name, without the entries: Highlight does not use
// them.
func MustNewStyle(name string, _ StyleEntries) *Style { return &Style{Name: name} }
