package token

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/border"
)

// maxShown is how much of one value is shown, in characters.
const maxShown = 200

// Shown is a value as it may be shown: printable, short, and free of anything
// that looks like a token or a key.
func (v Value) Shown() string {
	switch v.Type {
	case String:
		return shownText(v.Text)
	case Array:
		parts := make([]string, 0, min(len(v.Items), 8))
		for i, item := range v.Items {
			if i == 8 {
				parts = append(parts, fmt.Sprintf("… %d more", len(v.Items)-i))
				break
			}
			parts = append(parts, item.Shown())
		}
		if len(parts) == 0 {
			return "an empty array"
		}
		return border.Clip(strings.Join(parts, " · "), maxShown)
	case Nested:
		return fmt.Sprintf("an object of %d members", len(v.Members))
	}
	return border.Clip(v.Text, maxShown)
}

func shownText(text string) string {
	if text == "" {
		return "an empty text"
	}
	return Shown(text)
}

// Shown is a text out of a token or a key as it may be shown: short, without secrets,
// and shortened where it has the form of a Client ID, which is that of a Client Secret.
func Shown(text string) string {
	return border.Clip(border.Redact(border.ShortID(text)), maxShown)
}

// meanings say what each member means to NetSuite; a name that is not here is no
// NetSuite claim and its value is not shown: it may be anything, a secret too.
var meanings = map[string]map[string]string{
	"header": {
		"alg": "signature algorithm",
		"kid": "names the key that signed",
		"typ": "type of token",
	},
	"payload": {
		"iss":            "who made the token",
		"sub":            "role and entity, by internal ID",
		"aud":            "whom the token is for",
		"scope":          "what it opens",
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

// Line is one member of a token as a screen or report shows it.
type Line struct {
	Part    string // header or payload
	Name    string
	Shown   string // printable, no secret
	Meaning string // "" for what NetSuite does not define
	IsTime  bool   // Token.Time(Name) tells more
}

// Lines lists header and claims in the order of the token.
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
	case member.Name == "sub" && t.Role != "":
		line.Meaning = fmt.Sprintf("role %s%s · entity %s", t.Role, roleName(t.Role), t.Entity)
	case member.Name == "exp" || member.Name == "iat" || member.Name == "oit" || member.Name == "nbf":
		line.IsTime = true
	}
	return line
}

// roleName names the one role whose internal ID is the same in every account.
func roleName(role string) string {
	if role == "3" {
		return " (Administrator)"
	}
	return ""
}

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
