package incident

import "authdoctor/diagnosis/detail"

// Cause is the id of a likely cause: a word of the column Detail and what its failures are
// like, as in MissingKey/burst. Package content has the words for it, what to do first and
// the page that tells more. It holds no outside text: an unknown word is "unknown".
type Cause string

// Retried is what follows the word in place of a Kind where one client repeated a login
// that failed.
const Retried = "retried"

// causeOf is the likely cause of failures of a Kind, or that are Retried.
func causeOf(code string, like Kind) Cause {
	word := "unknown"
	if match := detail.Known(code); match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
		word = match.Name
	}
	return Cause(word + "/" + string(like))
}
