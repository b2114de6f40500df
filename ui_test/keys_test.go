//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// lockedKey is a private key locked by the pass phrase opensesame, made for this
// test with openssl genpkey -aes-256-cbc.
const lockedKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH8ATicD+k0vsi9UBo4NUQgEgZAG
TZgzTzKpED59G4s1vGzHGVX4FSABFVW8Jd75WvcnIrB5ensOx5qBJuOU7UdK1paW
dW+OkDECZFl8g3alrXJ8aEGDZnT/A3qbITwasQGqKaabeYdKbHPuP8y56brlA+VH
IFLtDCrvK65f48Jl4rmWHgcn85k28AGMup3VjT7ermgRgHTvlqFBxpIg/i1EmB8=
-----END ENCRYPTED PRIVATE KEY-----
`

// TestKeySetupWalk catches a real program that cannot make a pair and an assertion, makes
// the files readable by others, or ends without the next steps.
func TestKeySetupWalk(t *testing.T) {
	folder := t.TempDir()
	x := start(t, setup{folder: folder})
	x.waitFor(home)
	x.send(down + down + enter)
	x.waitForHeader("Key setup")
	x.send(down + enter)
	x.waitFor("Which kind of key?")
	x.send("1")
	x.waitFor("What name should the certificate have?")
	x.send(enter)
	x.waitFor("How many days")
	x.send(enter)
	x.waitFor("Which file should the certificate be written to?")
	x.send(enter)
	x.waitFor("Which file should the private key be written to?")
	x.send(enter)
	x.waitFor("› Make the key pair")
	x.send(enter)
	x.waitFor("The key pair is made", "only you can read it")
	x.send(enter)
	x.waitFor("public.pem and the private key in private.pem belong together")
	x.send(down + enter)
	x.waitFor("Which private key signs?")
	x.send("1")
	x.waitFor("Which Certificate ID goes into kid?")
	x.send(enter)
	x.waitFor("Which Client ID goes into iss?")
	x.paste(strings.Repeat("0f", 32))
	x.waitFor("64 characters, not shown▏")
	x.send(enter)
	x.waitFor("Which account?")
	x.send("1234567" + enter)
	x.waitFor("Which scopes?")
	x.send(enter)
	x.waitFor("For how many minutes")
	x.send(enter)
	x.waitFor("Which file should it be written to?")
	x.send(enter)
	x.waitFor("› Sign and diagnose the assertion")
	x.send(enter)
	x.waitFor("The client assertion is ready", "the signature is verified")
	x.send(enter)
	x.waitFor("No fault was found in this token", "client assertion")
	x.send("q")
	select {
	case <-x.ended:
	case <-time.After(patience):
		t.Fatal("the program is still running")
	}
	x.checkModes()
	x.waitForWords("Made the certificate public.pem and the private key private.pem.")
	x.waitFor("client_assertion@assertion.jwt")
	made, err := os.ReadFile(filepath.Join(folder, "assertion.jwt"))
	if err != nil {
		t.Fatal(err)
	}
	if i := strings.LastIndexByte(string(made), '.'); strings.Contains(x.output(), string(made[i+1:i+20])) {
		t.Error("the signature of the assertion was drawn")
	}
	for _, name := range []string{"private.pem", "assertion.jwt"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestSlowFile catches a file whose read never returns and blocks the program.
func TestSlowFile(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Skipf("there are no named pipes here: %v", err)
	}
	x := start(t, setup{folder: folder})
	x.waitFor(home)
	x.send(ctrlO)
	x.waitFor("Which file?")
	x.send("pipe" + enter)
	x.waitFor("Reading …")
	x.send(escape)
	x.waitForNo("Reading …")
	x.send(escape)
	x.waitFor(home)
	x.send("q")
	x.end(0)
}

// TestPassphrasePrompt catches a pass phrase that is echoed, and a terminal left without
// echo.
func TestPassphrasePrompt(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "locked.pem"), []byte(lockedKey), 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{folder: folder, args: []string{"key", "inspect", "locked.pem"}})
	x.waitFor("Pass phrase for 'locked.pem':")
	x.send("opensesame" + enter)
	x.waitFor("private key · EC P-256")
	x.end(1)
	if strings.Contains(x.output(), "sesame") {
		t.Error("the pass phrase was echoed")
	}
	x = start(t, setup{folder: folder, args: []string{"key", "inspect", "locked.pem"}})
	x.waitFor("Pass phrase for 'locked.pem':")
	x.send(ctrlC)
	x.end(130)
}

// TestPipeWithoutWriter catches a command that waits for a pipe without a writer and cannot
// be interrupted.
func TestPipeWithoutWriter(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Skipf("there are no named pipes here: %v", err)
	}
	for _, args := range [][]string{{"key", "inspect", "pipe"}, {"check", "pipe"}, {"check", "--key", "pipe", "x"}} {
		x := start(t, setup{folder: folder, args: args})
		// A pipe opens for writing without blocking as soon as it has a reader.
		var writer *os.File
		for began := time.Now(); writer == nil; runtime.Gosched() {
			file, err := os.OpenFile(filepath.Join(folder, "pipe"), os.O_WRONLY|syscall.O_NONBLOCK, 0)
			if err == nil {
				writer = file
			} else if time.Since(began) > patience {
				t.Fatalf("%v: the program does not read the pipe: %v", args, err)
			}
		}
		x.send(ctrlC)
		x.end(130)
		_ = writer.Close()
	}
}

// TestKeyPastedByKeys catches a private key, pasted in a terminal without bracketed paste,
// that is drawn or whose characters act as commands.
func TestKeyPastedByKeys(t *testing.T) {
	folder := t.TempDir()
	keyFiles(t, folder)
	data, err := os.ReadFile(filepath.Join(folder, "private.pem"))
	if err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{})
	x.waitFor(home)
	x.send(down + down + enter)
	x.waitForHeader("Key setup")
	x.send(strings.ReplaceAll(string(data), "\n", "\r"))
	x.waitForWords("This is a private key: never upload it to NetSuite")
	x.send("q")
	x.end(0)
	for at := 60; at+16 < 120; at += 4 {
		if piece := string(data[at : at+16]); !strings.Contains(piece, "\n") && strings.Contains(x.output(), piece) {
			t.Fatal("a piece of the key was drawn")
		}
	}
}
