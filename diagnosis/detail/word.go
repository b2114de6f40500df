package detail

// Word is a known value of the Detail column, in NetSuite's spelling.
type Word struct {
	Name     string
	Protocol Protocol // OAuth2 for a code that TBA writes too
}

// Words returns every word that Known recognises: the codes of OAuth 2.0, then the words
// that only TBA writes, then those of logouts.
func Words() []Word {
	words := make([]Word, 0, len(kinds)+len(tbaWords)+len(logoutWords))
	for _, kind := range kinds {
		words = append(words, Word{string(kind.Code), OAuth2})
	}
	for _, other := range tbaWords {
		words = append(words, Word{other.word, TBA})
	}
	for _, other := range logoutWords {
		words = append(words, Word{other.word, Logout})
	}
	return words
}
