//go:build unix

package ui_test

import (
	"slices"
	"testing"

	"authdoctor/diagnosis/probe/standin"
)

// TestProbeAtATerminal catches a request that is sent without a yes typed at a terminal, one
// that is not sent after it, and a prompt that ctrl+c does not end.
func TestProbeAtATerminal(t *testing.T) {
	const prompt = "Send it?"
	for _, c := range []struct {
		name, typed string
		code, sent  int
	}{
		{"no", "n\rn\rn\r", 2, 0},
		{"quit", "q\r", 2, 0},
		{"ctrl+c", ctrlC, 130, 0},
		{"the end of the input", "\x04", 2, 0},
		{"yes once", "y\rq\r", 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := standin.New(t, standin.Options{})
			x := start(t, setup{rows: 60, args: []string{"probe", "--account", standin.Account, "--server", server.URL}, env: []string{"SSL_CERT_FILE=" + server.WriteCA(t.TempDir())}})
			x.waitFor(prompt)
			if len(server.Requests()) > 0 {
				t.Error("it was sent before the answer")
			}
			x.send(c.typed)
			x.end(c.code)
			var paths []string
			for _, request := range server.Requests() {
				paths = append(paths, request.Path)
			}
			if len(paths) != c.sent || slices.Contains(paths, "/services/rest/auth/oauth2/v1/token") {
				t.Errorf("it sent %q", paths)
			}
		})
	}
}
