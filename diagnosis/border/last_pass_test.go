package border_test

import (
	"encoding/base64"
	"html"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
	canaries "authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/worktest"
)

// changes are what happens to a text on its way through mail, tickets and programs.
var changes = map[string]func(string) string{
	"unchanged":       func(text string) string { return text },
	"quoted":          func(text string) string { return "> > " + strings.ReplaceAll(inLines(text, 70, "\n"), "\n", "\n> > ") },
	"wrapped at 50":   func(text string) string { return inLines(text, 50, "\r\n") },
	"percent":         url.PathEscape,
	"entities":        func(text string) string { return strings.ReplaceAll(html.EscapeString(text), ".", "&#46;") },
	"base64":          func(text string) string { return std([]byte(text)) },
	"base64url":       func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) },
	"base64 in lines": func(text string) string { return "> " + inLines(std([]byte(text)), 61, "\n> ") },
	"base64, label":   func(text string) string { return "data-" + base64.RawURLEncoding.EncodeToString([]byte(text)) },
}

// TestLastPassRefuses catches a secret that would leave the machine, and an error that shows
// the value.
func TestLastPassRefuses(t *testing.T) {
	for _, c := range hiddenSecrets() {
		refused(t, c.name, "Title\n\nbefore "+c.in, c.secret, 0)
	}
	for _, secret := range canaries.Secrets() {
		for change, apply := range changes {
			refused(t, secret.Name+", "+change, "Title\n\nbefore\n"+apply(secret.Text), secret.Value, 0)
		}
	}
	for name, text := range map[string]string{
		"a hash by its name":             "SHA-256: " + hexSecret,
		"a Client ID by its name":        "client_id=" + hexSecret,
		"digits in a longer word":        "key-" + hexSecret + "-x",
		"digits in groups":               strings.TrimSpace(regexp.MustCompile(".{8}").ReplaceAllString(hexSecret, "$0 ")),
		"digits in groups, quoted":       "> " + strings.TrimSuffix(regexp.MustCompile(".{16}").ReplaceAllString(hexSecret, "$0\n> "), "\n> "),
		"a token without its signature":  jwtHead + "." + jwtBody + ".",
		"a header alone":                 jwtHead,
		"a token in pieces of four":      regexp.MustCompile(".{4}").ReplaceAllString(jwtHead, "$0 "),
		"another word for the signature": jwtHead + "." + jwtBody + ".CUT",
		"text behind REMOVED":            jwtHead + "." + jwtBody + ".REMOVED" + signature,
		"two tokens, one removed":        jwtHead + "." + jwtBody + ".REMOVED " + jwt,
		"at_hash in a removed token":     jwtHead + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"at_hash":"`+opaque+`"}`)) + ".REMOVED",
		"nonce in a removed token":       jwtHead + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"nonce","x":[{"nonce":"n-0S6"}]}`)) + ".REMOVED",
		"a secret in a removed token":    jwtHead + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"x":"`+hexSecret+`"}`)) + ".REMOVED",
	} {
		refused(t, name, "Title\n\nbefore\n"+text, "", 0)
	}
}

func refused(t *testing.T, name, text, secret string, line int) {
	t.Helper()
	err := border.LastPass(text)
	if err == nil {
		t.Errorf("%s: %.300q passes", name, text)
		return
	}
	if !regexp.MustCompile(`^line \d+ contains what looks like a secret \([A-Za-z0-9# ]+(, and \d+ more)?\)$`).MatchString(err.Error()) || showsPart(err.Error(), secret) != "" {
		t.Errorf("%s: the error is %q", name, err)
	}
	if strings.HasPrefix(err.Error(), "line 1 ") || strings.HasPrefix(err.Error(), "line 2 ") {
		t.Errorf("%s: %v; it is in line 3 or below", name, err)
	}
	withheld := border.Withhold(text)
	if err := border.LastPass(withheld); err != nil || secret != "" && showsPart(withheld, secret) != "" {
		t.Errorf("%s: %v in %.300q", name, err, withheld)
	}
	if !strings.HasPrefix(withheld, "Title\n\n") {
		t.Errorf("%s: Withhold takes too much: %.300q", name, withheld)
	}
}

// TestWrappedTokens catches a line of a wrapped token that stays because its letters happen to
// look like a word: one short line in twenty does.
func TestWrappedTokens(t *testing.T) {
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 1))
		raw := make([]byte, []int{256, 384, 512}[seed%3])
		for i := range raw {
			raw[i] = byte(random.Uint32())
		}
		tail := base64.RawURLEncoding.EncodeToString(raw)
		first, width := 20+random.IntN(400), 50+random.IntN(30)
		whole := jwtHead + "." + jwtBody + "." + tail
		text := "Title\n\nbefore\n> " + inLines(whole[:first]+"\n"+whole[first:], width, "\n> ") + "\n"
		withheld := border.Withhold(text)
		if part := showsPart(withheld, tail); part != "" {
			t.Errorf("seed %d, lines of %d after %d: %q stays of\n%s", seed, width, first, withheld, text)
		}
	}
}

// TestLastPassAdmits catches ordinary text that is refused.
func TestLastPassAdmits(t *testing.T) {
	id := strings.Repeat("3f", 32)
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"` + id + `","sub":"3;7","aud":["` + id + `"],"nonce":"[nonce, 12 characters]","at_hash":"[signature, 43 characters]","state":"x"}`))
	claims = strings.Replace(claims, "", "", 1)
	texts := []string{
		"Client ID " + id, strings.ToUpper(id), "fingerprint " + hexSecret, jwtHead + "." + jwtBody + ".REMOVED", "> " + inLines(jwtHead+"."+jwtBody+".REMOVED", 60, "\n> "),
		"The token is " + jwtHead + "." + jwtBody + ".REMOVED and 2026-11-23T12:00:00Z0123456789AbCdEf0123", "Authorization: Bearer " + jwtHead + "." + jwtBody + ".REMOVED", "client_assertion=" + jwtHead + "." + jwtBody + ".REMOVED&x=1",
		"[secret: 342 characters, fingerprint 1a2b3c4d]", "client_secret=[client secret, 64 characters]&code=[authorization code, 64 characters]", "Cookie: a=[cookie, 3 characters]",
		jwtHead + "." + jwtBody + ".REMOVED\n" + jwtHead + "." + strings.TrimRight(jwtBody, "9") + ".REMOVED\n", // of an answer
		"base64 -A | tr -d '='\n```\nFrom a page of 64 characters, Tokens' signatures", strings.Repeat("A", 65) + "\n" + strings.Repeat("A", 47),
		"eyJhbG… 1 204 characters, 3 parts", "1234 5678 9012 3456 7890 1234 5678 9012 3456 7890 1234 5678 9012 3456 7890 1234 5678",
	}
	for _, text := range append(ordinaryTexts(), texts...) {
		if err := border.LastPass(text, id, hexSecret); err != nil {
			t.Errorf("%v: %q", err, text)
		}
		if got := border.Withhold(text, id, hexSecret); got != border.WithoutFingerprints(text) {
			t.Errorf("Withhold(%q) = %q", text, got)
		}
	}
	if err := border.LastPass(jwtHead+"."+strings.Replace(claims, "", "", 1)+".REMOVED", id); err == nil {
		t.Error("a state passes in the claims of a token")
	}
}

// TestLastPassAdmitsThePages catches a page, with its examples of code, that no report could
// contain.
func TestLastPassAdmitsThePages(t *testing.T) {
	pages := 0
	err := filepath.WalkDir("../../content", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		page, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pages++
		for change, apply := range map[string]func(string) string{
			"as it is": changes["unchanged"],
			"HTML":     html.EscapeString,
			"quoted":   func(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") },
			"joined":   func(text string) string { return strings.ReplaceAll(text, "\n", " ") },
		} {
			if err := border.LastPass(apply(string(page))); err != nil {
				t.Errorf("%s, %s: %v", path, change, err)
			}
		}
		return nil
	})
	if err != nil || pages < 20 {
		t.Fatalf("%d pages, %v", pages, err)
	}
}

// TestWithoutFingerprints catches a fingerprint that stays, and text that is changed.
func TestWithoutFingerprints(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"no, fingerprint 1a2b3c4d":       "no, fingerprint 1a2b3c4d",
		border.NewSecret("abc").String(): "[secret, 3 characters]",
		"a " + border.Redact(hexSecret):  "a [client secret, 64 characters]",
		border.Redact(jwt) + border.StandIn(opaque) + "é": "[token, 856 characters][secret, 32 characters]é",
	} {
		if got := border.WithoutFingerprints(in); got != want {
			t.Errorf("WithoutFingerprints(%q) = %q; want %q", in, got, want)
		}
	}
}

// TestLastPassIsLinear catches a step that searches the rest of the text at every place.
func TestLastPassIsLinear(t *testing.T) {
	for _, unit := range hostileUnits {
		text := strings.Repeat(unit, 128<<10/len(unit))
		worktest.Bound(t, len(text), func() { _ = border.LastPass(text) })
	}
}

// FuzzLastPass catches text that is refused after all secrets were withheld, a token between
// any two texts that passes, and too much work.
func FuzzLastPass(f *testing.F) {
	for _, seed := range []string{"", "abc", "client_secret=", "Bearer ", `{"a":"`, "\n> ", "%2E", `\u002e`, "&#46;", "-----BEGIN ", "MII", "eyJ", "=\n", jwtHead + "." + jwtBody + ".REMOVED", hexSecret, std([]byte(hexSecret))} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, behind string) {
		worktest.Bound(t, len(before)+len(behind), func() {
			withheld := border.Withhold(before + behind)
			if err := border.LastPass(withheld); err != nil {
				t.Fatalf("%v in %q", err, withheld)
			}
		})
		if text := before + " " + jwt + " " + behind; border.LastPass(text) == nil {
			t.Fatalf("%q passes", text)
		}
	})
}
