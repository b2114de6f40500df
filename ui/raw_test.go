package ui_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"authdoctor/ui"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// rawScreen is a screen whose author forgot every call.
type rawScreen struct {
	screen.Reader
	text  string
	paint paint.Ink
}

func (r rawScreen) Title() string { return r.text }

func (r rawScreen) Aside() string { return r.text }

func (r rawScreen) Update(tea.KeyMsg) tea.Cmd { return nil }

func (r rawScreen) Bindings() []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("x"), key.WithHelp(r.text, r.text))}
}

func (r rawScreen) View(int, int) []string {
	return []string{r.text, r.paint.Paint(r.text), r.paint.Paint("ours") + r.text + r.paint.Paint("ours")}
}

// TestForgottenCall catches a screen that draws outside text raw, tears the frame
// with it, or loses its own colours beside it.
func TestForgottenCall(t *testing.T) {
	styles := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	for _, evil := range append(uitest.Evils, strings.Repeat("wide\x1b[1m", 100)) {
		for _, profile := range []termenv.Profile{termenv.Ascii, termenv.TrueColor} {
			for _, size := range []struct{ width, height int }{{60, 16}, {120, 40}} {
				term := uitest.Open(t, size.width, size.height, func(o *ui.Options) { o.Profile = &profile })
				term.PasteText(uitest.AccessToken(time.Hour)) // for the panel at the side
				screen := rawScreen{text: evil, paint: term.S.Styles.Alarm}
				term.S.Push(screen)
				term.S.Notice = evil
				frame := term.View()
				uitest.MustFit(t, frame, size.width, size.height)
				ours := 0
				frame = styles.ReplaceAllStringFunc(frame, func(string) string { ours++; return "" })
				uitest.MustBeClean(t, frame, fmt.Sprintf("%q", evil))
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
	one := uitest.TestKey(1)
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: valid, Organization: []string{valid}}, NotBefore: uitest.Noon.AddDate(0, -1, 0), NotAfter: uitest.Noon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(nil, template, &x509.Certificate{Subject: pkix.Name{CommonName: "CA " + valid}}, one.Public(), one)
	if err != nil {
		t.Fatal(err)
	}
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	claims := map[string]any{"sub": evil, "aud": []string{evil, evil}, "scope": []string{evil}, "iss": evil, "jti": evil, evil: evil, "exp": uitest.Noon.Unix() + 60, "iat": evil, "email": evil}
	return map[string]string{
		"text":        evil,
		"token":       uitest.MakeToken(inJSON(map[string]string{"alg": evil, "kid": evil, "typ": evil, evil: evil}), inJSON(claims)),
		"claims":      uitest.MakeToken(`{"alg":"RS256","typ":"JWT","kid":`+inJSON(evil)+`}`, inJSON(claims)),
		"assertion":   uitest.MakeToken(`{"alg":"PS256","typ":"JWT","kid":`+inJSON(evil)+`}`, inJSON(map[string]any{"iss": evil, "scope": evil, "aud": "https://" + evil + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", "iat": uitest.Noon.Unix(), "exp": uitest.Noon.Unix() + 60})),
		"answer":      "HTTP/1.1 401 " + oneLine + "\r\nWWW-Authenticate: Bearer realm=\"" + oneLine + "\", error=\"invalid_token\", error_description=\"" + oneLine + "\"\r\n" + oneLine + ": x\r\n\r\n" + inJSON(map[string]string{"error": evil, "error_description": evil, evil: evil}),
		"redirect":    "https://app.example/cb?error=" + oneLine + "&error_description=" + oneLine + "&state=" + oneLine,
		"authorize":   "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=" + oneLine + "&scope=" + oneLine + "&redirect_uri=" + oneLine + "&" + oneLine + "=1",
		"curl":        "curl -H '" + oneLine + ": " + oneLine + "' -d 'grant_type=" + evil + "&" + evil + "=1' 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token'",
		"code":        "Detail: TokenRejected\n" + evil,
		"row":         uitest.AuditHeader + uitest.AuditLine(uitest.Noon, oneLine, oneLine, oneLine, "Failure", "TokenRejected", oneLine, oneLine),
		"export":      uitest.AuditHeader + strings.Repeat(uitest.AuditLine(uitest.Noon, oneLine, oneLine, oneLine, "Failure", oneLine, oneLine, oneLine), 3),
		"certificate": certificate,
		"PEM label":   "-----BEGIN " + oneLine + "-----\n" + base64.StdEncoding.EncodeToString(der) + "\n-----END " + oneLine + "-----\n",
		"PEM damaged": "-----BEGIN CERTIFICATE-----\n" + evil + base64.StdEncoding.EncodeToString(der) + "\n-----END CERTIFICATE-----\n",
		"JWKS":        inJSON(map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": evil, "kid": evil, "use": evil, "alg": evil, evil: evil}, evil}}),
	}
}

// TestEveryFrame catches outside text that reaches a frame raw, by whatever way it
// came in and on whatever screen it is shown; and a screen that no test looks at.
func TestEveryFrame(t *testing.T) {
	seen := map[string]bool{}
	n := 0
	hostileDisk := func(o *ui.Options) {
		disk := uitest.TestDisk()
		for _, evil := range uitest.Evils {
			for kind, text := range hostileTexts(t, evil) {
				if name := strings.ReplaceAll(kind+evil, "/", " "); fs.ValidPath(name) {
					disk.MapFS[name] = &fstest.MapFile{Data: []byte(text)}
				}
			}
		}
		o.Disk = disk
	}
	for _, scene := range uitest.AllScenes() {
		for range 2 {
			n++
			evil := uitest.Evils[n/3%len(uitest.Evils)]
			texts := hostileTexts(t, evil)
			kinds := slices.Sorted(maps.Keys(texts))
			kind := kinds[n%len(kinds)]
			term := uitest.Open(t, 60+n%2*60, 16+n%2*24, hostileDisk)
			scene.Play(term)
			what := fmt.Sprintf("%s, %s with %q", scene.Name, kind, evil)
			term.PasteText(texts[kind])
			term.Wander(7, n, seen, what)
			term.Write(evil)
			term.Wander(6, n+1000, seen, what+", typed")
		}
	}
	// Every file there is, by its name, hostile as it is.
	for i, evil := range uitest.Evils {
		for k, kind := range slices.Sorted(maps.Keys(hostileTexts(t, evil))) {
			if (i+k)%2 == 0 {
				continue
			}
			term := uitest.Open(t, 60+k%2*60, 16+k%2*24, hostileDisk)
			uitest.OpenKeys(term)
			term.Do("ctrl+o")
			uitest.MustBeClean(t, term.View(), "the list of files")
			term.PasteText(strings.ReplaceAll(kind+evil, "/", " "))
			uitest.MustBeClean(t, term.View(), "the path")
			term.Do("enter")
			term.Wander(10, k, seen, fmt.Sprintf("file %q", kind+evil))
		}
	}
	for _, name := range uitest.ScreenTypes(t, "*.go", "*/*.go") {
		if !seen[name] {
			t.Errorf("no frame of %s was looked at: give allScenes a way to it", name)
		}
	}
}
