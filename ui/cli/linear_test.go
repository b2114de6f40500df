package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/worktest"
	"authdoctor/ui"
)

// shape makes a text of about size bytes that takes a careless reader a long time.
type shape func(size int) string

// repeated returns a shape that repeats a text.
func repeated(piece string) shape {
	return func(size int) string { return strings.Repeat(piece, size/len(piece)) }
}

// between returns a shape with a text before and after it.
func between(begin string, inner shape, end string) shape {
	return func(size int) string {
		return begin + inner(max(0, size-len(begin)-len(end))) + end
	}
}

// halves returns a shape that repeats one text and then another as often.
func halves(a, b string) shape {
	return func(size int) string {
		n := size / (len(a) + len(b))
		return strings.Repeat(a, n) + strings.Repeat(b, n)
	}
}

// numbered returns a shape that repeats a text with a different number each time.
func numbered(format string) shape {
	return func(size int) string {
		var out strings.Builder
		for i := 0; out.Len() < size-len(format)-8; i++ {
			fmt.Fprintf(&out, format, i)
		}
		return out.String()
	}
}

// nestedSequences makes DER with sequences nested as deep as the size allows.
func nestedSequences(size int) string {
	der := []byte{0x02, 0x01, 0x00}
	var heads [][]byte
	for n := len(der); n < size; {
		head := []byte{0x30, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}
		heads = append(heads, head)
		n += len(head)
	}
	slices.Reverse(heads)
	return string(append(bytes.Join(heads, nil), der...))
}

// knots makes a text in which each layer that a reader removes creates another one: a
// percent sign and its digits in two string literals, again in two string literals.
func knots(size int) string {
	n := size / 8
	return "eyJ" + strings.Repeat("%", n) + `"` + strings.Repeat(`+"22`, n)
}

// shapes are the hostile texts for every reader.
var shapes = map[string]shape{
	"commas":              repeated(","),
	"tabs":                repeated("\t"),
	"semicolons":          repeated(";"),
	"spaces":              repeated(" "),
	"newlines":            repeated("\n"),
	"CRLF":                repeated("\r\n"),
	"dots":                repeated("."),
	"quotes":              repeated(`"`),
	"backslashes":         repeated(`\`),
	"NULs":                repeated("\x00"),
	"combining marks":     between("a", repeated("\u0301"), ""),
	"one word":            repeated("a"),
	"near misses":         repeated("ScopeMismatchd "),
	"eyJ":                 repeated("eyJ"),
	"eyJa.":               repeated("eyJa."),
	"token in lines":      between("see\neyJhbGciOiJ9.\n", repeated("A\n"), ""),
	"percent":             repeated("%25"),
	"knots":               knots,
	"softly broken":       repeated("= \n"),
	"mail quotes":         repeated("> > > "),
	"entities":            repeated("&amp;"),
	"escaped":             repeated(`A`),
	"nested objects":      halves(`{"a":`, "}"),
	"members":             between("{", numbered(`"m%d":1,`), `"":1}`),
	"members never ended": repeated(`"a":`),
	"numbers":             between("[", repeated("1,"), "1]"),
	"JWK set of many":     between(`{"keys":[`, numbered(`{"kty":"AKP","kid":"%d"},`), `{}]}`),
	"BEGIN":               repeated("-----BEGIN CERTIFICATE-----\n"),
	"PEM headers":         between("-----BEGIN RSA PRIVATE KEY-----\n", repeated("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n"), "-----END RSA PRIVATE KEY-----\n"),
	"base64":              repeated("MIIB"),
	"hex":                 repeated("0123456789abcdef"),
	"nested sequences":    nestedSequences,
	"curl":                repeated("curl "),
	"curl never ended":    repeated("curl -H '"),
	"addresses":           repeated("http://"),
	"requests":            repeated("GET /\n"),
	"errors":              repeated("error="),
	"challenges":          repeated("WWW-Authenticate: Bearer realm="),
	"tags":                repeated("<a>"),
	"lines of a pair":     repeated("key: value\n"),
	"dates":               repeated("2026-11-23T12:00:00Z "),
	"rows of commas":      between("Status,Detail,", repeated(","), "\na,b"),
}

// moreShapes are the texts for the long run only.
var moreShapes = map[string]shape{
	"single quotes":        repeated("'"),
	"escapes":              repeated("\x1b["),
	"invalid UTF-8":        repeated("\xff\xc0"),
	"zero-width":           repeated("\u200b"),
	"upper case":           repeated("SCOPE_MISMATCHED"),
	"words":                repeated("Scope Mismatched token "),
	"codes":                repeated("ScopeMismatched InvalidRequest "),
	"prose of one code":    between("we see ", repeated("not yet "), "ScopeMismatched"),
	"eyJ and spaces":       repeated("eyJhbGciOi "),
	"token starts":         repeated("eyJhbGciOiJ9.\n"),
	"tokens in lines":      repeated("eyJhbGciOiJ9.\n" + strings.Repeat("A\n", 500)),
	"token parts":          between("eyJhbGciOiJSUzI1NiJ9", repeated(".e30"), ""),
	"bearers":              repeated("Bearer "),
	"token=":               repeated("token="),
	"percent in percent":   between("eyJ%", repeated("25"), "41"),
	"quoted in quotes":     between("eyJ", halves(`"`, `+"`), ""),
	"continued":            repeated("\\\n"),
	"mail lines":           repeated("> a\n"),
	"braces":               repeated("{"),
	"brackets":             repeated("["),
	"nested JSON":          halves("[", "]"),
	"objects":              repeated("{}"),
	"the same member":      between("{", repeated(`"a":1,`), `"":1}`),
	"one number":           repeated("1"),
	"payload":              between(`{"payload":`, repeated(`"protected"`), ""),
	"JWK set":              between(`{"keys":[`, repeated(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"a"},`), `{}]}`),
	"HAR":                  between(`{"log":{"entries":[`, repeated(`{"request":{"url":"https://1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"},"response":{"status":400}},`), `{}]}}`),
	"HAR never ended":      repeated(`{"log":{"entries":[`),
	"END":                  repeated("-----END CERTIFICATE-----\n"),
	"BEGIN and END":        repeated("-----BEGIN X-----\n-----END X-----\n"),
	"dashes":               repeated("-"),
	"PEM lines":            between("-----BEGIN CERTIFICATE-----\n", repeated(strings.Repeat("MIIB", 16)+"\n"), "-----END CERTIFICATE-----\n"),
	"base64 of base64":     repeated("LS0tLS1CRUdJTi"),
	"fingerprints":         repeated("ab:cd:"),
	"sequences":            repeated("\x30\x80"),
	"elements":             between("\x30\x83\x0f\xff\xf0", repeated("\x05\x00"), ""),
	"curl headers":         between("curl https://1.app.netsuite.com ", repeated("-H 'a: b' "), ""),
	"curl data":            between("curl https://1.app.netsuite.com", repeated(" -d a=b"), ""),
	"addresses of ours":    repeated("https://1.suitetalk.api.netsuite.com/services/rest/a "),
	"slashes":              repeated("/"),
	"questions":            repeated("/?"),
	"requests of ours":     repeated("POST /services/rest/auth/oauth2/v1/token HTTP/1.1\na: b\n\na=b\n"),
	"error codes":          repeated("error code: "),
	"error names":          repeated("invalid_grant invalid_client "),
	"quoted errors":        repeated(`"error":"`),
	"form":                 repeated("&grant_type=a"),
	"form never ended":     between("grant_type=", repeated("a_b="), ""),
	"fields":               repeated("grant_type: refresh_token\n"),
	"hash tables":          repeated("@{grant_type="),
	"status lines":         repeated("HTTP/1.1 401 Unauthorized\n"),
	"statuses":             repeated("status: 401 "),
	"error tags":           repeated("<error>"),
	"error tags with code": repeated("<error><code>ABC</code>"),
	"web page":             between("<html>", repeated("<p>error "), ""),
	"rows":                 between("Status,Detail,Date\n", repeated("Failure,ScopeMismatched,2026-11-23 12:00\n"), ""),
	"copied rows":          repeated("x\tFailure\tScopeMismatched\n"),
	"Failure":              repeated("Failure,"),
	"certificate ID":       repeated("certificate id "),
	"custcertificate":      repeated("custcertificate"),
	"client credentials":   repeated("two client "),
	"ssh":                  repeated("ssh-rsa AAAA"),
	"UTF-16":               between("\xff\xfe", repeated("e\x00"), ""),
}

// reading is a function that reads outside text.
type reading struct {
	name string
	// most is the greatest length of a text in bytes; a longer text is refused at once.
	most int
	read func(text string)
	// long reports whether it runs in the long run only, because it adds little to others.
	long bool
}

func readings(t testing.TB) []reading {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding
	header := b64.EncodeToString([]byte(`{"alg":"RS256"}`))
	quote := func(text string) string { return fmt.Sprintf("%q", strings.ToValidUTF8(text, "?")) }
	const mib = 1 << 20
	return []reading{
		{name: "recognise", long: true, most: intake.MaxText, read: func(text string) { diagnosis.Diagnose(diagnosis.Case{At: noon}.With(intake.Recognise(text))) }},
		{name: "check", most: intake.MaxText, read: func(text string) { check(text, "--format", "json") }},
		{name: "check --lines", long: true, most: mib, read: func(text string) { check(strings.ReplaceAll(text, "\n", " "), "--lines") }},
		{name: "paste", long: true, most: intake.MaxText, read: func(text string) {
			var model tea.Model = ui.New(ui.Options{Library: library, Clock: func() time.Time { return noon }, Output: io.Discard})
			model, _ = model.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
			model, _ = model.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
			model.View()
			model, _ = model.Update(tea.KeyMsg{Type: tea.KeyEnter})
			model.View()
		}},
		{name: "clean", most: token.MaxToken, read: func(text string) { token.Clean(text) }},
		{name: "token", most: token.MaxToken, read: func(text string) { token.Parse(text) }},
		{name: "payload", most: token.MaxToken, read: func(text string) {
			parsed, _ := token.Parse(header + "." + b64.EncodeToString([]byte(text[:len(text)/4*3-40])) + ".")
			parsed.Lines()
			diagnosis.Diagnose(diagnosis.Case{At: noon, Tokens: []token.Token{parsed}})
		}},
		{name: "claims", most: token.MaxToken, read: func(text string) {
			value := quote(text[:len(text)/4])
			parsed, _ := token.Parse(header + "." + b64.EncodeToString([]byte(`{"iss":`+value+`,"sub":`+value+`,"aud":`+value+`,"scope":[`+value+`],"exp":"x"}`)) + ".")
			parsed.Lines()
			diagnosis.Diagnose(diagnosis.Case{At: noon, Tokens: []token.Token{parsed}})
		}},
		{name: "key file", most: keys.MaxFile, read: func(text string) { keys.Read("x", []byte(text), []byte("x")) }},
		{name: "PEM", most: keys.MaxFile, read: func(text string) {
			keys.Read("x", []byte("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n")[:min(keys.MaxFile, len(text)+60)], nil)
		}},
		{name: "DER in PEM", most: keys.MaxFile, read: func(text string) {
			keys.Read("x", []byte("-----BEGIN CERTIFICATE-----\n"+base64.StdEncoding.EncodeToString([]byte(text[:len(text)*2/3]))+"\n-----END CERTIFICATE-----\n"), []byte("x"))
		}},
		{name: "JWK", most: keys.MaxFile, read: func(text string) {
			keys.Read("x", []byte(`{"kty":"RSA","e":"AQAB","n":`+quote(text[:len(text)/8])+`,"kid":`+quote(text[:len(text)/8])+`}`), nil)
		}},
		{name: "curl", most: mib, read: func(text string) { exchange.ReadCurl("curl " + text) }},
		{name: "request", most: mib, read: func(text string) { exchange.ReadRequest("POST /services/rest/auth/oauth2/v1/token\n" + text) }},
		{name: "request body", most: mib, read: func(text string) { exchange.ReadRequest("POST /services/rest/auth/oauth2/v1/token\n\n" + text) }},
		{name: "address", most: mib, read: func(text string) { exchange.ReadURL("https://1.app.netsuite.com/?" + text) }},
		{name: "form", most: mib, read: func(text string) { exchange.FormBodyRequest("grant_type=" + text) }},
		{name: "answer", most: mib, read: func(text string) { exchange.ReadAnswer(text) }},
		{name: "JSON answer", most: mib, read: func(text string) {
			exchange.ReadAnswer(`{"error":"x","error_description":` + quote(text[:len(text)/4]) + `}`)
		}},
		{name: "JSON request", most: mib, read: func(text string) {
			exchange.ReadJSONRequest(`{"grant_type":"x","code":` + quote(text[:len(text)/4]) + `}`)
		}},
		{name: "HAR", most: mib, read: func(text string) {
			exchange.ReadHAR(`{"log":{"entries":[{"request":{"url":"https://1.app.netsuite.com","postData":{"text":` + quote(text[:len(text)/4]) + `}},"response":{"status":400,"content":{"text":` + quote(text[:len(text)/4]) + `}}}]}}`)
		}},
		{name: "trail", long: true, most: mib, read: func(text string) {
			source := trail.Source{Name: "x", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
			_, _ = trail.Inspect(context.Background(), source, trail.Options{})
			_, _, _ = trail.Count(context.Background(), []trail.Source{source}, trail.Options{})
		}},
		{name: "search", most: mib, read: func(text string) { library.Search(text) }},
		{name: "plain words", most: mib, read: func(text string) { library.Lead(text) }},
		{name: "detail", most: mib, read: func(text string) { detail.Find(text); detail.NearMiss(text) }},
		{name: "printable", most: mib, read: func(text string) { shown, _ := border.Printable(text); _ = border.Clip(shown, 80) }},
		{name: "facts", most: mib, read: func(text string) {
			for _, kind := range diagnosis.FactKinds() {
				_, _ = diagnosis.ParseFact(string(kind.Name)+"="+text[:len(text)/len(diagnosis.FactKinds())], diagnosis.SourceUser)
			}
		}},
	}
}

// cost returns the CPU time of reading a text.
func cost(r reading, text string, tries int) time.Duration {
	return worktest.Cost(func() { r.read(text) }, tries)
}

const (
	// mostGrowth is the greatest ratio of the cost of a byte to that of a byte of a text
	// 64 times as short. A reader that reads the whole text for each byte reaches 64.
	mostGrowth = 8
	// cheap is a cost of a KiB below which growth does not matter: a third of the budget.
	cheap = 200 * time.Microsecond
)

// TestLinear catches a reader of outside text that takes more than linear time. It compares
// the CPU time for a byte of a text of 128 KiB with that of a text of 2 KiB, so that it does
// not fail on a slow machine. The long run adds texts and sizes for every reader.
func TestLinear(t *testing.T) {
	for _, r := range readings(t) {
		if r.long && !worktest.Long {
			continue
		}
		t.Run(strings.ReplaceAll(r.name, " ", "-"), func(t *testing.T) {
			texts, sizes := maps.Clone(shapes), []int{r.most >> 3}
			if worktest.Long {
				maps.Copy(texts, moreShapes)
				sizes = []int{r.most >> 4, r.most >> 2, r.most} // each compared with a 64th of it
			}
			for _, name := range slices.Sorted(maps.Keys(texts)) {
				for _, size := range sizes {
					checkGrowth(t, r, name, texts[name], size)
				}
			}
		})
	}
}

func checkGrowth(t *testing.T, r reading, name string, make shape, size int) {
	t.Helper()
	const ratio = 64
	text := make(size)
	spentOn := cost(r, text, 1)
	if spentOn < cheap*time.Duration(size>>10) {
		return
	}
	short := make(size / ratio)
	base := max(cost(r, short, 5), 100*time.Microsecond) // the fixed cost of a call is not growth
	for tries := 0; ; tries++ {
		growth := float64(spentOn) / float64(base) / ratio
		if growth < mostGrowth {
			return
		}
		if tries == 7 {
			t.Errorf("%s of %q: a byte of %d KiB costs %.1f times as much as one of %d bytes (%v, %v)", r.name, name, size>>10, growth, size/ratio, spentOn, base)
			return
		}
		spentOn = min(spentOn, cost(r, text, 1))
		// Short times are counted coarsely on some systems, down to nothing: as many bytes
		// in all are read in one measurement.
		again := worktest.Cost(func() {
			for range ratio {
				r.read(short)
			}
		}, 1)
		base = max(base, again/ratio)
	}
}

// BenchmarkReaders measures every reader with its worst text of 1 MiB; the budget is 0.6 ms a
// KiB.
func BenchmarkReaders(b *testing.B) {
	for _, r := range readings(b) {
		worst, of := time.Duration(0), ""
		texts := maps.Clone(shapes)
		maps.Copy(texts, moreShapes)
		for name, shape := range texts {
			if took := cost(r, shape(r.most), 1); took > worst {
				worst, of = took, name
			}
		}
		text := texts[of](r.most)
		b.Run(strings.ReplaceAll(r.name+" of "+of, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				r.read(text)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N)/float64(r.most>>10), "ms/KiB")
		})
	}
}
