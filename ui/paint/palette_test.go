package paint

import (
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"authdoctor/diagnosis/border"
)

// terminals are the 16 colours of six terminals, and the ground each has when it is dark.
var terminals = map[string]struct {
	dark    string
	colours string
}{
	"xterm":    {"000000", "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"},
	"Campbell": {"0c0c0c", "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"},
	"Tango":    {"2e3436", "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"},
	"VTE":      {"171421", "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff"},
	"Apple":    {"000000", "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"},
	"VS Code":  {"1e1e1e", "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5"},
}

// Grounds that are assumed where a terminal has 256 colours: of terminals, and of the themes
// Solarized, Gruvbox, Nord, Dracula and One.
var (
	darkGrounds  = strings.Fields("000000 0c0c0c 1e1e1e 002b36 282828 2e3440 282a36")
	lightGrounds = strings.Fields("ffffff fdf6e3 fbf1c7 fafafa")
)

// luminance is the relative luminance of rrggbb (WCAG 2.2).
func luminance(colour string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(colour[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// ratio is the contrast of two colours, from 1 to 21.
func ratio(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// rgb256 is a colour above the first 16, which are the same on every terminal.
func rgb256(n int) string {
	if n >= 232 {
		grey := 8 + 10*(n-232)
		return fmt.Sprintf("%02x%02x%02x", grey, grey, grey)
	}
	level := func(i int) int {
		if i == 0 {
			return 0
		}
		return 55 + 40*i
	}
	n -= 16
	return fmt.Sprintf("%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
}

// foregrounds are the colours of a sequence that sets a style, by the worst case of the
// terminals: pairs of colour and ground.
func foregrounds(t *testing.T, sequence string, ground Ground) (pairs [][2]string) {
	t.Helper()
	codes := strings.Split(sequence, ";")
	for i, code := range codes {
		n, _ := strconv.Atoi(code)
		switch {
		case code == "2":
			t.Errorf("%q is dim", sequence)
		case code == "38" && i+2 < len(codes):
			n, _ := strconv.Atoi(codes[i+2])
			if n < 16 {
				t.Fatalf("%q is not the same on every terminal", sequence)
			}
			grounds := darkGrounds
			if ground == LightGround {
				grounds = lightGrounds
			}
			for _, on := range grounds {
				pairs = append(pairs, [2]string{rgb256(n), on})
			}
			return pairs
		case n >= 30 && n <= 37 || n >= 90 && n <= 97:
			if n >= 90 {
				n -= 90 - 30 - 8
			}
			for _, terminal := range terminals {
				on := terminal.dark
				if ground == LightGround {
					on = "ffffff"
				}
				pairs = append(pairs, [2]string{strings.Fields(terminal.colours)[n-30], on})
			}
		case n >= 40 && n <= 48 || n >= 100:
			t.Errorf("%q sets the ground", sequence)
		}
	}
	return pairs
}

// TestContrast catches a colour that cannot be read well on a ground it is made for, in any
// theme: words under 4.5:1, signs and rules under 3:1, and with high contrast words under
// 7:1; words in one of the 16 colours, and a colour where the ground is unknown.
func TestContrast(t *testing.T) {
	sequence := regexp.MustCompile("\x1b\\[([0-9;]*)m")
	coloured := 0
	for _, profile := range []termenv.Profile{termenv.Ascii, termenv.ANSI, termenv.ANSI256, termenv.TrueColor} {
		for _, ground := range []Ground{UnknownGround, DarkGround, LightGround} {
			for _, contrast := range []bool{false, true} {
				renderer := lipgloss.NewRenderer(io.Discard)
				renderer.SetColorProfile(profile)
				styles := reflect.ValueOf(NewStyles(renderer, ground, contrast)).Elem()
				for i := range styles.NumField() {
					name, ink := styles.Type().Field(i).Name, styles.Field(i)
					if ink.Type() != reflect.TypeFor[Ink]() {
						continue
					}
					what := fmt.Sprintf("%s, profile %v, ground %v, contrast %v", name, profile, ground, contrast)
					least := 4.5
					switch sign := slices.Contains([]string{"Cursor", "Alarm", "Rule", "Border"}, name); {
					case sign:
						least = 3
					case contrast:
						least = 7
					}
					for _, found := range sequence.FindAllStringSubmatch(border.Line(ink.FieldByName("on").String()), -1) {
						pairs := foregrounds(t, found[1], ground)
						if len(pairs) > 0 && (ground == UnknownGround || profile == termenv.ANSI && least > 3) {
							t.Errorf("%s has a colour", what)
						}
						for _, pair := range pairs {
							coloured++
							if got := ratio(pair[0], pair[1]); got < least {
								t.Errorf("%s: %s on %s has %.2f:1, under %v", what, pair[0], pair[1], got, least)
							}
						}
					}
				}
			}
		}
	}
	if coloured == 0 {
		t.Error("no colour was found")
	}
}
