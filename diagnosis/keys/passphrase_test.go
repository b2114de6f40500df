package keys_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

// lockedFor returns a private key that is encrypted with a pass phrase.
func lockedFor(passphrase string) []byte { return lockPBES2(passphrase, 1000, 32) }

// TestPhrases catches a pass phrase file that does not open the key though the pass phrase
// is right, one of which it is not said how it was read, and a wrong one that opens.
func TestPhrases(t *testing.T) {
	for _, c := range []struct{ name, passphrase, file, note string }{
		{"as it stands", "secret99", "secret99", ""},
		{"with LF", "secret99", "secret99\n", ""},
		{"with CR LF", "secret99", "secret99\r\n", ""},
		{"byte order mark", "secret99", "\ufeffsecret99\r\n", "byte order mark"},
		{"UTF-16 LE", "secret99", utf16of("secret99\r\n", false, true), "UTF-16"},
		{"UTF-16 BE", "secret99", utf16of("secret99\r\n", true, true), "UTF-16"},
		{"UTF-16 LE without a mark", "secret99", utf16of("secret99\r\n", false, false), "UTF-16"},
		{"UTF-16 BE without a mark", "secret99", utf16of("secret99", true, false), "UTF-16"},
		{"spaces of the pass phrase", " secret99 ", " secret99 \n", ""},
		{"space at the end", "secret99", "secret99 \r\n", "spaces around"},
		{"tab before", "secret99", "\tsecret99\n", "spaces around"},
		{"two lines", "secret99", "secret99\nfor the key of orders\n", "first line"},
		{"two lines, with CR LF", "secret99", "secret99\r\nfor the key of orders\r\n", "first line"},
		{"empty line before", "secret99", "\nsecret99\n", ""},
		{"quotation marks of cmd", "secret99", "\"secret99\" \r\n", "quotation marks"},
		{"quotation marks of the pass phrase", `"secret99"`, `"secret99"`, ""},
		{"Latin-1, for a key in UTF-8", "gehäuse", "geh\xe4use\n", "Latin-1"},
		{"UTF-8, for a key in Latin-1", "geh\xe4use", "gehäuse\n", "Latin-1"},
		{"as macOS writes accents", "gehäuse", "geha\u0308use\n", "accent"},
		{"accents for a key of macOS", "geha\u0308use", "gehäuse\n", "accent"},
		{"as macOS writes accents, for a key in Latin-1", "geh\xe4use", "geha\u0308use\n", "Latin-1"},
		{"quotation marks of an editor", "secret99", "\u201csecret99\u201d\n", "quotation marks"},
		{"line of .env", "secret99", "KEY_PASSWORD=\"secret99\"\n", "the name before it, without the quotation marks"},
		{"line of YAML", "secret99", "password: secret99\n", "the name before it"},
		{"option of openssl", "secret99", "pass:secret99", "the name before it"},
		{"colon of the pass phrase", "a:secret99", "a:secret99", ""},
		{"line feed of a program", "secret99", "secret99\\n", "\\n"},
		{"zero width space", "secret99", "\u200bsecret99", "invisible"},
		{"end of file of DOS", "secret99", "secret99\x1a", "invisible"},
		{"UTF-16, with a letter beyond ASCII", "gehäuse", utf16of("gehäuse\r\n", false, true), "UTF-16"},
	} {
		file, used := keys.ReadPhrases("key", lockedFor(c.passphrase), keys.Phrases([]byte(c.file)))
		if len(file.Keys) != 1 || file.Keys[0].Signer() == nil || !strings.Contains(used.Note, c.note) || c.note == "" && used.Note != "" {
			t.Errorf("%s: %+v, %q; want %q", c.name, file.Keys, used.Note, c.note)
		}
		if text := fmt.Sprintf("%v %+v %#v", used, used, used); strings.Contains(text, "secret99") || strings.Contains(text, "use\"") {
			t.Errorf("%s: the pass phrase is printed", c.name)
		}
	}
	for in, ends := range map[string]string{"wrong\n": "another pass phrase", "wrong \n": "another pass phrase; it ends with a space", "\twrong\n": "another pass phrase; it begins with a tab", "wr ong": "another pass phrase", "'wrong'": "begins with a quotation mark and ends with"} {
		file, _ := keys.ReadPhrases("key", lockedFor("secret99"), keys.Phrases([]byte(in)))
		if p := file.Keys[0].Problems; !file.Locked() || len(p) != 1 || p[0].ID != "pass-phrase" || !strings.Contains(p[0].Got, ends) || strings.Contains(p[0].Got, "wrong") {
			t.Errorf("%q: %+v", in, p)
		}
	}
	for _, empty := range []string{"", "\n", "\r\n", "\ufeff", "\ufeff\r\n", utf16of("\r\n", false, true)} {
		if phrases := keys.Phrases([]byte(empty)); len(phrases) > 0 {
			t.Errorf("%q: %d pass phrases", empty, len(phrases))
		}
	}
	if file, _ := keys.ReadPhrases("key", lockedFor("secret99"), nil); !file.Locked() || len(file.Keys) != 1 {
		t.Errorf("without a pass phrase: %+v", file)
	}
}

// FuzzPhrases catches a panic, a note that is not printable or repeats the pass phrase, and
// one file that means very many.
func FuzzPhrases(f *testing.F) {
	for _, seed := range []string{"secret99\r\n", "\ufeffa", "\xff\xfea\x00", "\xfe\xff\x00a", " \"ä\" \nb", "geh\xe4use", "\x00a\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		phrases := keys.Phrases(in)
		if len(phrases) > 40 {
			t.Errorf("%d pass phrases", len(phrases))
		}
		for _, p := range phrases {
			if bytes.ContainsFunc([]byte(p.Note), func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%q", p.Note)
			}
		}
	})
}

// TestPhrasesEnd catches a file that takes minutes because each of many pass phrases that may
// be meant is tried on it.
func TestPhrasesEnd(t *testing.T) {
	locked := lockPBES2("another", 6_000_000, 32)
	once := time.Now()
	keys.Read("", locked, []byte("gehäuse"))
	limit := 2*time.Since(once) + time.Second
	start := time.Now()
	keys.ReadPhrases("", locked, keys.Phrases([]byte("NAME: \"gehäuse\" \nother\n")))
	if took := time.Since(start); took > limit {
		t.Errorf("it took %v, more than %v", took, limit)
	}
}
