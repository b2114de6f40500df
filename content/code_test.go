package content

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// known are values of the worksheet that snippets take.
var known = []diagnosis.Value{
	{Name: "token address", Value: "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"},
	{Name: "server time address", Value: "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/system/v1/serverTime"},
	{Name: "Client ID", Value: strings.Repeat("1c343a71", 8)},
	{Name: "scopes", Value: "restlets rest_webservices"},
	{Name: "Certificate ID", Value: "-QjavVtnHRril7Vw5b3236b9ffee42d3bd57_a-a-a1"},
	{Name: "private key file", Value: "private key-1.pem"},
	{Name: "authorize address", Value: "https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl"},
	{Name: "Redirect URI", Value: "https://localhost:8899/callback"},
}

// programs are the names of snippets with their languages and the values they take.
var programs = map[string]struct {
	languages int
	values    []diagnosis.Value
}{
	"token-request": {len(languages), known[:6]},
	"code-login":    {2, slices.Concat(known[:4], known[6:])},
}

// TestSnippets catches a language without its token request, a placeholder that the worksheet
// does not have, and a value that a program does not take.
func TestSnippets(t *testing.T) {
	var names []string
	for _, value := range diagnosis.Worksheet(diagnosis.Case{}, diagnosis.Diagnosis{}) {
		names = append(names, value.Name)
	}
	quoted := regexp.MustCompile(`["'-]<([^<>\n]+)>`)
	for name, program := range programs {
		snippets := embeddedLibrary(t).Snippets(name)
		if len(snippets) != program.languages {
			t.Errorf("%s is there in %d languages, want %d", name, len(snippets), program.languages)
		}
		for _, snippet := range snippets {
			for _, value := range program.values {
				if !strings.Contains(snippet.Text, "<"+value.Name+">") {
					t.Errorf("%s does not take <%s>", snippet.File, value.Name)
				}
			}
			for _, found := range quoted.FindAllStringSubmatch(snippet.Text, -1) {
				if !slices.Contains(names, found[1]) {
					t.Errorf("%s: the worksheet has no <%s>", snippet.File, found[1])
				}
			}
		}
	}
}

// TestFill catches a value that is not filled in, one that is not known and goes without a
// word, and brackets of the language that are taken for a placeholder.
func TestFill(t *testing.T) {
	snippet := Snippet{Text: `List<String> "<token address>" <scopes> <<Client ID>> a < b <Client Secret> <scopes>`}
	text, missing := snippet.Fill(append(slices.Clone(known[:3]), diagnosis.Value{Name: "scopes"}, diagnosis.Value{Name: "Client Secret"}))
	if want := `List<String> "` + known[0].Value + `" <scopes> <` + known[2].Value + `> a < b <Client Secret> <scopes>`; text != want {
		t.Errorf("Fill gives\n%s\nwant\n%s", text, want)
	}
	if !slices.Equal(missing, []string{"scopes", "Client Secret"}) {
		t.Errorf("missing: %q", missing)
	}
}

// TestFillKeepsTheProgram catches a value from outside that ends its string and becomes code:
// what is filled in is plain, or it is left out.
func TestFillKeepsTheProgram(t *testing.T) {
	const hostile = "'\"`\\$(){}[]<>;|!#*^\n\r\t\x00\x1b\u202e\u2028é aZ0-._~:/?=&%,+@"
	random := rand.New(rand.NewPCG(1, 2))
	some := func() string {
		runes, text := []rune(hostile), ""
		for range 1 + random.IntN(8) {
			text += string(runes[random.IntN(len(runes))])
		}
		return text
	}
	var snippets []Snippet
	for name := range programs {
		snippets = append(snippets, embeddedLibrary(t).Snippets(name)...)
	}
	filled, left := 0, 0
	for range 3000 {
		values, snippet := slices.Clone(known), snippets[random.IntN(len(snippets))]
		value := &values[random.IntN(len(values))]
		if !strings.Contains(snippet.Text, "<"+value.Name+">") {
			continue
		}
		value.Value = some()
		text, missing := snippet.Fill(values)
		name := "<" + value.Name + ">"
		if strings.ContainsAny(value.Value, "'\"`\\$(){}[]<>;|!#*^\n\r\t\x00\x1b\u202e\u2028é") {
			left++
			if want, _ := (Snippet{Text: snippet.Text}).Fill(slices.DeleteFunc(values, func(v diagnosis.Value) bool { return "<"+v.Name+">" == name })); text != want || !slices.Equal(missing, []string{strings.Trim(name, "<>")}) {
				t.Fatalf("%s: %s is filled in with %q, or not missing: %q", snippet.File, name, value.Value, missing)
			}
		} else if filled++; len(missing) > 0 || strings.Contains(text, name) {
			t.Fatalf("%s: %s is not filled in with %q", snippet.File, name, value.Value)
		}
	}
	if filled == 0 || left == 0 {
		t.Errorf("%d values filled in, %d left out", filled, left)
	}
}
