package pseudonym

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
)

// The kinds of values, as the table names them.
const (
	kindAccount     = "account"
	kindClientID    = "Client ID"
	kindUUID        = "Application ID or other UUID"
	kindCertificate = "Certificate ID"
	kindThumbprint  = "thumbprint"
	kindSerial      = "serial number"
	kindName        = "certificate name"
	kindTokenID     = "token ID"
	kindRole        = "role"
	kindEntity      = "entity"
	kindUser        = "user"
	kindIntegration = "integration"
	kindMail        = "e-mail address"
	kindIP          = "IP address"
	kindHost        = "host"
)

const (
	hexDigits = "0123456789abcdef"
	// urlDigits are the characters of base64url, in the order of their values.
	urlDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	own       = 8 // characters at the end of a long stand-in that differ
)

// account returns the stand-in of the part of an account before _SB1: zeros, then three
// digits, in place of its digits. Letters stay.
func account(base string) func(sum []byte) string {
	return func(sum []byte) string {
		out := []byte(base)
		digits := strings.Count(strings.Map(isDigit, base), "0")
		n := 0
		for i := range out {
			if c := out[i]; c < '0' || c > '9' {
				continue
			}
			out[i] = '0'
			if n++; n > digits-min(3, digits) {
				out[i] += sum[n] % 10
			}
		}
		return string(out)
	}
}

// isDigit maps a digit to 0 and removes everything else.
func isDigit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return '0'
}

// hexadecimal returns zeros, then at most 8 digits of which the last is a letter.
func hexadecimal(length int) func(sum []byte) string {
	return func(sum []byte) string {
		out := []byte(strings.Repeat("0", length))
		for i := max(0, length-own); i < length; i++ {
			out[i] = hexDigits[sum[i%len(sum)]%16]
		}
		out[length-1] = "abcdef"[sum[0]%6]
		return string(out)
	}
}

func uuid(sum []byte) string {
	return "00000000-0000-0000-0000-0000" + hexadecimal(own)(sum)
}

// certificateID returns 35 zeros, then 8 characters of base64url with letters of both
// cases. The last keeps the bits of id that belong to no byte.
func certificateID(id string) func(sum []byte) string {
	return func(sum []byte) string {
		out := []byte(strings.Repeat("0", len(id)))
		for i := len(id) - own; i < len(id); i++ {
			out[i] = urlDigits[sum[i%len(sum)]%62]
		}
		out[len(id)-own] = urlDigits[sum[0]%26]
		out[len(id)-own+1] = urlDigits[26+sum[1]%26]
		last := strings.IndexByte(urlDigits, id[len(id)-1])
		out[len(id)-1] = urlDigits[(int(sum[2])%12)<<2|max(0, last)&3]
		return string(out)
	}
}

// spellings returns the forms in which hashes are written: base64url, base64, hexadecimal
// with and without colons.
func spellings(hash []byte) []string {
	plain := hex.EncodeToString(hash)
	pairs := make([]string, 0, len(hash))
	for _, b := range hash {
		pairs = append(pairs, fmt.Sprintf("%02x", b))
	}
	return []string{base64.RawURLEncoding.EncodeToString(hash), base64.RawStdEncoding.EncodeToString(hash), plain, strings.Join(pairs, ":"), strings.Join(pairs, " ")}
}

// number returns 900001 and on, with the sign of the value.
func number(value string) func(int) string {
	return func(n int) string {
		sign := ""
		if strings.HasPrefix(value, "-") {
			sign = "-"
		}
		return sign + strconv.Itoa(900000+n)
	}
}

// highestStandardRole is above the internal IDs of NetSuite's standard roles.
const highestStandardRole = 999

// standardRoles are roles of every account, which say nothing about the customer.
var standardRoles = []string{"Administrator", "Full Access", "System Administrator", "Developer", "Support Administrator", "Bookkeeper", "Accountant", "CEO", "CFO", "Controller", "Sales Manager", "Sales Person", "Warehouse Manager", "Employee Center", "Customer Center", "Vendor Center", "Data Warehouse Integrator"}

// isStandardRole reports whether a role is NetSuite's own: its ID says nothing about the
// customer.
func isStandardRole(role string) bool {
	n, err := strconv.Atoi(role)
	return err != nil || n <= highestStandardRole
}

// address returns the stand-in of an IP address, which is as private as the address.
func address(ip netip.Addr) func(int) string {
	return func(n int) string {
		switch private := ip.IsPrivate(); {
		case ip.Is4() && private:
			first, _, _ := strings.Cut(ip.String(), ".")
			block := map[string]string{"10": "10.0", "172": "172.16", "192": "192.168"}[first]
			return fmt.Sprintf("%s.%d.%d", block, n/254, 1+n%254)
		case ip.Is4() && ip.IsLinkLocalUnicast():
			return fmt.Sprintf("169.254.%d.%d", n/254, 1+n%254)
		case ip.Is4():
			block := []string{"192.0.2", "198.51.100", "203.0.113"}[(n-1)/254%3] // RFC 5737
			return fmt.Sprintf("%s.%d", block, 1+(n-1)%254)
		case private:
			return fmt.Sprintf("fd00::%x", n)
		case ip.IsLinkLocalUnicast():
			return fmt.Sprintf("fe80::%x", n)
		}
		return fmt.Sprintf("2001:db8::%x", n) // RFC 3849
	}
}

// spelled returns a stand-in in the letter case of what it replaces.
func spelled(found, stand string) string {
	switch {
	case found == strings.ToLower(found):
		return strings.ToLower(stand)
	case found == strings.ToUpper(found):
		return strings.ToUpper(stand)
	}
	return stand
}

// respelled returns the stand-in of a value for a text that may differ from the value in
// letter case, and is then found to differ from the stand-in likewise.
func respelled(found, value, stand string) string {
	if found == value {
		return stand
	}
	if other := spelled(found, stand); other != stand {
		return other
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, stand)
}
