package keys

import (
	"encoding/hex"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

var (
	// hexRow matches a line of a dump: the offset, the digits, and the characters behind.
	hexRow = pattern.Lazy(`^\s*([0-9A-Fa-f]{4,16})[:\s]\s*((?:[0-9A-Fa-f]{2,8}[ \-]{1,2})+[0-9A-Fa-f]{2,8}|[0-9A-Fa-f]{2,64})(?:\s{2,}.*|\s*\|.*|\s*)$`)
	// numberMarks matches the first bytes of DER or of a BEGIN line in decimal numbers.
	numberMarks = pattern.Lazy(`(?:48\s*,\s*(?:-12[567]|13[012]|\d{2})|45\s*,\s*45\s*,\s*45)\s*,`)
	// hexOnly matches digits alone, with spaces or colons between them at most.
	hexOnly = pattern.Lazy(`^[0-9A-Fa-f\s:]+$`)
)

// showsHex reports whether the first two bytes of DER, or of a BEGIN line, are in a text in
// hexadecimal digits. As DER they are a SEQUENCE and the length that a key can have.
func showsHex(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if first := s[i : i+2]; first != "30" && first != "2d" && first != "2D" || i > 0 && isWord(s[i-1]) && s[i-1] != 'x' && s[i-1] != 'X' {
			continue
		}
		rest := strings.TrimLeft(s[i+2:min(len(s), i+10)], " ,:;-\\")
		rest = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(rest), "0x"), "x")
		if len(rest) < 2 || !isHexDigit(rest[0]) || !isHexDigit(rest[1]) {
			continue
		}
		if second := rest[:2]; s[i] == '2' && second == "2d" || s[i] == '3' && (second >= "81" && second <= "83" || second >= "2e" && second <= "7f") {
			return true
		}
	}
	return false
}

// hexDecoded decodes hexadecimal digits: in a row, with characters between them, in the
// arrays of programs, and in dumps with offsets and characters beside them.
func hexDecoded(s string) (decoded, step string) {
	if data, width := dumpBytes(s); len(data) > 0 {
		if width == 16 && strings.Contains(s[:min(len(s), 20)], ": ") {
			step = "xxd -r IN > OUT"
		}
		return string(data), step
	}
	digits := firstHex(s)
	if digits == "" {
		return "", noStep
	}
	if hexOnly().MatchString(s) {
		step = "xxd -r -p IN > OUT"
	}
	data, _ := hex.DecodeString(digits)
	return string(data), step
}

// firstHex returns the digits from the first bytes of a key to the last byte before
// something that is neither a digit nor a separator.
func firstHex(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		if out.Len() == 0 && i > 0 && isWord(s[i-1]) && s[i-1] != 'x' {
			i++
			continue
		}
		j := i
		if rest := s[i:]; len(rest) > 1 && (rest[0] == '0' || rest[0] == '\\') && (rest[1] == 'x' || rest[1] == 'X') {
			j += 2
		}
		k := j
		for k < len(s) && isHexDigit(s[k]) {
			k++
		}
		switch {
		case k > j && (k-j)%2 == 0:
			if out.Len() == 0 && s[j:min(k, j+2)] != "30" && !strings.EqualFold(s[j:min(k, j+2)], "2d") {
				i = k
				continue
			}
			out.WriteString(s[j:k])
			i = k
		case out.Len() == 0:
			i = k + 1
		case k > j || !strings.ContainsRune(" \t\r\n,:;-\"'+()[]{}\\h", rune(s[i])):
			if out.Len() > 64 {
				return out.String()
			}
			out.Reset()
			i = k + 1
		default:
			i++
		}
	}
	return out.String()
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// dumpBytes reads a dump in which each line begins with the number of bytes before it.
func dumpBytes(s string) (data []byte, width int) {
	for line := range strings.Lines(s) {
		row := hexRow().FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if row == nil {
			if len(data) > 0 && strings.TrimSpace(line) != "" {
				break
			}
			continue
		}
		offset, err := strconv.ParseUint(row[1], 16, 64)
		if octal, bad := strconv.ParseUint(row[1], 8, 64); bad == nil && int(octal) == len(data) {
			offset = octal
		}
		if err != nil || int(offset) != len(data) {
			if len(data) == 0 {
				continue
			}
			break
		}
		digits := strings.NewReplacer(" ", "", "-", "", "\t", "").Replace(row[2])
		if width > 0 && len(digits) > 2*width {
			digits = digits[:2*width]
		}
		part, err := hex.DecodeString(digits)
		if err != nil {
			return nil, 0
		}
		if data = append(data, part...); width == 0 {
			width = len(part)
		}
	}
	return data, width
}

// numbersDecoded reads a list of bytes in decimal numbers, -128 to 255.
func numbersDecoded(s string) (decoded, step string) {
	var out []byte
	for i := 0; i < len(s); {
		k := i
		if s[k] == '-' {
			k++
		}
		digits := k
		for k < len(s) && '0' <= s[k] && s[k] <= '9' {
			k++
		}
		n, err := strconv.Atoi(s[i:k])
		switch {
		case k > digits && err == nil && -128 <= n && n <= 255 && (len(out) > 0 || n == 48 || n == 45):
			out = append(out, byte(n))
			i = k
		case k > digits || len(out) > 0 && !strings.ContainsRune(" \t\r\n,;", rune(s[i])):
			if len(out) > 64 {
				return string(out), noStep
			}
			out = nil
			i = max(k, i+1)
		default:
			i++
		}
	}
	return string(out), noStep
}
