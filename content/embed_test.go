package content

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/clientline"
)

// embeddedLibrary is what the program has.
func embeddedLibrary(t testing.TB) *Library {
	t.Helper()
	library, err := Embedded()
	if err != nil {
		t.Fatalf("the files that are built in:\n%v", err)
	}
	return library
}

// Catches every fault a writer can make; go test names them all at once.
func TestEmbedded(t *testing.T) {
	if _, err := load(files); err != nil {
		t.Errorf("mend these files:\n%v", err)
	}
}

// Catches a page that promises a check which never speaks of its code, and a check
// that speaks of a code whose page does not mention it.
func TestEmbeddedAgreesWithChecks(t *testing.T) {
	checks := map[string][]diagnosis.Code{}
	for _, check := range diagnosis.Checks() {
		checks[check.ID] = check.Codes
	}
	if err := embeddedLibrary(t).prove(checks).join(); err != nil {
		t.Errorf("mend these pages, or the checks:\n%v", err)
	}
}

// Catches a guide that asks for what a pasted token says, and one that takes the token
// for an answer to what failed: it may have failed anywhere.
func TestEmbeddedGuideKnowsTheToken(t *testing.T) {
	known := facts(t, diagnosis.SourceToken, "token=access", "expired=no", "flow=client-credentials")
	if walk := embeddedLibrary(t).Guide().Walk(known, nil); walk.Current == nil || walk.Current.ID != "what-failed" {
		t.Errorf("a Case with an access token: %s", show(walk))
	}
	service := Choice{Question: "what-failed", Answer: slices.IndexFunc(embeddedLibrary(t).Guide().First().Answers, func(a Answer) bool { return strings.HasPrefix(a.Question, "which-service") })}
	if walk := embeddedLibrary(t).Guide().Walk(known, []Choice{service, {Question: "which-service-does-the-failing-call-go-to", Answer: 0}}); walk.Current == nil || walk.Current.ID != "is-the-integration-record-ready-for-client-credentials" {
		t.Errorf("the token tells its kind and flow: %s", show(walk))
	}
	if walk := embeddedLibrary(t).Guide().Walk(nil, nil); len(walk.Steps) > 0 || walk.Current == nil {
		t.Errorf("an empty Case: %s", show(walk))
	}
}

// Catches a page that cannot be found by what is written on it.
func TestEmbeddedSearch(t *testing.T) {
	library := embeddedLibrary(t)
	for _, page := range library.Pages() {
		for _, query := range []string{page.Title, string(page.Code)} {
			if query != "" && library.Search(query)[0].Path != page.Path {
				t.Errorf("%q finds %s before %s", query, library.Search(query)[0].Path, page.Path)
			}
		}
	}
	if got := library.Search("scope")[:2]; got[0].Code != "ScopeMismatched" || got[1].Code != "InvalidScope" {
		t.Errorf("scope finds %v first", got)
	}
}

// What each start pays.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(files)
	}
}

// What only tests pay.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		_, _ = load(files)
	}
}

func BenchmarkSearch(b *testing.B) {
	library, _ := read(files)
	for _, query := range []string{"scope", "e", "token access refresh expired", "ScopeMismatched"} {
		b.Run(query, func(b *testing.B) {
			library.Search(query)
			for b.Loop() {
				library.Search(query)
			}
		})
	}
}

// What plain words pay on each key, at home.
func BenchmarkLead(b *testing.B) {
	library, _ := read(files)
	for _, text := range []string{"the role does not show up when I authorize the app", "we moved tp oauth2 lst week adn the intgration cant conect", "When does the cafeteria open tomorrow?"} {
		b.Run(text[:8], func(b *testing.B) {
			library.Lead(text)
			for b.Loop() {
				library.Lead(text)
			}
		})
	}
}

// What the first search pays on top.
func BenchmarkIndex(b *testing.B) {
	library, _ := read(files)
	for b.Loop() {
		library.indexed()
	}
}

func BenchmarkWalk(b *testing.B) {
	library, _ := read(files)
	for b.Loop() {
		library.Guide().Walk(nil, []Choice{{Question: library.Guide().Start}})
	}
}

// Catches a guide that asks for what was pasted, and one that takes evidence for
// an answer it does not give.
func TestEmbeddedGuideKnowsTheEvidence(t *testing.T) {
	guide := embeddedLibrary(t).Guide()
	for name, test := range map[string]struct {
		facts []string
		want  string // ID of the question to ask, or path of the page
	}{
		"refresh, invalid_grant":    {[]string{"step=refresh", "error=invalid_grant"}, "is-public-client-checked-on-the-integration-record"},
		"of a public client":        {[]string{"step=refresh", "error=invalid_grant", "client=public"}, "did-anything-else-send-this-refresh-token-before"},
		"of several processes":      {[]string{"step=refresh", "error=invalid_grant", "client=public", "workers=several"}, "symptoms/refresh-token-rotation.md"},
		"of one process":            {[]string{"step=refresh", "error=invalid_grant", "client=public", "workers=one"}, "how-old-are-the-refresh-token-and-its-chain"},
		"of a confidential client":  {[]string{"step=refresh", "error=invalid_grant", "client=confidential"}, "how-long-ago-did-the-user-log-in-and-consent"},
		"step two, invalid_grant":   {[]string{"step=token", "error=invalid_grant"}, "what-is-wrong-with-the-code-that-was-handed-in"},
		"machine, invalid_client":   {[]string{"step=client-credentials", "error=invalid_client"}, "is-the-certificate-mapped-and-is-its-certificate-id-the-kid"},
		"step two, invalid_client":  {[]string{"step=token", "error=invalid_client"}, "what-is-wrong-with-client-id-and-client-secret"},
		"call, INVALID_LOGIN":       {[]string{"step=call", "error=INVALID_LOGIN"}, "what-does-the-trail-show-for-this-call"},
		"call, invalid_request":     {[]string{"step=call", "error=invalid_request"}, "symptoms/invalid-request.md#in-a-call"},
		"redirect, invalid_request": {[]string{"step=authorize", "error=invalid_request"}, "what-is-wrong-in-the-authorize-request"},
		"redirect, access_denied":   {[]string{"step=authorize", "error=access_denied"}, "codes/AuthorizationExplicitlyDenied.md"},
		"server_error":              {[]string{"step=client-credentials", "error=server_error"}, "what-do-alg-kid-and-iss-of-the-assertion-say"},
		"no permission":             {[]string{"step=call", "error=USER_ERROR", "status=400"}, "does-the-same-token-get-anything-from-rest-web-services"},
		"too many calls":            {[]string{"step=call", "error=CONCURRENCY_LIMIT_EXCEEDED", "status=429"}, "symptoms/concurrency-limit.md"},
		"which request, not known":  {[]string{"error=invalid_grant"}, "what-failed"},
		"a word beside the answer":  {[]string{"step=call", "error=INVALID_LOGIN", "detail=TokenBlocked"}, "codes/TokenBlocked.md"},
		"a word that TBA writes":    {[]string{"detail=InvalidSignature"}, "which-protocol-wrote-invalidsignature"},
		"TBA":                       {[]string{"protocol=tba"}, "symptoms/tba-code.md"},
	} {
		t.Run(name, func(t *testing.T) {
			walk := guide.Walk(facts(t, diagnosis.SourceResponse, test.facts...), nil)
			got := walk.Page
			if walk.Current != nil {
				got = walk.Current.ID
			}
			if got != test.want {
				t.Errorf("%v: comes to %s, want %s\n%s", test.facts, got, test.want, show(walk))
			}
		})
	}
}

// Catches an answer that is cut at 60 columns or has no key, and help that pushes
// the answers off the screen.
func TestEmbeddedGuideFits(t *testing.T) {
	const widest, mostAnswers, mostHelp = 55, 14, 330
	for _, question := range embeddedLibrary(t).Guide().Questions {
		if n := len(question.Answers); n > mostAnswers && !question.ByWord() {
			t.Errorf("%q has %d answers, at most %d", question.Text, n, mostAnswers)
		}
		if n := utf8.RuneCountInString(question.Help); n > mostHelp {
			t.Errorf("the help of %q has %d characters, at most %d", question.Text, n, mostHelp)
		}
		for _, answer := range question.Answers {
			if n := utf8.RuneCountInString(answer.Text); n > widest {
				t.Errorf("answer %q of %q has %d characters, at most %d", answer.Text, question.Text, n, widest)
			}
		}
	}
}

// Catches a line of a client that leads to a page which is not there.
func TestEmbeddedPagesOfClientLines(t *testing.T) {
	library := embeddedLibrary(t)
	for _, row := range clientline.Rows() {
		if _, ok := library.Page(row.Page); !ok {
			t.Errorf("%s: there is no page %s", row.ID, row.Page)
		}
		for _, code := range row.Codes {
			if _, ok := library.Code(diagnosis.Code(code)); !ok {
				t.Errorf("%s: there is no code %s", row.ID, code)
			}
		}
	}
}
