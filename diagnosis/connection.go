package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Connection is what a Case has of what the online checks need. What is unknown or
// contradicts itself is empty.
type Connection struct {
	Account     string // 1234567_SB1
	ClientID    string
	KeyID       string   // Certificate ID: what was said comes before what was computed
	Scopes      []string // to request: rest_webservices where nothing tells
	RedirectURI string
	// Key is a private key that can sign. Of several it is the one of the certificate with the
	// ID KeyID, or the one that was opened last: the pair before it is being replaced.
	Key keys.Key
	// Access, Refresh and Assertion are the last tokens of these kinds that have their
	// signatures. There is no Assertion beside a Key, which makes a new one.
	Access, Refresh, Assertion border.Secret
	// Granted are the scopes of Access; nil if they cannot be read.
	Granted []string
	// Public reports whether the record is one of a public client, which has no secret.
	Public bool
	// Contradiction says, in words, which sources of Account or ClientID contradict each
	// other; "" for none.
	Contradiction string
}

// ConnectionOf returns what a Case has of what the online checks need.
func ConnectionOf(c Case, d Diagnosis) Connection {
	var known Connection
	for _, v := range Worksheet(c, d) {
		if v.Contradicts && (v.Name == "Account ID" || v.Name == "Client ID") && known.Contradiction == "" {
			known.Contradiction = v.Name + ": " + v.Lacks
		}
		switch v.Name {
		case "Account ID":
			known.Account = v.Value
		case "Client ID":
			known.ClientID = v.Value
		case "Certificate ID":
			known.KeyID = v.Value
		case "scopes":
			known.Scopes = strings.Fields(cmp.Or(v.Value, "rest_webservices"))
		case "Redirect URI":
			known.RedirectURI = v.Value
		}
	}
	known.Public = d.Facts.Value(FactClient) == "public"
	certificates, signs := c.Keys.Of(keys.Certificate), ""
	said, _ := c.Facts.Get(FactCertificateID)
	stated := said.Source == SourceUser && token.IsCertificateID(said.Value)
	if stated {
		known.KeyID = said.Value // as NetSuite shows it: the one of the certificate is inferred
	}
	for _, key := range slices.Backward(c.Keys.Of(keys.PrivateKey)) {
		if key.Signer() == nil {
			continue
		}
		i := slices.IndexFunc(certificates, func(one keys.Key) bool { return one.Matches(key) })
		named := i >= 0 && certificates[i].Certified.ID == known.KeyID
		if known.Key.Kind == "" || named {
			known.Key = key
			signs = ""
			if i >= 0 {
				signs = certificates[i].Certified.ID
			}
		}
		if named {
			break
		}
	}
	if signs != "" && !stated { // what a case file says may be from before a renewal
		known.KeyID = signs
	}
	for _, t := range c.Tokens {
		if t.Told != nil || !t.Signed || t.Probed && t.Kind == token.Assertion { // which an earlier check made
			continue
		}
		switch t.Kind {
		case token.Access:
			known.Access, known.Granted = t.Raw, t.Scopes
		case token.Refresh:
			known.Refresh = t.Raw
		case token.Assertion:
			known.Assertion = t.Raw
		}
	}
	if known.Key.Signer() != nil {
		known.Assertion = border.Secret{}
	}
	return known
}
