//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shells are the shells whose completion is tested. Each starts with a file that loads the
// completion, sets the prompt to "ready" and makes ctrl+t print the command line between
// << and >>.
var shells = []struct {
	name  string
	args  func(folder string) []string
	file  string
	rc    string
	clear string // clears the screen when it is typed
}{
	{"zsh", func(string) []string { return []string{"-i"} }, ".zshrc", `
autoload -Uz compinit && compinit -u -D
source %SCRIPT%
compdef _authdoctor authdoctor
PS1='ready '
show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle .accept-line }
zle -N show
bindkey '^T' show
bindkey '^I' complete-word
unsetopt automenu; setopt nobeep
`, "clear\r"},
	{"bash", func(folder string) []string { return []string{"--rcfile", filepath.Join(folder, ".bashrc"), "-i"} }, ".bashrc", `
source /usr/share/bash-completion/bash_completion || exit
source %SCRIPT%
PS1='ready '
show() { printf '<<%s>>\n' "$READLINE_LINE"; READLINE_LINE=; }
bind -x '"\C-t": show'
`, "clear\r"},
	{"fish", func(folder string) []string {
		return []string{"--no-config", "-i", "-C", "source " + filepath.Join(folder, "config.fish")}
	}, "config.fish", `
source %SCRIPT%
function fish_prompt; printf 'ready '; end
function fish_greeting; end
function show; printf '\n<<%s>>\n' (commandline); commandline ''; end
bind ctrl-t show
bind \ct show
set fish_autosuggestion_enabled 0
`, "clear\r"},
}

// TestCompletion catches completions that damage the command line in a shell: values with =,
// with - before it, and after --flag=. Shells that are not installed are skipped.
func TestCompletion(t *testing.T) {
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			path, err := exec.LookPath(shell.name)
			if _, missing := os.Stat("/usr/share/bash-completion/bash_completion"); err != nil || shell.name == "bash" && missing != nil {
				t.Skipf("%s with completion is not installed", shell.name)
			}
			folder := t.TempDir()
			script, err := exec.Command(program, "completion", shell.name).Output()
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
			if err := os.WriteFile(filepath.Join(folder, shell.file), []byte(strings.ReplaceAll(shell.rc, "%SCRIPT%", file)), 0o600); err != nil {
				t.Fatal(err)
			}
			was := program
			program = path
			x := start(t, setup{cols: 200, rows: 50, folder: folder, args: shell.args(folder), env: []string{"HOME=" + folder, "ZDOTDIR=" + folder, "PATH=" + folder + ":" + os.Getenv("PATH")}})
			program = was
			x.until("the prompt", func(screen string) bool { return strings.Contains(screen, "ready") })
			for typed, want := range map[string]string{
				"authdoctor check --fact used-as=ac":            "authdoctor check --fact used-as=access",
				"authdoctor check --fact=used-as=ac":            "authdoctor check --fact=used-as=access",
				"authdoctor check --fact record.state=bl":       "authdoctor check --fact record.state=blocked",
				"authdoctor check --fact=feature.oauth2=of":     "authdoctor check --fact=feature.oauth2=off",
				"authdoctor check --fact client=conf":           "authdoctor check --fact client=confidential",
				"authdoctor check --format js":                  "authdoctor check --format json",
				"authdoctor check --format=js":                  "authdoctor check --format=json",
				"authdoctor check --fact used-as=access --form": "authdoctor check --fact used-as=access --format",
				"authdoctor trail --column request":             "authdoctor trail --column request-uri=",
			} {
				x.send(typed + tab + "\x14")
				x.until("the completed line", func(screen string) bool { return strings.Contains(screen, "<<") && strings.Contains(screen, ">>") })
				_, line, _ := strings.Cut(x.text(), "<<")
				line, _, _ = strings.Cut(line, ">>")
				if strings.TrimSpace(line) != want {
					t.Errorf("%q is completed to %q, want %q", typed, line, want)
				}
				x.send(shell.clear)
				x.until("an empty screen", func(screen string) bool { return !strings.Contains(screen, "<<") && strings.Contains(screen, "ready") })
			}
			x.send("exit\r")
		})
	}
}
