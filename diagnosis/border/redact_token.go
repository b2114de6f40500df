package border

import (
	"slices"
	"strings"
)

// tokenStart returns the index in run at which a token begins, which is base64url of a JSON
// object, or -1.
func tokenStart(run string) int {
	const shortest, enough = 8, 16
	for from := 0; ; from++ {
		at := strings.IndexByte(run[from:], 'e')
		if at < 0 || len(run)-from-at < shortest {
			return -1
		}
		from += at
		if next := run[from+1]; next != 'y' && next != 'w' { // '{' and '"' or white space
			continue
		}
		plain, ok := fromBase64(run[from:min(len(run), from+enough)])
		if ok && strings.HasPrefix(strings.TrimLeft(plain[1:], " \t\r\n"), `"`) {
			return from
		}
	}
}

// signatureLengths are the lengths in base64url of the signatures that NetSuite and its
// clients make: HMAC, ECDSA and RSA of 2048, 3072 and 4096 bits.
var signatureLengths = []int{43, 64, 86, 128, 176, 342, 512, 683}

// tokenEnd returns the end of the token that begins at from. The token continues across
// line breaks, spaces and quotes if the text after them is as random as a token.
func tokenEnd(text string, from int) int {
	dots, part := 0, 0
	for at := from; ; {
		for at < len(text) && (isBase64(text[at]) || text[at] == '.') {
			if part++; text[at] == '.' {
				dots++
				part = 0
			}
			at++
		}
		next := at
		for next < len(text) && next-at < 40 && (isBreak(rune(text[next])) || strings.IndexByte(".,;=*", text[next]) >= 0) {
			next++
		}
		whole := dots == 2 && (slices.Contains(signatureLengths, part) || text[at-part:at] == Removed) || dots > 3
		end := next
		for end < len(text) && (isBase64(text[end]) || text[end] == '.') {
			end++
		}
		if next > at && dots == 2 {
			if end, is := signatureEnd(text, at, part); is {
				return end
			}
		}
		if next == at || whole || !random(strings.Trim(text[next:end], "."), 5) && !random(linesAfter(text, at), 5) {
			for at > from && text[at-1] == '.' {
				at--
			}
			return at
		}
		if skipped := strings.Count(text[at:next], "."); skipped > 0 { // a line that begins with the dot
			dots, part = dots+skipped, 0
		}
		at = next
	}
}

// signatureEnd returns the end of a signature of which part characters precede the line break
// at at, if the lines after it complete one of signatureLengths; the longest, because one line
// in fifty ends where a shorter signature would.
func signatureEnd(text string, at, part int) (end int, is bool) {
	for part < slices.Max(signatureLengths) {
		next := nextLine(text, at)
		if next == at {
			break
		}
		for at = next; at < len(text) && isBase64(text[at]); at++ {
			part++
		}
		if slices.Contains(signatureLengths, part) {
			end, is = at, true
		}
	}
	return end, is
}

// linesAfter returns the beginning of the lines after at, joined until they are long enough for
// random: one short line of a wrapped token has too few changes once in twenty times.
func linesAfter(text string, at int) string {
	const enough = 40
	joined := ""
	for len(joined) < enough {
		next := nextLine(text, at)
		if next == at {
			return ""
		}
		for at = next; at < len(text) && (isBase64(text[at]) || text[at] == '.'); at++ {
		}
		joined += strings.ReplaceAll(text[next:at], ".", "")
	}
	return joined
}

// nextLine returns the start of the run of base64 in the line after at, at which a run ends;
// at itself if anything but quoting comes before it.
func nextLine(text string, at int) int {
	next, broken := at, false
	for next < len(text) && next-at < 40 && (isBreak(rune(text[next])) || text[next] == '=') {
		broken = broken || text[next] == '\n'
		next++
	}
	if !broken || next == len(text) || !isBase64(text[next]) && text[next] != '.' {
		return at
	}
	return next
}
