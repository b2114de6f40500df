//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// zshComplete loads the completion in a zsh and completes what stands on the line. The
// line as it is then comes between two marks.
const zshComplete = `
autoload -Uz compinit && compinit -u -D
source %SCRIPT%
compdef _authdoctor authdoctor
PS1=ready%
show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle .accept-line }
zle -N show
bindkey '^T' show
bindkey '^I' complete-word
unsetopt automenu; setopt nobeep
`

// TestZshCompletion catches completions that damage the line in zsh: values with =, with
// - before it, and behind a flag with = of its own.
func TestZshCompletion(t *testing.T) {
	zsh, err := exec.LookPath("zsh")
	if err != nil {
		t.Skip("there is no zsh here")
	}
	folder := t.TempDir()
	script, err := exec.Command(program, "completion", "zsh").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "_authdoctor")
	if err := os.WriteFile(file, script, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(folder, "authdoctor")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, ".zshrc"), []byte(strings.ReplaceAll(zshComplete, "%SCRIPT%", file)), 0o600); err != nil {
		t.Fatal(err)
	}
	was := program
	program = zsh
	x := start(t, setup{cols: 200, rows: 50, args: []string{"-i"}, env: []string{"ZDOTDIR=" + folder, "PATH=" + folder + ":" + os.Getenv("PATH")}})
	program = was
	x.until("zsh's prompt", func(screen string) bool { return strings.Contains(screen, "ready") })
	for typed, want := range map[string]string{
		"authdoctor check --fact used-as=ac":            "authdoctor check --fact used-as=access",
		"authdoctor check --fact=used-as=ac":            "authdoctor check --fact=used-as=access",
		"authdoctor check --fact record.state=bl":       "authdoctor check --fact record.state=blocked",
		"authdoctor check --fact=feature.oauth2=of":     "authdoctor check --fact=feature.oauth2=off",
		"authdoctor check --fact client=conf":           "authdoctor check --fact client=confidential",
		"authdoctor check --format js":                  "authdoctor check --format json",
		"authdoctor check --format=js":                  "authdoctor check --format=json",
		"authdoctor check --fact used-as=access --form": "authdoctor check --fact used-as=access --format",
		"authdoctor trail --column application":         "authdoctor trail --column application=",
	} {
		x.send(typed + tab + "\x14")
		x.until("the completed line", func(screen string) bool { return strings.Contains(screen, "<<") && strings.Contains(screen, ">>") })
		_, line, _ := strings.Cut(x.text(), "<<")
		line, _, _ = strings.Cut(line, ">>")
		if strings.TrimSpace(line) != want {
			t.Errorf("%q is completed to %q, want %q", typed, line, want)
		}
		x.send("clear\r")
		x.until("an empty screen", func(screen string) bool { return !strings.Contains(screen, "<<") && strings.Contains(screen, "ready") })
	}
	x.send("exit\r")
}
