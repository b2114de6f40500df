package cli

import (
	"encoding/base64"
	"strings"
	"testing"
	"testing/fstest"
)

// TestShare catches a signature or a value that logs in in what is sent, a sentence that
// gets into a pipe, and a token that can no longer be checked.
func TestShare(t *testing.T) {
	whole := expiredToken()
	parts := strings.Split(whole, ".")
	got := play(nil, whole, "share", "-")
	if want := parts[0] + "." + parts[1] + ".REMOVED\n"; got.code != exitSound || got.out != want || !strings.HasPrefix(got.err, safeToSend+"\n") {
		t.Fatalf("exit code %d, standard error %q, output %q, want %q", got.code, got.err, got.out, want)
	}
	if checked := check(got.out); checked.code != exitProblems || !strings.Contains(checked.out, "Expired") {
		t.Errorf("what was shared cannot be checked: exit code %d\n%s%s", checked.code, checked.out, checked.err)
	}
	refresh := jwt(accessHeader, accessClaims(member{"ttype", "refresh"}), signature)
	if both := play(nil, `{"access_token":"`+whole+`","refresh_token":"`+refresh+`"}`, "share", "-"); both.code != exitSound || strings.Count(both.out, ".REMOVED\n") != 2 {
		t.Errorf("of a token answer: exit code %d, %q, %q", both.code, both.err, both.out)
	}
	file := fstest.MapFS{"t": {Data: []byte("Authorization: Bearer " + whole + "\n")}}
	if two := play(file, "", "share", "t"); two.out != got.out {
		t.Errorf("from a file: %q", two.out)
	}
	if again := play(nil, got.out, "share", "-"); again.out != got.out {
		t.Errorf("shared again it is %q", again.out)
	}
	id := jwt(accessHeader, accessClaims(member{"at_hash", "Zk9xT4cDq7Zx4Pa55w0rdKw9"}, member{"nonce", "q7Zx4Pa55w0rdKw9"}, member{"app_secret", "q7Zx4Pa55w0rdKw9"}), signature)
	got = play(nil, id, "share", "-")
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(got.out, ".")[1])
	if err != nil || strings.Contains(string(payload), "Zk9xT4cD") || strings.Contains(string(payload), "q7Zx4Pa55") || !strings.Contains(string(payload), `"at_hash":"[removed]"`) || !strings.Contains(got.err, "[removed]") {
		t.Errorf("the payload is %s: %v; standard error %q", payload, err, got.err)
	}
}

// TestShareRefuses catches what is printed although it must not be sent, and an error that
// does not say what was found.
func TestShareRefuses(t *testing.T) {
	made := madeFiles(t)
	for _, c := range []struct{ name, input, want string }{
		{"private key", string(made["private.pem"].Data), "private key"},
		{"certificate", string(made["public.pem"].Data), "certificate"},
		{"secret", strings.Repeat("3f1e", 16), "Client Secret"},
		{"answer", "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}", "an answer"},
		{"code", "MissingKey", "MissingKey"},
		{"words", "nothing works since Monday", "no token"},
		{"broken token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIz.AAAA", "cannot be decoded"},
	} {
		got := play(nil, c.input, "share", "-")
		if got.code != exitFailed || got.out != "" || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: exit code %d, output %q, standard error %q", c.name, got.code, got.out, got.err)
		}
	}
}
