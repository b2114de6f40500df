package border

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"
)

// linkHosts are the hosts of the pages that this program refers to: Oracle's help and the
// RFCs.
var linkHosts = []string{"docs.oracle.com", "www.rfc-editor.org"}

// MayOpen reports whether the program offers to open an address: one of a page that it
// refers to, over HTTPS, in printable ASCII, without a user or a port.
func MayOpen(address string) bool {
	if !isPlainASCII(address) || len(address) > maxLink/2 {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && slices.Contains(linkHosts, u.Host) && u.String() == address
}

// A link is an OSC 8 sequence with its address, text, and the sequence without address.
const (
	linkLead = "\x1b]8;"
	linkEnd  = "\x1b\\" // ST
)

// maxLink is the maximum length of a sealed link in bytes, without its text.
const maxLink = 512

// Link seals text, which is within one line, as a link to an address. Lines with the same
// address are one link. Link returns text alone for an address that MayOpen refuses.
func Link(address, text string) string {
	if text == "" || !MayOpen(address) {
		return text
	}
	id := fnv.New32a()
	_, _ = id.Write([]byte(address)) // a hash does not fail
	return fmt.Sprintf("%sid=%08x;%s%s%s%s;%s", linkSeal, id.Sum32(), address, linkEnd, text, linkSeal, linkEnd)
}

// linkLength returns the length of the sealed sequence of a link at the start of text, or 0.
// More reports whether text ends within what may become one.
func linkLength(text []byte) (length int, more bool) {
	n := min(len(text), len(linkSeal))
	if string(text[:n]) != linkSeal[:n] {
		return 0, false
	}
	for i := n; i < min(len(text), maxLink); i++ {
		switch c := text[i]; {
		case c > ' ' && c <= '~':
		case c != linkEnd[0]:
			return 0, false
		case i+1 == len(text):
			return 0, true
		case text[i+1] == linkEnd[1]:
			return i + len(linkEnd), false
		default:
			return 0, false
		}
	}
	return 0, len(text) < maxLink
}
