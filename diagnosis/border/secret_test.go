package border_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
)

const canary = "s3cr3t-canary-value"

// holder is a struct of another package. fmt cannot call the methods of the value in its
// unexported field.
type holder struct {
	Open   border.Secret
	hidden border.Secret
}

// leaks reports whether the canary appears as text, in hexadecimal or as a list of bytes.
func leaks(out string) bool {
	bytesOf := strings.Trim(fmt.Sprint([]byte(canary)), "[]")
	return strings.Contains(out, canary) || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", canary)) ||
		strings.Contains(strings.ToLower(out), fmt.Sprintf("% x", canary)) || strings.Contains(out, bytesOf)
}

// TestSecretUnderEveryVerb catches a verb or a flag that prints the value. fmt skips the
// methods of an argument under %p, and those of an unexported field.
func TestSecretUnderEveryVerb(t *testing.T) {
	secret := border.NewSecret(canary)
	for _, value := range []any{
		secret, &secret, []border.Secret{secret}, map[string]border.Secret{"k": secret}, map[border.Secret]int{secret: 1},
		holder{secret, secret}, &holder{secret, secret}, []holder{{secret, secret}}, [1]any{secret}, struct{ s any }{secret}, errors.Join(fmt.Errorf("with %v", secret)),
	} {
		for _, verb := range "vsqxXdtTbcoOUeEfFgGpwz" {
			for _, flag := range []string{"", "+", "#", " ", "0", "-", "40", "5.2", "+#", "# "} {
				format := "%" + flag + string(verb)
				if out := fmt.Sprintf(format, value); leaks(out) {
					t.Errorf("Sprintf(%q, %T) leaks: %s", format, value, out)
				}
			}
		}
		if out := fmt.Sprintln(value); leaks(out) {
			t.Errorf("Sprintln(%T) leaks: %s", value, out)
		}
	}
	want := "[secret: 19 characters, fingerprint " + secret.Fingerprint() + "]"
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%40v"} {
		if got := fmt.Sprintf(format, secret); got != want {
			t.Errorf("%s prints %q; want %q", format, got, want)
		}
	}
}

// TestSecretInEncodings catches the value in JSON, XML or a log.
func TestSecretInEncodings(t *testing.T) {
	secret := border.NewSecret(canary)
	for _, value := range []any{
		secret, &secret, []border.Secret{secret}, map[string]any{"a": map[string]any{"b": secret}}, map[border.Secret]string{secret: "x"},
		struct {
			Name  string
			Inner struct{ Token *border.Secret }
		}{"n", struct{ Token *border.Secret }{&secret}}, holder{secret, secret},
	} {
		out, err := json.Marshal(value)
		if err != nil || leaks(string(out)) || !strings.Contains(string(out), secret.Fingerprint()) {
			t.Errorf("JSON of %T: %s, %v; want the fingerprint and no value", value, out, err)
		}
	}
	if out, err := xml.Marshal(holder{secret, secret}); err != nil || leaks(string(out)) {
		t.Errorf("XML: %s, %v", out, err)
	}
	for name, make := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		slog.New(make(&out)).Info("m", "secret", secret, "pointer", &secret, "struct", holder{secret, secret}, slog.Group("g", "in", secret), "list", []any{secret})
		if leaks(out.String()) || !strings.Contains(out.String(), secret.Fingerprint()) {
			t.Errorf("slog %s: %s", name, out.String())
		}
	}
}

// TestSecretTellsApart catches two values with the same fingerprint, and a lost value.
func TestSecretTellsApart(t *testing.T) {
	a, b := border.NewSecret("a"), border.NewSecret("b")
	if a.Fingerprint() == b.Fingerprint() || a.Fingerprint() != border.NewSecret("a").Fingerprint() || len(a.Fingerprint()) != 8 {
		t.Errorf("fingerprints: %s %s", a.Fingerprint(), b.Fingerprint())
	}
	if text := border.NewSecret("pässword").String(); !strings.HasPrefix(text, "[secret: 8 characters, ") {
		t.Errorf("8 characters in 9 bytes are shown as %s", text)
	}
	if a.Reveal() != "a" || a.Len() != 1 {
		t.Errorf("got %q of length %d; want a of length 1", a.Reveal(), a.Len())
	}
	var none border.Secret
	if none.String() != "[empty]" || none.Reveal() != "" || none.Len() != 0 || border.NewSecret("").String() != "[empty]" {
		t.Errorf("the zero Secret is %s, of length %d", none, none.Len())
	}
}
