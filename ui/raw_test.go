package ui

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"math/big"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"authdoctor/diagnosis/border"
)

// evils are texts that steer a terminal, hide, reorder, or add lines of their own.
var evils = []string{
	"a\x1b[31m\x1b]0;t\a\x1b]52;c;eA==\x1b\\\x1b[2J\x1bcz", "a\u009b31m\u009d0;t\u009c\b\x7f\tz\x00", "a\u202e\u2066\u200b\ufeff\U000e0041\u2028\ue000b\u0301\u0302\u0303\u0304\u0305",
	"a\xff\x9b31m\xe2\x82z", "a\nFORGED\nz\r\nFORGED\r\nz",
}

// mustBeClean fails for a frame, without colours, in which a terminal would act on
// anything, and for one with a line that outside text made.
func mustBeClean(t testing.TB, frame, what string) {
	t.Helper()
	for _, line := range strings.Split(frame, "\n") {
		if shown, replaced := border.Printable(line); replaced > 0 {
			t.Fatalf("%s: the frame holds %q", what, shown)
		}
		if strings.TrimSpace(line) == "FORGED" {
			t.Fatalf("%s: a line is forged", what)
		}
	}
}

// rawScreen is a screen whose author forgot every call.
type rawScreen struct {
	reader
	text  string
	paint ink
}

func (r rawScreen) Title() string             { return r.text }
func (r rawScreen) Aside() string             { return r.text }
func (r rawScreen) Update(tea.KeyMsg) tea.Cmd { return nil }
func (r rawScreen) Bindings() []key.Binding   { return []key.Binding{newBinding(r.text, r.text, "x")} }
func (r rawScreen) View(int, int) []string {
	return []string{r.text, r.paint.paint(r.text), r.paint.paint("ours") + r.text + r.paint.paint("ours")}
}

// TestForgottenCall catches a screen that draws outside text raw, tears the frame
// with it, or loses its own colours beside it.
func TestForgottenCall(t *testing.T) {
	styles := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	for _, evil := range append(evils, strings.Repeat("wide\x1b[1m", 100)) {
		for _, profile := range []termenv.Profile{termenv.Ascii, termenv.TrueColor} {
			for _, size := range []struct{ width, height int }{{60, 16}, {120, 40}} {
				term := open(t, size.width, size.height, func(o *Options) { o.Profile = &profile })
				term.pasteText(accessToken(time.Hour)) // for the panel at the side
				screen := rawScreen{text: evil, paint: term.s.styles.Alarm}
				term.s.Push(screen)
				term.s.notice = evil
				frame := term.View()
				mustFit(t, frame, size.width, size.height)
				ours := 0
				frame = styles.ReplaceAllStringFunc(frame, func(string) string { ours++; return "" })
				mustBeClean(t, frame, fmt.Sprintf("%q", evil))
				if (ours > 0) != (profile != termenv.Ascii) || !strings.Contains(frame, "ours") {
					t.Errorf("%d styles of ours are left:\n%s", ours, frame)
				}
				if profile != termenv.Ascii && strings.Contains(term.View(), "\x1b[31m") {
					t.Errorf("%q: a style of outside text is drawn", evil)
				}
			}
		}
	}
}

// hostileTexts are what people paste, of every kind, with a text from outside
// wherever somebody may have put one.
func hostileTexts(t testing.TB, evil string) map[string]string {
	t.Helper()
	if hostileMade[evil] == nil {
		hostileMade[evil] = makeHostileTexts(t, evil)
	}
	return hostileMade[evil]
}

// hostileMade are the hostileTexts made so far: keys and certificates are dear.
var hostileMade = map[string]map[string]string{}

func makeHostileTexts(t testing.TB, evil string) map[string]string {
	t.Helper()
	inJSON := func(value any) string {
		out, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	oneLine := strings.NewReplacer("\n", " ", "\r", " ").Replace(evil)
	valid := strings.ToValidUTF8(evil, "\u009b")
	one := testKey(1)
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: valid, Organization: []string{valid}}, NotBefore: noon.AddDate(0, -1, 0), NotAfter: noon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(nil, template, &x509.Certificate{Subject: pkix.Name{CommonName: "CA " + valid}}, one.Public(), one)
	if err != nil {
		t.Fatal(err)
	}
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	claims := map[string]any{"sub": evil, "aud": []string{evil, evil}, "scope": []string{evil}, "iss": evil, "jti": evil, evil: evil, "exp": noon.Unix() + 60, "iat": evil, "email": evil}
	return map[string]string{
		"text":        evil,
		"token":       makeToken(inJSON(map[string]string{"alg": evil, "kid": evil, "typ": evil, evil: evil}), inJSON(claims)),
		"claims":      makeToken(`{"alg":"RS256","typ":"JWT","kid":`+inJSON(evil)+`}`, inJSON(claims)),
		"assertion":   makeToken(`{"alg":"PS256","typ":"JWT","kid":`+inJSON(evil)+`}`, inJSON(map[string]any{"iss": evil, "scope": evil, "aud": "https://" + evil + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", "iat": noon.Unix(), "exp": noon.Unix() + 60})),
		"answer":      "HTTP/1.1 401 " + oneLine + "\r\nWWW-Authenticate: Bearer realm=\"" + oneLine + "\", error=\"invalid_token\", error_description=\"" + oneLine + "\"\r\n" + oneLine + ": x\r\n\r\n" + inJSON(map[string]string{"error": evil, "error_description": evil, evil: evil}),
		"redirect":    "https://app.example/cb?error=" + oneLine + "&error_description=" + oneLine + "&state=" + oneLine,
		"authorize":   "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=" + oneLine + "&scope=" + oneLine + "&redirect_uri=" + oneLine + "&" + oneLine + "=1",
		"curl":        "curl -H '" + oneLine + ": " + oneLine + "' -d 'grant_type=" + evil + "&" + evil + "=1' 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token'",
		"code":        "Detail: TokenRejected\n" + evil,
		"row":         auditHeader + auditLine(noon, oneLine, oneLine, oneLine, "Failure", "TokenRejected", oneLine, oneLine),
		"export":      auditHeader + strings.Repeat(auditLine(noon, oneLine, oneLine, oneLine, "Failure", oneLine, oneLine, oneLine), 3),
		"certificate": certificate,
		"PEM label":   "-----BEGIN " + oneLine + "-----\n" + base64.StdEncoding.EncodeToString(der) + "\n-----END " + oneLine + "-----\n",
		"PEM damaged": "-----BEGIN CERTIFICATE-----\n" + evil + base64.StdEncoding.EncodeToString(der) + "\n-----END CERTIFICATE-----\n",
		"JWKS":        inJSON(map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": evil, "kid": evil, "use": evil, "alg": evil, evil: evil}, evil}}),
	}
}

// wander presses keys that the screens say they know, none twice in a row where there
// is another, and looks at each frame.
func (term *terminal) wander(steps, seed int, seen map[string]bool, what string) {
	term.t.Helper()
	state := uint32(seed)*2654435761 + 1
	for range steps {
		mustBeClean(term.t, term.View(), what)
		mustFit(term.t, term.View(), term.s.width, term.s.height)
		seen[reflect.Indirect(reflect.ValueOf(term.s.Shown())).Type().Name()] = true
		var keys []string
		for _, binding := range append(term.s.Shown().Bindings(), term.programBindings().list()...) {
			for _, name := range binding.Keys() {
				if _, known := keyTypes[name]; binding.Enabled() && name != "q" && name != "ctrl+c" && (known || len([]rune(name)) == 1) {
					keys = append(keys, name)
				}
			}
		}
		if len(keys) == 0 {
			keys = []string{"esc"}
		}
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		term.wait(time.Second) // as people do, who type no paste
		term.do(keys[int(state)%len(keys)])
		what += " " + keys[int(state)%len(keys)]
	}
}

// screenTypes are the names of the types that are screens, as the source has them.
func screenTypes(t *testing.T) []string {
	t.Helper()
	var names []string
	sources, _ := filepath.Glob("*.go")
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			method, is := declared.(*ast.FuncDecl)
			if !is || method.Name.Name != "Title" || method.Recv == nil {
				continue
			}
			of := method.Recv.List[0].Type
			if pointer, is := of.(*ast.StarExpr); is {
				of = pointer.X
			}
			names = append(names, of.(*ast.Ident).Name)
		}
	}
	return names
}

// TestEveryFrame catches outside text that reaches a frame raw, by whatever way it
// came in and on whatever screen it is shown; and a screen that no test looks at.
func TestEveryFrame(t *testing.T) {
	seen := map[string]bool{}
	n := 0
	hostileDisk := func(o *Options) {
		disk := testDisk()
		for _, evil := range evils {
			for kind, text := range hostileTexts(t, evil) {
				if name := strings.ReplaceAll(kind+evil, "/", " "); fs.ValidPath(name) {
					disk.MapFS[name] = &fstest.MapFile{Data: []byte(text)}
				}
			}
		}
		o.Disk = disk
	}
	for _, scene := range allScenes() {
		for range 2 {
			n++
			evil := evils[n/3%len(evils)]
			texts := hostileTexts(t, evil)
			kinds := slices.Sorted(maps.Keys(texts))
			kind := kinds[n%len(kinds)]
			term := open(t, 60+n%2*60, 16+n%2*24, hostileDisk)
			scene.play(term)
			what := fmt.Sprintf("%s, %s with %q", scene.name, kind, evil)
			term.pasteText(texts[kind])
			term.wander(6, n, seen, what)
			term.write(evil)
			term.wander(6, n+1000, seen, what+", typed")
		}
	}
	// Every file there is, by its name, hostile as it is.
	for i, evil := range evils {
		for k, kind := range slices.Sorted(maps.Keys(hostileTexts(t, evil))) {
			if (i+k)%2 == 0 {
				continue
			}
			term := open(t, 60+k%2*60, 16+k%2*24, hostileDisk)
			openKeys(term)
			term.do("o")
			mustBeClean(t, term.View(), "the list of files")
			term.pasteText(strings.ReplaceAll(kind+evil, "/", " "))
			mustBeClean(t, term.View(), "the path")
			term.do("enter")
			term.wander(10, k, seen, fmt.Sprintf("file %q", kind+evil))
		}
	}
	for _, name := range screenTypes(t) {
		if !seen[name] {
			t.Errorf("no frame of %s was looked at: give allScenes a way to it", name)
		}
	}
}

// TestMadeFilesAreClean catches a file of ours that holds anything raw.
func TestMadeFilesAreClean(t *testing.T) {
	disk := &memoryDisk{MapFS: fstest.MapFS{}}
	if err := WriteSecret(disk, "a", []byte("text\x1b[31m\n\u202e\xff")); err != nil {
		t.Fatal(err)
	}
	if err := WritePair(disk, "b", []byte("\x1b"), "c", []byte("\x1b")); err != nil {
		t.Fatal(err)
	}
	for name, file := range disk.MapFS {
		for _, line := range strings.Split(string(file.Data), "\n") {
			mustBeClean(t, line, name)
		}
	}
}
