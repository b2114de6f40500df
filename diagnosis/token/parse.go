package token

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// Parse cleans, decodes and classifies one token. It always returns a Token, with what
// could be decoded and the Problems that were found; the signature may be missing, as
// people remove it for safety. The notes name what Clean removed.
func Parse(text string) (Token, []string) {
	if len(text) > MaxToken {
		return Token{Kind: Unknown, Problems: []Problem{{
			ID: ProblemStructure, Where: "token", Fatal: true,
			Title:    "The token is too long to be read",
			Expected: fmt.Sprintf("at most %d bytes", MaxToken), Got: fmt.Sprintf("%d bytes", len(text)),
			Why: "No NetSuite token is that long, so something else was copied.",
			Fix: "Copy only the token. NetSuite's tokens have about 1,200 characters.",
		}}}, nil
	}
	cleaned, notes := Clean(elide(text))
	t := Token{Kind: Unknown}
	if inner, ok := unwrapBase64(cleaned); ok {
		cleaned = inner
		t.report(Problem{
			ID: ProblemEncoding, Where: "token", Title: "The whole token is base64-encoded once more",
			Expected: "three parts separated by dots", Got: "one base64 text around them",
			Why: "The receiver decodes each part only once, so it finds no token.",
			Fix: "Send the token as the token endpoint or your signing library returned it. Do not encode it again.",
		})
		notes = append(notes, "decoded one base64 layer around the token")
	}
	t.Raw = border.NewSecret(cleaned)
	t.decode(cleaned)
	t.classify()
	return t, notes
}

func (t *Token) report(problem Problem) { t.Problems = append(t.Problems, problem) }

func (t *Token) decode(text string) {
	if !strings.Contains(text, ".") && strings.Count(text, ",") == 2 {
		t.report(Problem{
			ID: ProblemStructure, Where: "token", Fatal: true, Title: "The parts are separated by ',' instead of '.'",
			Expected: "header.payload.signature", Got: "header,payload,signature",
			Why: "A receiver splits a token at its dots and needs all three parts (RFC 7515 section 7.1).",
			Fix: "Copy the token from its source; a program on the way changed its dots.",
		})
		text = strings.ReplaceAll(text, ",", ".")
	}
	parts := strings.Split(text, ".")
	if t.TakenOut = takenOut(parts); t.TakenOut != nil {
		t.decodeRest(parts)
	} else if t.TakenOut = leftOut(parts); t.TakenOut != nil {
		t.structure(parts)
		t.decodeRest(parts)
	} else if !t.structure(parts) {
		return
	} else {
		t.Header = t.object("header", parts[0])
		t.Claims = t.object("payload", parts[1])
	}
	if t.TakenOut == nil && len(parts) > 2 && parts[2] != "" {
		t.Signed = true
		if signature, ok := t.base64("signature", parts[2]); ok {
			t.SignatureBytes = len(signature)
			t.SignatureDER = isDER(signature)
			_, t.SignatureText = DecodedText(signature)
		}
	}
	t.reportTwins("header", t.Header.twins)
	t.reportTwins("payload", t.Claims.twins)
	if hidden := t.Header.hidden + t.Claims.hidden; hidden > 0 {
		t.report(Problem{
			ID: ProblemHidden, Where: "token", Title: "The token contains control or invisible characters",
			Expected: "visible characters only", Got: fmt.Sprintf("%d, shown here as \\u{…}", hidden),
			Why: "NetSuite's tokens have none. They can hide text or control a terminal that prints them.",
			Fix: "Find out who made this token before you use it.",
		})
	}
}

// decodeObject decodes a complete part, strictly.
func decodeObject(part string) (Object, error) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return Object{}, err
	}
	return parseObject(text)
}

// isEncrypted reports whether a part is the header of a JWE: enc names the encryption of
// the content (RFC 7516 section 4.1.2).
func isEncrypted(part string) bool {
	header, err := decodeObject(part)
	_, named := header.Get("enc")
	return err == nil && named
}

// maxTwins is the number of duplicate names that are reported for a part.
const maxTwins = 8

func (t *Token) reportTwins(where string, twins []string) {
	for i, twin := range twins {
		got := border.Clip(Shown(twin), 60) + " (a duplicate key)"
		if i == maxTwins {
			got = fmt.Sprintf("%d more", len(twins)-i)
		}
		if i > maxTwins {
			return
		}
		t.report(Problem{
			ID: ProblemDuplicates, Where: where, Title: "A name appears twice in the " + where,
			Expected: "each name once", Got: got,
			Why: "Parsers differ in which of the two they use, so two programs see two different tokens (RFC 7515 section 4).",
			Fix: "In the code that builds the token, find the name that is set twice, or once in capitals.",
		})
	}
}

// leftOutFix is the fix for a missing part, which the user may have removed.
const leftOutFix = "If you removed that part from the copy, ignore this finding: the rest was checked. If the application sends the token like this, fix the code that builds it."

// structure reports whether there are a header and a payload to decode, and reports a
// problem otherwise.
func (t *Token) structure(parts []string) bool {
	problem := Problem{ID: ProblemStructure, Where: "token", Fatal: true, Expected: "3 parts separated by dots: header.payload.signature"}
	problem.Why = "A receiver splits a token at its dots and needs all three parts (RFC 7515 section 7.1)."
	problem.Fix = "Copy the whole token again from its source."
	switch n := len(parts); {
	case n == 5 && isEncrypted(parts[0]):
		problem.Title = "This is an encrypted token (JWE)"
		problem.Got = "5 parts"
		problem.Why = "NetSuite uses only signed tokens (RFC 7515), not encrypted ones (RFC 7516). authdoctor did not examine this one."
		problem.Fix = "Send a signed token of three parts."
	case n == 1:
		problem.Title = "This is one part of a token"
		problem.Got = "1 part, no dot"
	case n > 3:
		problem.Fix = "Copy only one token: two may have been joined, or something was added after it."
		problem.Title = fmt.Sprintf("This has %d parts; a signed token has three", n)
		problem.Got = fmt.Sprintf("%d parts", n)
	case parts[0] == "":
		problem.Fatal, problem.LeftOut, problem.Fix = parts[1] == "", true, leftOutFix
		problem.Title = "The header, the first part, is missing"
		problem.Got = "nothing before the first dot"
	case parts[1] == "":
		problem.Fatal, problem.LeftOut, problem.Fix = false, true, leftOutFix
		problem.Title = "The payload, the second part, is empty"
		problem.Got = "an empty payload"
	default:
		return true
	}
	t.report(problem)
	return false
}

func (t *Token) object(where, part string) Object {
	text, ok := t.base64(where, part)
	if !ok {
		return Object{}
	}
	if inner, twice := encodedTwice(text); twice {
		t.report(Problem{
			ID: ProblemEncoding, Where: where, Title: "The " + where + " is base64url-encoded twice",
			Expected: "one base64url encoding of JSON", Got: "a double-encoded " + where,
			Why: "The receiver decodes each part once, and then finds no JSON.",
			Fix: "Encode header and payload only once. A JWT library does this for you.",
		})
		text = inner
	}
	object, err := parseObject(text)
	if err != nil {
		t.report(Problem{
			ID: ProblemJSON, Where: where, Fatal: true, Title: fmt.Sprintf("The %s is not a JSON object", where),
			Expected: "a JSON object (RFC 7519 section 7.2)", Got: "the " + where + ": " + err.Error(),
			Why: "A receiver that cannot read the " + where + " rejects the token before it checks anything else.",
			Fix: "Copy the whole token again. If it is the same, fix the code that makes it.",
		})
	}
	return object
}

// base64 decodes one part. If it is not strict base64url, base64 reports the fault and
// decodes what the maker meant, if possible.
func (t *Token) base64(where, part string) ([]byte, bool) {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err == nil {
		return decoded, true
	}
	problem := Problem{
		ID: ProblemEncoding, Where: where, Title: fmt.Sprintf("The %s is not base64url as RFC 7515 requires", where),
		Expected: "A–Z a–z 0–9 - _ and no padding",
		Why:      "A strict receiver cannot read the token; a lenient one may read another signature.",
		Fix:      "Use the base64url encoding of your JWT library, without padding.",
	}
	lenient := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(part, "="))
	decoded, lenientErr := base64.RawURLEncoding.DecodeString(lenient)
	var place base64.CorruptInputError
	switch {
	case lenientErr == nil && strings.HasSuffix(part, "="):
		problem.Got = "padding: '=' at the end"
	case lenientErr == nil && lenient != part:
		problem.Got = "'+' or '/', as in ordinary base64"
	case lenientErr == nil:
		problem.Title = fmt.Sprintf("The %s is non-canonical base64url", where)
		problem.Got = "bits set after the last byte"
		problem.Why = "The last character was changed or cut off."
		problem.Fix = "Copy the token again from its source."
	case len(lenient)%4 == 1:
		problem.Fatal = where != "signature"
		problem.Title = fmt.Sprintf("The %s is cut short or has a character too many", where)
		problem.Got = fmt.Sprintf("%d characters, a length that no base64url text has", len(lenient))
		problem.Fix = "Copy the whole token again from its source."
	default:
		problem.Fatal = where != "signature"
		problem.Got = "a character that is not base64url"
		if errors.As(lenientErr, &place) && int(place) < len(lenient) {
			_, size := utf8.DecodeRuneInString(lenient[place:])
			shown, _ := border.Printable(lenient[place:][:size])
			problem.Got = fmt.Sprintf("'%s' at character %d of the %s", shown, int(place)+1, where)
		}
		problem.Fix = "Copy the token again; a program on the way added that character."
	}
	t.report(problem)
	return decoded, lenientErr == nil
}

// encodedTwice removes a second base64url encoding. No JSON begins with eyJ, the base64
// of '{"'.
func encodedTwice(text []byte) ([]byte, bool) {
	if !strings.HasPrefix(string(text), "eyJ") {
		return nil, false
	}
	inner, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(text), "="))
	return inner, err == nil
}

// isDER reports whether data is one ASN.1 SEQUENCE that fills it exactly.
func isDER(data []byte) bool {
	if len(data) < 8 || data[0] != 0x30 {
		return false
	}
	length, header := int(data[1]), 2
	if length == 0x81 {
		length, header = int(data[2]), 3
	}
	return length < 256 && header+length == len(data) && data[header] == 0x02
}

// shortestText is the length of the shortest signature as text, in bytes: base64 of 64.
const shortestText = 84

// HexPart is the encoding of a signature that was written in hexadecimal in place of base64url.
const HexPart = "hexadecimal alone"

// textEncodings are the encodings that DecodedText recognises.
var textEncodings = []string{"hexadecimal", "base64", "UTF-8", "decimal numbers", HexPart}

// numberList matches the bytes of a signature as programs print an array of them.
var numberList = pattern.Lazy(`^(?:\{"type": ?"Buffer", ?"data": ?)?\[?((?:-?\d{1,3}, ?){40,}-?\d{1,3})\]?\}?$`)

// DecodedText decodes a signature that is text and not bytes, in hexadecimal, base64 or
// decimal numbers, or that went through UTF-8, and names that encoding; "" for any other. The
// bytes are nil where UTF-8 lost them. No signature of that length is text by chance, nor has
// its text only a few different characters, as one that was made up for an example has.
func DecodedText(signature []byte) (decoded []byte, encoding string) {
	if len(signature) > shortestText && utf8.Valid(signature) && slices.ContainsFunc(signature, func(b byte) bool { return b >= utf8.RuneSelf }) {
		for _, r := range string(signature) {
			if r > 0xff {
				return nil, "UTF-8"
			}
			decoded = append(decoded, byte(r))
		}
		return decoded, "UTF-8"
	}
	if part := base64.RawURLEncoding.EncodeToString(signature); len(signature) >= shortestText {
		if decoded, err := hex.DecodeString(part); err == nil && strings.Trim(part, part[:1]) != "" && strings.ContainsAny(part, "0123456789") {
			return decoded, HexPart
		}
	}
	text := strings.TrimSpace(string(signature))
	if len(text) < shortestText || strings.ContainsAny(text, "\r\n") {
		return nil, ""
	}
	different := map[byte]bool{}
	for _, c := range []byte(text) {
		different[c] = true
	}
	if len(different) < 10 {
		return nil, ""
	}
	if list := numberList().FindStringSubmatch(text); list != nil {
		for number := range strings.SplitSeq(list[1], ",") {
			n, _ := strconv.Atoi(strings.TrimSpace(number)) // the bytes of Java have a sign
			decoded = append(decoded, byte(n))
		}
		return decoded, "decimal numbers"
	}
	if decoded, err := hex.DecodeString(text); err == nil {
		return decoded, "hexadecimal"
	}
	loose := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	if decoded, err := base64.RawURLEncoding.DecodeString(loose); err == nil {
		return decoded, "base64"
	}
	return nil, ""
}
