package token

import (
	"cmp"
	"fmt"
	"strings"

	"authdoctor/diagnosis/border"
)

// maxShown is the number of characters of a value that are shown.
const maxShown = 200

// Shown returns the value for display: printable, short, and free of anything that
// looks like a token or a key.
func (v Value) Shown() string {
	switch v.Type {
	case String:
		return cmp.Or(Shown(v.Text), "an empty text")
	case Array:
		const most = 8
		var parts []string
		for _, item := range v.Items[:min(len(v.Items), most)] {
			parts = append(parts, item.Shown())
		}
		if more := len(v.Items) - most; more > 0 {
			parts = append(parts, fmt.Sprintf("… %d more", more))
		}
		return cmp.Or(border.Clip(strings.Join(parts, " · "), maxShown), "an empty array")
	case Nested:
		return fmt.Sprintf("an object of %d members", len(v.Members))
	}
	return border.Clip(v.Text, maxShown)
}

// Written is Shown in the way that JSON writes the type of the value: an array in brackets,
// with its texts in quotation marks. A text alone has none.
func (v Value) Written() string {
	if v.Type != Array || len(v.Items) == 0 {
		return v.Shown()
	}
	const most = 8
	var parts []string
	for _, item := range v.Items[:min(len(v.Items), most)] {
		part := item.Written()
		if item.Type == String {
			part = `"` + Shown(item.Text) + `"`
		}
		parts = append(parts, part)
	}
	if more := len(v.Items) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("… %d more", more))
	}
	return border.Clip("["+strings.Join(parts, ", ")+"]", maxShown)
}

// Shown returns a text from a token or a key for display: short and without secrets. It
// abbreviates a Client ID, because a Client Secret has the same form.
func Shown(text string) string {
	return border.Clip(border.Redact(border.ShortID(text)), maxShown)
}

// meanings explains the members that NetSuite defines, by part and name. The value of any
// other member is not shown: it may be a secret.
var meanings = map[string]map[string]string{
	"header": {
		"alg": "signature algorithm",
		"kid": "ID of the signing key",
		"typ": "type of token",
		"x5t": "SHA-1 of the certificate", "x5t#S256": "SHA-256 of the certificate",
	},
	"payload": {
		"iss":            "issuer of the token",
		"sub":            "role and entity, by internal ID",
		"aud":            "recipient of the token",
		"scope":          "services it is valid for",
		"iat":            "issued at",
		"exp":            "expires at",
		"oit":            "first token of the chain issued at",
		"nbf":            "not before",
		"jti":            "token ID",
		"ttype":          "kind of token (2020)",
		"nonce":          "value of the authorize request",
		"email":          "user's e-mail address",
		"email_verified": "NetSuite never says true",
		"at_hash":        "hash of the access token",
	},
}

// Line is one member of a token for display.
type Line struct {
	Part    string // header or payload
	Name    string
	Shown   string // printable, without secrets
	Meaning string // "" for a member that NetSuite does not define
	IsTime  bool   // Token.Time(Name) has the details
}

// Lines returns the members of header and payload in the order of the token.
func (t Token) Lines() []Line {
	var lines []Line
	for _, part := range []struct {
		name   string
		object Object
	}{{"header", t.Header}, {"payload", t.Claims}} {
		for _, member := range part.object.members {
			lines = append(lines, t.line(part.name, member))
		}
	}
	return lines
}

func (t Token) line(part string, member Member) Line {
	meaning, known := meanings[part][member.Name]
	line := Line{Part: part, Name: border.Clip(Shown(member.Name), 60), Shown: member.Value.Shown(), Meaning: meaning}
	switch {
	case !known:
		line.Shown = hiddenValue(member.Value)
	case (member.Name == "at_hash" || member.Name == "nonce") && member.Value.Type != String:
		line.Shown = hiddenValue(member.Value)
	case (member.Name == "at_hash" || member.Name == "nonce") && member.Value.Text == Removed:
		line.Shown = Removed
	case member.Name == "at_hash" || member.Name == "nonce":
		// NetSuite's at_hash is the whole signature of the access token
		// (seen in section_160855590788), not a hash.
		line.Shown = border.NewSecret(member.Value.Text).String()
	case member.Name == "kid" && t.Kind == Assertion:
		line.Meaning = "Certificate ID"
	case member.Name == "kid":
		if account, rotated, ok := CompanyKey(member.Value.Text); ok {
			line.Meaning = fmt.Sprintf("NetSuite's company key of %s, account %s", rotated[:10], account)
		}
	case member.Name == "iss" && t.Kind == Assertion:
		line.Meaning = "Client ID of the integration record"
	case member.Name == "aud" && t.Kind == Assertion:
		line.Meaning = "token endpoint"
	case member.Name == "aud":
		line.Meaning = "Application ID; account · Client ID"
		if strings.HasPrefix(t.audience(1), "app:") { // 2021, client credentials
			line.Meaning = "Client ID · Application ID"
		}
	case member.Name == "sub" && t.Role == "3": // the one role with the same internal ID in every account
		line.Meaning = fmt.Sprintf("role 3 (Administrator) · entity %s", t.Entity)
	case member.Name == "sub" && t.Role != "":
		line.Meaning = fmt.Sprintf("role %s · entity %s", t.Role, t.Entity)
	case member.Name == "exp" || member.Name == "iat" || member.Name == "oit" || member.Name == "nbf":
		line.IsTime = true
	}
	return line
}

// hiddenValue describes a value that is not shown.
func hiddenValue(v Value) string {
	switch v.Type {
	case String:
		return fmt.Sprintf("a text of %d characters, not shown", len([]rune(v.Text)))
	case Array:
		return fmt.Sprintf("an array of %d, not shown", len(v.Items))
	case Nested:
		return v.Shown()
	}
	return "a " + string(v.Type) + ", not shown"
}
