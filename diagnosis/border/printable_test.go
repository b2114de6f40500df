package border_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// TestPrintableMakesHiddenRunesVisible catches a rune that reaches a terminal although it
// controls the terminal, reorders text or is invisible.
func TestPrintableMakesHiddenRunesVisible(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		count          int
	}{
		{"escape", "a\x1b[31mb", `a\u{001B}[31mb`, 1},
		{"NUL", "\x00", `\u{0000}`, 1},
		{"delete", "a\x7fb", `a\u{007F}b`, 1},
		{"tab and line break count", "a\tb\r\n", `a\u{0009}b\u{000D}\u{000A}`, 3},
		{"C1 CSI", "\u009b31m", `\u{009B}31m`, 1},
		{"C1 as a bare byte", "\x9b31m", `\u{9B}31m`, 1},
		{"right-to-left override", "\u202egnp.exe", `\u{202E}gnp.exe`, 1},
		{"isolates", "\u2066a\u2069", `\u{2066}a\u{2069}`, 2},
		{"marks of direction", "\u200ea\u200f\u061c", `\u{200E}a\u{200F}\u{061C}`, 3},
		{"zero width", "a\u200b\u200c\u200db", `a\u{200B}\u{200C}\u{200D}b`, 3},
		{"byte order mark", "\ufeffa", `\u{FEFF}a`, 1},
		{"soft hyphen", "a\u00adb", `a\u{00AD}b`, 1},
		{"word joiner", "a\u2060b", `a\u{2060}b`, 1},
		{"tag characters", "\U000e0041\U000e007f", `\u{E0041}\u{E007F}`, 2},
		{"variation selectors", "a\ufe0fb\U000e0100", `a\u{FE0F}b\u{E0100}`, 2},
		{"line and paragraph separator", "a\u2028b\u2029", `a\u{2028}b\u{2029}`, 2},
		{"fillers", "\u3164\u115f\u1160\uffa0\u2800", `\u{3164}\u{115F}\u{1160}\u{FFA0}\u{2800}`, 5},
		{"signs that draw nothing", "\U0001d159\U00013441\U00013442", `\u{1D159}\u{13441}\u{13442}`, 3},
		{"grapheme joiner", "a\u034fb", `a\u{034F}b`, 1},
		{"private use", "\ue000\U000f0000\U0010fffd", `\u{E000}\u{F0000}\u{10FFFD}`, 3},
		{"unassigned and noncharacter", "\U000e0fff\uffff", `\u{E0FFF}\u{FFFF}`, 2},
		{"odd spaces", "a\u00a0b\u2003c\u3000d\u202f", `a\u{00A0}b\u{2003}c\u{3000}d\u{202F}`, 4},
		{"bytes that are not UTF-8", "a\xc3(\xff", `a\u{C3}(\u{FF}`, 2},
		{"half a rune", "\xe2\x82", `\u{E2}\u{82}`, 2},
		{"surrogate as bytes", "\xed\xa0\x80", `\u{ED}\u{A0}\u{80}`, 3},
		{"overlong slash", "\xc0\xaf", `\u{C0}\u{AF}`, 2},
		{"stacked marks", "a\u0301\u0302\u0303\u0304\u0305b", "a\u0301\u0302\u0303" + `\u{0304}\u{0305}b`, 2},
	} {
		got, count := border.Printable(c.in)
		if got != c.want || count != c.count {
			t.Errorf("%s: Printable(%+q) = %+q, %d; want %+q, %d", c.name, c.in, got, count, c.want, c.count)
		}
	}
}

// TestPrintableAsUnicodeSays catches a character for which the fast path gives another
// result than the tables of package unicode.
func TestPrintableAsUnicodeSays(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		want := !unicode.IsGraphic(r) || unicode.In(r, unicode.Zs, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
			strings.ContainsRune("\u2800\U0001D159\U00013441\U00013442", r)
		if _, count := border.Printable(string(r)); utf8.ValidRune(r) && (count == 1) != want {
			t.Errorf("%U is replaced %d times, want %v", r, count, want)
		}
	}
}

// TestPrintableLeavesOrdinaryText catches a script or symbol that is mangled.
func TestPrintableLeavesOrdinaryText(t *testing.T) {
	for _, text := range []string{
		"", "plain ASCII ~!@#", "Müller & Söhne, façade", "Tiếng Việt: ế ở", "e\u0301te\u0301 (decomposed)",
		"Ελληνικά", "Русский й", "עִבְרִית", "العربية", "हिन्दी क्षेत्र", "ไทย ที่นี้", "བོད་སྐད", "日本語、テスト", "한국어", "ქართული",
		"✓ ✗ ! · › │ ─ …", "€ £ ¥ § ¶ °", "𝒳 𐍈", "\ufffd stays where it was written",
	} {
		if got, count := border.Printable(text); got != text || count != 0 {
			t.Errorf("Printable(%q) = %q, %d; want it unchanged", text, got, count)
		}
	}
}

// TestClip catches a cut within a rune, and a result longer than the limit.
func TestClip(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"äöüß", 3, "äö…"}, {"äöü", 3, "äöü"}, {"abc", 1, "…"}, {"abc", 0, ""}, {"abc", -1, ""}, {"", 5, ""},
	} {
		if got := border.Clip(c.in, c.limit); got != c.want {
			t.Errorf("Clip(%q, %d) = %q; want %q", c.in, c.limit, got, c.want)
		}
	}
}

// FuzzPrintable catches a rune that still controls the terminal or is invisible, combining
// marks stacked beyond the limit, and a second pass that changes the result of the first.
func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"", "abc", "\x1b]0;x\a", "a\u0301\u0302\u0303\u0304", "\u202e\u200b", "\xff\xfe", "\u3164\ufe0f\u0301", "日本語", `\u{001B}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, count := border.Printable(text)
		if !utf8.ValidString(got) {
			t.Fatalf("not UTF-8: %+q", got)
		}
		marks := 0
		for _, r := range got {
			if r != ' ' && (!unicode.IsGraphic(r) || unicode.In(r, unicode.Zs, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)) {
				t.Fatalf("%+q still holds %U", got, r)
			}
			if marks++; !unicode.Is(unicode.M, r) {
				marks = 0
			}
			if marks > 3 {
				t.Fatalf("%+q stacks %d marks", got, marks)
			}
		}
		if (count == 0) != (got == text) {
			t.Fatalf("%d replacements, but %+q became %+q", count, text, got)
		}
		if strings.Count(got, `\u{`)-strings.Count(text, `\u{`) > count {
			t.Fatalf("%+q became %+q: more stand-ins than the %d counted", text, got, count)
		}
		if again, n := border.Printable(got); again != got || n != 0 {
			t.Fatalf("a second pass changed %+q to %+q (%d)", got, again, n)
		}
	})
}

func BenchmarkPrintable(b *testing.B) {
	plain, odd := strings.Repeat("restlets,rest_webservices ", 40), strings.Repeat("Müller\u200b\x1b[m ", 80)
	b.Run("ascii", func(b *testing.B) {
		for b.Loop() {
			border.Printable(plain)
		}
	})
	b.Run("odd", func(b *testing.B) {
		for b.Loop() {
			border.Printable(odd)
		}
	})
}
