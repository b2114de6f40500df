// Package commandtest runs printed commands in tests as a person does: in a shell on a
// terminal, in a folder that has the file, typing the pass phrase where one is asked for.
package commandtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// Fresh is the pass phrase that Run types where a command asks for a new one.
const Fresh = "made-in-autumn"

// limit is more than any command needs; a Java keystore takes two seconds.
const limit = time.Minute

var (
	// program matches the name of a program at the start of a line or behind a pipe.
	program = regexp.MustCompile(`(?m)(?:^|[|;]|&&|\$\()\s*(openssl|ssh-keygen|keytool|puttygen|curl)\b`)
	asks    = regexp.MustCompile(`(?i)(pass ?phrase|password)[^\n]*[:?]\s*$`)
	// asksNew matches a question for a pass phrase of a file that is being written.
	asksNew = regexp.MustCompile(`(?i)\bnew\b|verifying|PEM pass phrase|encryption password|destination|re-enter|again`)
)

// Programs returns the programs that command lines call, each once for every call.
func Programs(commands string) []string {
	var names []string
	for _, match := range program.FindAllStringSubmatch(commands, -1) {
		names = append(names, match[1])
	}
	return names
}

// Missing returns the first program of command lines that is not installed, "" for none.
func Missing(commands string) string {
	for _, name := range Programs(commands) {
		if _, err := exec.LookPath(name); err != nil {
			return name
		}
	}
	return ""
}

// Folder returns an empty folder with content in it as FILE and as COPY.
func Folder(t testing.TB, content []byte) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"FILE", "COPY"} {
		Put(t, folder, name, content)
	}
	return folder
}

// Put writes a file that only its owner can read: ssh-keygen reads no other private key.
func Put(t testing.TB, folder, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Written returns the files of a folder other than FILE that are not empty, and COPY if it
// was changed.
func Written(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	given, _ := os.ReadFile(filepath.Join(folder, "FILE"))
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err == nil && len(content) > 0 && !bytes.Equal(content, given) {
			files[entry.Name()] = content
		}
	}
	return files
}

// Run runs command lines, all in one shell, and returns what the terminal shows. It types
// passphrase where the pass phrase of a file is asked for, and Fresh where a new one is.
// The error holds the output.
func Run(folder, commands, passphrase string, environment ...string) (string, error) {
	shell := exec.Command("sh", "-e", "-c", commands)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "HOME="+folder, "LC_ALL=C", "TERM=dumb")
	shell.Env = append(shell.Env, environment...)
	terminal, err := pty.Start(shell)
	if err != nil {
		return "", err
	}
	defer terminal.Close()
	late := time.AfterFunc(limit, func() { _ = shell.Process.Kill() })
	defer late.Stop()
	var shown strings.Builder
	answered := 0 // bytes of the output whose questions are answered
	chunk := make([]byte, 4096)
	for {
		n, err := terminal.Read(chunk)
		shown.Write(chunk[:n])
		if question := shown.String()[answered:]; asks.MatchString(question) {
			answered = shown.Len()
			word := passphrase
			if asksNew.MatchString(question[strings.LastIndexByte(strings.TrimSpace(question), '\n')+1:]) {
				word = Fresh
			}
			if _, err := io.WriteString(terminal, word+"\n"); err != nil {
				return shown.String(), err
			}
		}
		if err != nil { // EIO where the last program has left the terminal
			break
		}
	}
	if err := shell.Wait(); err != nil {
		return shown.String(), errors.Join(fmt.Errorf("%s", commands), err, errors.New(shown.String()))
	}
	return shown.String(), nil
}
