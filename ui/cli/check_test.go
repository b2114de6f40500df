package cli

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	markdown "github.com/yuin/goldmark/text"

	"authdoctor/content"
)

// TestGolden catches an unintended change of the output. The text of the page of
// content is left out.
func TestGolden(t *testing.T) {
	refresh := []string{"--fact", "used-as=access", "--fact", "service=rest_webservices"}
	wrong := jwt(accessHeader, accessClaims(member{"scope", []string{}}, member{"jti", "1234567_SB1.r-a.x.0"}, member{"exp", noon.Unix() + 604200}), signature)
	for _, c := range []struct {
		name, input string
		args        []string
	}{
		{"expired", expiredToken(), nil},
		{"sound", soundToken(), nil},
		{"several", "first\n" + wrong + "\nsecond\n" + expiredToken() + "\n", refresh},
		{"torn", "Bearer \"" + soundToken()[:200] + "\"", nil},
	} {
		for _, format := range []string{formatText, formatMarkdown} {
			t.Run(c.name+" "+format, func(t *testing.T) {
				args := append([]string{"--at", "2026-11-23T12:00:00Z", "--format", format}, c.args...)
				got := check(c.input, args...)
				if again := check(c.input, args...); again != got {
					t.Error("the same input gives another output")
				}
				if got.err != "" {
					t.Errorf("standard error: %s", got.err)
				}
				ending := map[string]string{formatText: ".txt", formatMarkdown: ".md"}[format]
				got.out, _, _ = strings.Cut(got.out, "\n## The case, to open it again\n") // its text depends on the compression of this Go
				before, page, found := strings.Cut(got.out, "\n### What it means\n")
				if _, about, more := strings.Cut(page, "\n## About this report\n"); found && more {
					before += "\n…\n\n## About this report\n" + about
				}
				golden(t, c.name+ending, strings.ReplaceAll(before, version(), "VERSION"))
				for i, line := range strings.Split(got.out, "\n") {
					if strings.TrimRight(line, " ") != line && format == formatText {
						t.Errorf("line %d ends in spaces", i+1)
					}
				}
			})
		}
	}
}

// TestReportHoldsThePage catches a report without the page that explains the fix.
func TestReportHoldsThePage(t *testing.T) {
	got := check(expiredToken(), "--format", "markdown")
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	page, _ := library.Code("AccessTokenExpired")
	if !strings.Contains(got.out, "\n## AccessTokenExpired: "+page.Title+"\n") {
		t.Error("the report lacks the page")
	}
	for _, source := range page.Sources {
		if !strings.Contains(got.out, "]("+source.URL+")") {
			t.Errorf("the source %s is missing", source.URL)
		}
	}
	for _, line := range strings.Split(got.out, "\n")[1:] {
		if strings.HasPrefix(line, "# ") {
			t.Errorf("a second title: %s", line)
		}
	}
}

// mark is in every value from outside, so that it can be found in the output.
const mark = "MARK"

// markup are texts that a renderer of Markdown would interpret.
func markup() []string {
	return []string{
		"[" + mark + "](https://evil.example)", "![" + mark + "](https://evil.example/x.png)", "<b>" + mark + "</b>", "<script>" + mark + "</script>",
		"# " + mark, "**" + mark + "**", "```" + mark, "```\n# " + mark + "\n```", "~~~" + mark, strings.Repeat("`", 3) + "\n" + mark, strings.Repeat("`", 20) + mark,
		"`" + mark + "`", "| " + mark + " | x |", "https://evil.example/" + mark, "<https://evil.example/" + mark + ">", "&#27;[31m" + mark, "- " + mark, "1. " + mark,
		"\\`\\`\\`" + mark, "[" + mark + "]: https://evil.example", "$" + mark + "$", "@" + mark, mark + "\n\n# x", "    " + mark, "<!-- " + mark + " -->",
	}
}

// TestMarkdownFences catches a value from a token that a renderer of the report would take
// for markup: a link, a heading, HTML, the end of a fence.
func TestMarkdownFences(t *testing.T) {
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAttribute())).Parser()
	for _, text := range markup() {
		for name, input := range map[string]string{
			"header": jwt([]member{{"kid", text}, {"typ", text}, {"alg", text}, {"x5t", text}, {text, text}, {"crit", []string{text}}}, accessClaims(), signature),
			"claims": jwt(accessHeader, []member{{"sub", text}, {"aud", []string{text, text}}, {"scope", []string{text, text}}, {"iss", text}, {"exp", text}, {"iat", text}, {"jti", text}, {"ttype", text}, {text, text}, {"nonce", text}}, signature),
			"parts":  jwt(accessHeader, accessClaims(member{"sub", text + ";" + text}, member{"aud", []string{"0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0;" + text, text}}, member{"jti", text + ".a-c." + text + ".1"}, member{"iss", "https://" + text}), signature),
			"assertion": jwt([]member{{"typ", "JWT"}, {"alg", "PS256"}, {"kid", text}}, []member{{"iss", text}, {"scope", text}, {"aud", "https://" + text + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"},
				{"iat", noon.Unix()}, {"exp", noon.Unix() + 600}, {"jti", text}}, signature),
			"around":     text + "\n" + expiredToken() + "\n" + text,
			"behind":     expiredToken() + text,
			"in pieces":  strings.Replace(expiredToken(), ".", "."+text, 1),
			"with facts": soundToken(),
		} {
			args := []string{"--format", "markdown"}
			for _, fact := range []string{"client-id", "application-id", "certificate-id", "role", "entity", "account", "record.redirect-uris", "detail"} {
				if name == "with facts" {
					args = append(args, "--fact", fact+"="+text)
				}
			}
			got := check(input, args...)
			if got.code == exitFailed {
				continue
			}
			source := []byte(got.out)
			fences := 0
			_ = ast.Walk(reader.Parse(markdown.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
				if !entering {
					return ast.WalkContinue, nil
				}
				switch node := node.(type) {
				case *ast.FencedCodeBlock:
					fences++
					return ast.WalkSkipChildren, nil
				case *ast.Link:
					if strings.Contains(string(node.Destination), "evil") {
						t.Errorf("%s %q: a link to %s", name, text, node.Destination)
					}
				case *ast.RawHTML, *ast.HTMLBlock, *ast.Image:
					t.Errorf("%s %q: %s outside a fence", name, text, node.Kind())
				case *ast.Text:
					if strings.Contains(string(node.Segment.Value(source)), mark) {
						t.Errorf("%s %q: %q is outside a fence", name, text, node.Segment.Value(source))
					}
				}
				if block := node; block.Type() == ast.TypeBlock && block.Lines() != nil {
					for i := range block.Lines().Len() {
						line := block.Lines().At(i)
						if strings.Contains(string(line.Value(source)), mark) {
							t.Errorf("%s %q: %q is outside a fence", name, text, line.Value(source))
						}
					}
				}
				return ast.WalkContinue, nil
			})
			if fences < 3 {
				t.Errorf("%s %q: %d fences, want one for what is known, one for each finding, one for the codes", name, text, fences)
			}
		}
	}
}

// TestCode catches printf 'TokenRejected' | authdoctor check without the page of the code.
func TestCode(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	page, _ := library.Code("TokenRejected")
	for _, input := range []string{"TokenRejected", "TokenRejected\n", "tokenrejected", "TOKENREJECTED", " \"TokenRejected\" ", "23.11.2026;Failure;TokenRejected;10.0.0.1"} {
		got := check(input)
		for _, want := range []string{page.Title, "FIX IT", "access_token", "token_rejected is a different code", page.Sources[0].URL} {
			if !strings.Contains(got.out, want) {
				t.Errorf("%q: the output lacks %q", input, want)
			}
		}
		if strings.Contains(got.out, "authdoctor explain TokenRejected\n") {
			t.Errorf("%q: the page sends the reader to itself", input)
		}
		if got.code != exitProblems || got.err != "" {
			t.Errorf("%q: exit code %d, standard error %q", input, got.code, got.err)
		}
	}
	got := check("token_rejected")
	for _, want := range []string{"token-based authentication", "TokenRejected is a different code"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("token_rejected: the output lacks %q", want)
		}
	}
}

// TestTokenRefusedAsArgument catches a secret that is accepted as an argument, which stays in
// the shell's history, or that is printed.
func TestTokenRefusedAsArgument(t *testing.T) {
	key := "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"
	files := fstest.MapFS{"heyJude.txt": {Data: []byte(soundToken())}}
	for _, secret := range []string{soundToken(), "Bearer " + expiredToken(), key, strings.Repeat("0123456789abcdef", 4), "\x1b[31m" + soundToken()} {
		for _, args := range [][]string{
			{"check", secret}, {"check", "--lines", secret}, {"check", secret, "--format", "json"}, {"check", secret, "--format", "markdown"},
			{"check", "--fact", secret}, {"check", "--fact", secret, "--format", "json"}, {"check", "--at", secret}, {"check", "--format", secret},
			{"check", "--" + secret}, {"check", "--format", "json", "--" + secret}, {"check", secret, secret},
			{"explain", secret}, {"explain", "--format", secret, "TokenRejected"}, {"explain", secret, secret}, {"codes", secret}, {"codes", "--format", secret},
			{"trail", secret}, {"trail", secret, "--format", "json"}, {"trail", "heyJude.txt", secret}, {"trail", "--by", secret}, {"trail", "--since", secret}, {"trail", "--until", secret}, {"trail", "--at", secret},
			{"trail", "--column", secret}, {"trail", "--column", secret + "=x"}, {"trail", "--date-order", secret}, {"trail", "--query", secret}, {"trail", "--top", secret}, {"trail", "--format", secret}, {"trail", "--" + secret},
			{secret}, {"--theme", secret}, {"--at", secret}, {"--" + secret}, {"help", secret}, {"completion", secret},
		} {
			got := play(files, "", args...)
			if leaked := overlap(got.out+got.err, secret); leaked != "" {
				t.Errorf("%.60q: %q is repeated in %.300q", args, leaked, got.out+got.err)
			}
			if args[0] != "help" && args[0] != "completion" && got.code != exitFailed {
				t.Errorf("%.60q: exit code %d, want %d", args, got.code, exitFailed)
			}
		}
	}
	for _, name := range []string{"client-id", "application-id", "certificate-id", "detail", "account", "role", "entity", "service"} {
		got := play(files, "TokenRejected", "check", "--fact", name+"="+soundToken(), "--format", "json")
		if leaked := overlap(got.out+got.err, soundToken()); leaked != "" || got.code != exitFailed {
			t.Errorf("fact %s: exit code %d, repeats %q", name, got.code, leaked)
		}
	}
	if got := play(files, "", "check", "heyJude.txt"); got.code != exitSound {
		t.Errorf("a file is refused for its name: %s", got.err)
	}
	if got := play(files, soundToken(), "check", "--fact", "client-id="+strings.Repeat("3f", 32)); got.code != exitSound {
		t.Errorf("a Client ID is refused: %s", got.err)
	}
}

// TestFactsBesideACode catches a fault that a fact reveals and that is lost because the text
// is a code, whose page is printed.
func TestFactsBesideACode(t *testing.T) {
	got := play(nil, "TokenRejected", "check", "--fact", "feature.oauth2=off")
	if got.code != exitProblems || !strings.Contains(got.out, "The OAuth 2.0 feature is off") || !strings.Contains(got.out, "TokenRejected") {
		t.Errorf("exit code %d:\n%s", got.code, got.out)
	}
}

// TestCheckStates catches a word that check assumes to be from the trail without saying so,
// and a sentence that confirms a code.
func TestCheckStates(t *testing.T) {
	const note = "used MissingKey as the code in the Detail column"
	for _, c := range []struct {
		text           string
		said, read     bool
		source, prints string
	}{
		{"MissingKey", true, true, "user", ""},
		{"missingkey\n", true, true, "user", ""},
		{soundToken() + "\nMissingKey\n", true, true, "user", ""},
		{"Detail: MissingKey", false, true, "trail", ""},
		{"11/23/2026 1:22 pm,Failure,Jo,MissingKey", false, true, "trail", ""},
		{"we get MissingKey", false, false, "", ""},
		{"Is it MissingKey?", false, false, "", ""},
		{soundToken() + "\nwe get MissingKey with it", false, false, "", ""},
	} {
		for _, args := range [][]string{{"--format", "json"}, {"--lines"}} {
			text := c.text
			if args[0] == "--lines" && strings.Contains(strings.TrimSpace(text), "\n") {
				continue
			}
			got := check(text, args...).out
			if strings.Contains(got, note) != c.said {
				t.Errorf("%q %v: says so: %v, want %v", text, args, !c.said, c.said)
			}
			compact := strings.Join(strings.Fields(got), "")
			if confirmed := strings.Contains(compact, `{"code":"MissingKey","verdict":"confirmed"`); confirmed != c.read {
				t.Errorf("%q %v: confirmed: %v, want %v", text, args, confirmed, c.read)
			}
			if c.read && !strings.Contains(compact, `"detail":{"value":"MissingKey","source":"`+c.source+`"`) {
				t.Errorf("%q %v: the source is not %s: %s", text, args, c.source, got)
			}
		}
	}
	if got := check("MissingKey").out; !strings.Contains(got, note) {
		t.Errorf("the text lacks the note: %.200s", got)
	}
}

// TestCheckNamesItsFlags catches an answer that says what is missing but not which flag
// supplies it: the texts are shared with the assistant and name no flag.
func TestCheckNamesItsFlags(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("5f0e9a7c", 8): "--fact client-id=",
		"1234567_SB1":                 "--fact account=",
		"Status,Detail,Role\nFailure,MissingKey,3\nFailure,TokenBlocked,3\n": "authdoctor trail FILE",
	} {
		if got := check(text); !strings.Contains(got.err, want) {
			t.Errorf("%.20q: %s", text, got.err)
		}
	}
	if got := check(soundToken(), "--fact", "used-as=access").out; !strings.Contains(got, "(--key FILE or address)") {
		t.Errorf("the flag for a key is missing: %s", got)
	}
}

// TestCheckOfAList catches a list of mapped certificates that is recognized, and then refused
// without a word, and a certificate that the list does not have and that passes.
func TestCheckOfAList(t *testing.T) {
	row := `[{"certificate_id":"` + strings.Repeat("A", 43) + `","valid_until":"2028-01-01","revoked":false}]`
	if got := check(row, "--at", "2026-11-23T12:00:00Z"); got.code != 0 || !strings.Contains(got.out, "1 January 2028") {
		t.Errorf("one row: %+v", got)
	}
	if got := check(row, "--fact", "certificate-id="+strings.Repeat("B", 43)); got.code != 1 || !strings.Contains(got.out, "is not in the list of certificates") {
		t.Errorf("another Certificate ID: %+v", got)
	}
	if got := check(row, "--lines"); !strings.Contains(got.out, `"kind":"certificates"`) || strings.Contains(got.out, `"error"`) {
		t.Errorf("--lines: %+v", got)
	}
}
