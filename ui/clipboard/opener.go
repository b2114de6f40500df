package clipboard

import (
	"os/exec"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
)

// Opener returns the name of the program that opens an address in the browser of the user.
// There is none over SSH: the browser would open on the wrong machine.
func (b Board) Opener() (name string, found bool) {
	name, _, _, found = b.opener()
	return name, found
}

func (b Board) opener() (name, path string, args []string, found bool) {
	if b.Getenv == nil || b.Look == nil || !b.local() {
		return "", "", nil, false
	}
	switch {
	case b.OS == "darwin":
		name = "open"
	case b.OS == "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler"}
	case b.inWSL():
		name, args = "rundll32.exe", []string{"url.dll,FileProtocolHandler"}
	case b.Getenv("DISPLAY") != "" || b.Getenv("WAYLAND_DISPLAY") != "":
		name = "xdg-open"
	default:
		return "", "", nil, false
	}
	path, err := b.Look(name)
	return name, path, args, err == nil
}

// Open hands an address to the program that Opener names, and does not wait for it: some run
// as long as the browser. It reports whether the program was started. An address that
// border.MayOpen refuses is never opened.
func (b Board) Open(address string) bool {
	_, path, args, found := b.opener()
	if !found || !border.MayOpen(address) {
		return false
	}
	cmd := exec.Command(path, append(args, address)...)
	detach(cmd)
	return cmd.Start() == nil && cmd.Process.Release() == nil
}

// ShowsLinks reports whether the terminal is known to draw OSC 8 links, or to drop them. GNU
// screen and Apple Terminal may show their bytes.
func (b Board) ShowsLinks() bool {
	if b.Getenv == nil || b.insideScreen() {
		return false
	}
	program, version := b.Getenv("TERM_PROGRAM"), b.Getenv("TERM_PROGRAM_VERSION")
	switch program {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "rio":
		return true
	case "tmux": // from 3.4 on it hands them on to terminals that have them
		return atLeast(version, 3, 4)
	}
	if program != "" || b.Getenv("TMUX") != "" {
		return false
	}
	switch b.Getenv("TERM") {
	case "xterm-kitty", "alacritty", "xterm-ghostty", "wezterm", "foot":
		return true
	}
	vte, _ := strconv.Atoi(b.Getenv("VTE_VERSION"))
	return vte >= 5000 || b.Getenv("WT_SESSION") != "" || b.Getenv("KONSOLE_VERSION") != ""
}

// atLeast compares a version such as 3.5a.
func atLeast(version string, major, minor int) bool {
	first, rest, _ := strings.Cut(version, ".")
	digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	a, _ := strconv.Atoi(first)
	z, _ := strconv.Atoi(digits)
	return a > major || a == major && z >= minor
}
