package ui_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/diagnosis/keys"
)

var matrix = flag.Bool("matrix", false, "exchange keys and assertions of every kind with every library, see make matrix")

// matrixLibrary is a library of another language. Its command is run in a folder with the
// name of a step as its argument:
//
//	read KIND    reads public.pem and private.pem, which belong together, and verifies assertion.jwt
//	write KIND   makes their-private.pem, their-public.pem and their.jwt, whose kid is in their-kid
//
// MATRIX_NODE names the folder in which npm installed jose
type matrixLibrary struct {
	name string
	// has is a command that succeeds where the library is installed.
	has []string
	run []string
}

// matrixLibraries are the libraries that are tried.
func matrixLibraries(scripts string) []matrixLibrary {
	node, python, shell := filepath.Join(scripts, "node.mjs"), filepath.Join(scripts, "python.py"), filepath.Join(scripts, "openssl.sh")
	return []matrixLibrary{
		{"OpenSSL", []string{"openssl", "version"}, []string{"sh", shell}},
		{"Node crypto", []string{"node", "--version"}, []string{"node", node, "crypto"}},
		{"Node jose", []string{"node", "-e", "require('module').createRequire(process.env.MATRIX_NODE + '/').resolve('jose')"}, []string{"node", node, "jose"}},
		{"Python cryptography", []string{"python3", "-c", "import cryptography"}, []string{"python3", python, "cryptography"}},
		{"Python PyJWT", []string{"python3", "-c", "import jwt, cryptography"}, []string{"python3", python, "jwt"}},
	}
}

// TestMatrix catches a key, a certificate or an assertion of ours that another library does
// not read, and one of theirs that we do not: for each kind of key, both ways. It prints a
// table. Without -matrix, only the kinds that are made at once are tried, with OpenSSL.
func TestMatrix(t *testing.T) {
	scripts, err := filepath.Abs("testdata/matrix")
	if err != nil {
		t.Fatal(err)
	}
	libraries, kinds := matrixLibraries(scripts), keys.PairKinds()
	if !*matrix {
		libraries, kinds = libraries[:1], kinds[:1]
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-20s", "")
	for _, kind := range kinds {
		fmt.Fprintf(&table, "  %-20s", kind)
	}
	for _, library := range libraries {
		installed := exec.Command(library.has[0], library.has[1:]...).Run() == nil
		fmt.Fprintf(&table, "\n%-20s", library.name)
		for _, kind := range kinds {
			cell := "not installed"
			if installed {
				read, write := exchangeKeys(t, library, string(kind))
				cell = "ours " + read + ", theirs " + write
			}
			fmt.Fprintf(&table, "  %-20s", cell)
		}
	}
	t.Logf("keys, certificates and assertions, read by the other side\n%s", table.String())
}

// exchangeKeys exchanges keys of a kind with a library, and returns a word for each way.
func exchangeKeys(t *testing.T, library matrixLibrary, kind string) (read, write string) {
	t.Helper()
	folder := t.TempDir()
	do := func(command ...string) (string, error) {
		c := exec.Command(command[0], command[1:]...)
		c.Dir, c.Env = folder, append(os.Environ(), "NO_COLOR=1")
		out, err := c.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%s, %s: %s: %w\n%.600s", library.name, kind, strings.Join(command[:min(3, len(command))], " "), err, out)
		}
		return string(out), err
	}
	word := func(steps ...func() error) string {
		for _, step := range steps {
			if err := step(); err != nil {
				t.Error(err)
				return "FAIL"
			}
		}
		return "ok"
	}
	sign := func(private, kid, of, out string) error {
		_, err := do(program, "assertion", "--private", private, kid, of, "--client-id", strings.Repeat("0f", 32),
			"--account", "1234567", "--scope", "restlets", "--out", out)
		return err
	}
	read = word(
		func() error { _, err := do(program, "key", "new", "--kind", kind); return err },
		func() error { return sign("private.pem", "--certificate", "public.pem", "assertion.jwt") },
		func() error { _, err := do(append(library.run, "read", kind)...); return err },
	)
	write = word(
		func() error { _, err := do(append(library.run, "write", kind)...); return err },
		func() error {
			family, size, _ := strings.Cut(kind, "-")
			out, _ := do(program, "key", "inspect", "their-public.pem") // fails for a bare public key
			if kind := strings.ToUpper(family) + " " + strings.Replace(size, "p", "P-", 1); !strings.Contains(out, kind) {
				return fmt.Errorf("%s: key inspect does not say %s: %.600s", library.name, kind, out)
			}
			return nil
		},
		func() error { return verified(do, "their.jwt") },
		func() error {
			kid, err := os.ReadFile(filepath.Join(folder, "their-kid"))
			if err != nil {
				return err
			}
			return sign("their-private.pem", "--kid", string(kid), "with-their-key.jwt")
		},
		func() error { return verified(do, "with-their-key.jwt") },
	)
	return read, write
}

// verified checks that the public key of the library verifies an assertion.
func verified(do func(...string) (string, error), name string) error {
	if out, _ := do(program, "check", name, "--key", "their-public.pem", "--format", "json"); !strings.Contains(out, `"signature": "verified"`) {
		return fmt.Errorf("%s is not verified: %.600s", name, out)
	}
	return nil
}
