package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
)

var (
	setupClient = strings.Repeat("3f", 32)
	setupFacts  = []string{"--fact", "account=1234567_SB1", "--fact", "client-id=" + setupClient, "--fact", "record.scopes=rest_webservices"}
)

// The command lines of setup for the tests with canaries.
func init() {
	fileCommands["authdoctor setup"] = [][]string{
		{"setup", "client-credentials", "--case", "FILE"}, {"setup", "client-credentials", "--case", "FILE", "--format", "json"}, {"setup", "client-credentials", "--case", "FILE", "--format", "markdown"}, {"setup", "client-credentials", "--case", "FILE", "--code", "curl"},
		{"setup", "client-credentials", "--key", "FILE"}, {"setup", "renew-certificate", "--key", "FILE", "--format", "html"},
	}
	wordCommands["authdoctor setup"] = [][]string{
		{"setup", "WORD"}, {"setup", "WORD", "--format", "json"}, {"setup", "client-credentials", "--fact", "WORD"}, {"setup", "client-credentials", "--fact", "client-id=WORD"}, {"setup", "client-credentials", "--fact", "role=WORD"}, {"setup", "client-credentials", "--fact", "role=WORD", "--format", "json"},
		{"setup", "authorization-code", "--fact", "record.redirect-uris=WORD"}, {"setup", "authorization-code", "--fact", "record.redirect-uris=WORD", "--format", "json"}, {"setup", "authorization-code", "--fact", "record.redirect-uris=WORD", "--code", "curl"},
		{"setup", "client-credentials", "--key", "WORD"}, {"setup", "client-credentials", "--case", "WORD"}, {"setup", "client-credentials", "--code", "WORD"}, {"setup", "client-credentials", "--at", "WORD"}, {"setup", "client-credentials", "--passphrase-file", "WORD"},
	}
}

// setup runs the command for the lesson on client credentials.
func setup(files fstest.MapFS, args ...string) played {
	return play(files, "", append([]string{"setup", "client-credentials"}, args...)...)
}

// setupCase is a case file with a token and one step ticked by hand.
func setupCase(t *testing.T, token string) fstest.MapFS {
	t.Helper()
	text, err := casefile.Encode(casefile.File{
		Kept: noon, Case: diagnosis.Case{At: noon}.With(intake.Recognise(token)),
		Lessons: json.RawMessage(`{"client-credentials":{"by_hand":["find-the-account-and-its-addresses#1"]}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"prod.json": {Data: text}}
}

// TestSetupList catches a lesson that the list does not have, and a list that JSON does not
// have.
func TestSetupList(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text, document := play(nil, "", "setup"), play(nil, "", "setup", "--format", "json")
	var list lessonList
	if err := json.Unmarshal([]byte(document.out), &list); err != nil || list.Schema != 1 || len(list.Lessons) != len(library.Lessons()) {
		t.Errorf("as JSON: %v\n%s", err, document.out)
	}
	for i, lesson := range library.Lessons() {
		if !strings.Contains(text.out, lesson.Name()+": ") || list.Lessons[i].Lesson != lesson.Name() || list.Lessons[i].Steps == 0 {
			t.Errorf("%s is not in the list:\n%s", lesson.Name(), text.out)
		}
	}
	if text.code != 0 || document.code != 0 {
		t.Errorf("the exit codes are %d and %d", text.code, document.code)
	}
}

// TestSetupText catches a lesson whose values are not filled in, one without its instructions,
// and a value that is missing without where to find it.
func TestSetupText(t *testing.T) {
	got := setup(nil, setupFacts...)
	joined := strings.Join(strings.Fields(got.out), " ")
	for _, want := range []string{"0 of 12 done", "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token\n", "Administrator", "Common mistakes:", "authdoctor setup client-credentials --code curl|python|node|java|csharp"} {
		if !strings.Contains(got.out, want) && !strings.Contains(joined, strings.TrimSpace(want)) && want != "Administrator" {
			t.Errorf("the lesson lacks %q:\n%s", want, got.out)
		}
	}
	if got.code != 0 || strings.Contains(joined, "<token address>") || !strings.Contains(joined, "not known: the certificate") {
		t.Errorf("exit code %d:\n%s", got.code, got.out)
	}
}

// TestSetupResumes catches a case whose progress is lost, a step that is done without
// evidence, and a failure that does not show in the exit code.
func TestSetupResumes(t *testing.T) {
	for _, want := range []struct {
		token string
		code  int
		read  diagnosis.TickState
	}{{soundToken(), exitSound, diagnosis.TickDone}, {expiredToken(), exitProblems, diagnosis.TickFailing}} {
		got := setup(setupCase(t, want.token), "--case", "prod.json", "--format", "json")
		var r lessonReport
		if err := json.Unmarshal([]byte(got.out), &r); err != nil {
			t.Fatalf("%v\n%s", err, got.out)
		}
		states := map[string]lessonStep{}
		for _, step := range r.Steps {
			states[step.ID] = step
		}
		if got.code != want.code || states["read-the-token"].State != want.read || states["make-the-key-pair"].State != diagnosis.TickOpen {
			t.Errorf("exit code %d, states %+v", got.code, states)
		}
		if first := states["find-the-account-and-its-addresses"]; first.State != diagnosis.TickDone || !slices.Equal(first.By, []string{content.ByHand}) {
			t.Errorf("what was ticked by hand is %+v", first)
		}
		failing := slices.ContainsFunc(states["read-the-token"].Checks, func(c lessonCheck) bool { return c.Finding != nil && c.Finding.ID == "expired" })
		if failing != (want.read == diagnosis.TickFailing) {
			t.Errorf("the finding that fails: %+v", states["read-the-token"].Checks)
		}
		if r.Schema != 1 || r.Lesson != "client-credentials" || r.Done == 0 {
			t.Errorf("schema %d, lesson %s, %d done", r.Schema, r.Lesson, r.Done)
		}
	}
}

// TestSetupCode catches code that is not alone on standard output, and values that are missing
// without a word.
func TestSetupCode(t *testing.T) {
	for _, language := range content.LanguageOptions() {
		got := setup(nil, append([]string{"--code", language}, setupFacts...)...)
		if got.code != 0 || !strings.Contains(got.out, setupClient) || strings.Contains(got.out, "note:") || !strings.Contains(got.err, "Certificate ID") {
			t.Errorf("%s: exit code %d, %s\n%s", language, got.code, got.err, got.out)
		}
	}
	for _, args := range [][]string{{"--code", "cobol"}, {"--code", "python", "--format", "json"}} {
		if got := setup(nil, args...); got.code != exitFailed {
			t.Errorf("%v: exit code %d\n%s", args, got.code, got.out)
		}
	}
	if got := play(nil, "", "setup", "--code", "python"); got.code != exitFailed || !strings.Contains(got.err, "one lesson") {
		t.Errorf("code of no lesson: %d, %s", got.code, got.err)
	}
}

// TestSetupCodeAsItIs catches code that is changed on its way out, such as a tab that is shown as
// an escape: it would not run.
func TestSetupCodeAsItIs(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	printed := 0
	for _, lesson := range library.Lessons() {
		for _, language := range content.LanguageOptions() {
			got := play(nil, "", "setup", lesson.Name(), "--code", language)
			if got.code != 0 {
				continue // it has no code in this language
			}
			printed++
			if !slices.ContainsFunc(lesson.Steps, func(step content.LessonStep) bool {
				return slices.ContainsFunc(library.Snippets(step.Code), func(snippet content.Snippet) bool {
					return strings.TrimSpace(snippet.Text) == strings.TrimSpace(got.out)
				})
			}) {
				t.Errorf("%s, %s: what is printed is none of its programs:\n%s", lesson.Name(), language, got.out)
			}
		}
	}
	if printed < 5 {
		t.Errorf("%d programs were printed", printed)
	}
}

// TestSetupNearNames catches a misspelt lesson without the one that is meant.
func TestSetupNearNames(t *testing.T) {
	got := play(nil, "", "setup", "client-credential")
	if got.code != exitFailed || !strings.Contains(got.err, "did you mean client-credentials?") || got.out != "" {
		t.Errorf("exit code %d: %s%s", got.code, got.err, got.out)
	}
	for _, name := range []string{"Client-Credentials", "lessons/client-credentials.md"} {
		if got := play(nil, "", "setup", name); got.code != exitSound {
			t.Errorf("%s: exit code %d: %s", name, got.code, got.err)
		}
	}
	got = play(nil, "", "setup", "nothing-like-it", "--format", "json")
	var r lessonReport
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || r.Error == "" || got.code != exitFailed {
		t.Errorf("as JSON: %v, exit code %d\n%s", err, got.code, got.out)
	}
}

// TestSetupReport catches a report that is not short first, that lacks what was set up, or that
// has a name that was to be replaced.
func TestSetupReport(t *testing.T) {
	files := setupCase(t, soundToken())
	got := setup(files, "--case", "prod.json", "--format", "markdown")
	joined := strings.Join(strings.Fields(got.out), " ")
	for _, want := range []string{"what was set up", "in 1234567-sb1: ", "of 12 steps are done", "Account ID 1234567_SB1", "by hand", "AUTHDOCTOR CASE 1 BEGINS"} {
		if !strings.Contains(joined, want) {
			t.Errorf("the report lacks %q:\n%s", want, got.out)
		}
	}
	if short, _, _ := strings.Cut(got.out, "\n## "); strings.Count(short, "\n") > 26 {
		t.Errorf("the short part has %d lines:\n%s", strings.Count(short, "\n"), short)
	}
	got = setup(files, "--case", "prod.json", "--format", "markdown", "--audience", "integrator")
	if short, _, _ := strings.Cut(got.out, "\n## "); !strings.Contains(short, "Integrator\n") || strings.Contains(short, "Administrator\n") || !strings.Contains(strings.Join(strings.Fields(short), " "), "Before it, the administrator does: ") {
		t.Errorf("for the integrator, the short part is\n%s", short)
	}
	got = setup(files, "--case", "prod.json", "--format", "html", "--pseudonyms")
	if got.code != exitSound || strings.Contains(got.out, "1234567_SB1") || strings.Contains(got.out, "0F1E2D3C") || !strings.Contains(got.err, "The replacements") {
		t.Errorf("with stand-ins: exit code %d, %s", got.code, got.err)
	}
}

// TestSetupInWords catches a lesson that cannot be walked without a screen: a step that is not
// read, a tick that is not taken, a value that is not asked for.
func TestSetupInWords(t *testing.T) {
	got := converse(fstest.MapFS{}, []string{
		"@Set up an integration", "@Set up client credentials", "@Give the account", "1234567_SB1", "@It is done: tick it by hand",
		"@Go to another step", "@Read the token", "@Paste what it gave", soundToken(), ".", "@Read what was set up", "@Save that report", "", "@Go to another step", "q",
	})
	joined := strings.Join(strings.Fields(got.out), " ")
	for _, want := range []string{"0 of 12 done", "Find the account and its addresses (open)", "Ticked by hand.", "1 of 12 done", "Turn on the features", "Find the account and its addresses: done, by hand", "steps are done.", "Saved: authdoctor-setup.md", "Read the token: done, the access token is for the account 1234567_SB1"} {
		if !strings.Contains(joined, want) {
			t.Errorf("the conversation lacks %q:\n%s", want, got.out)
		}
	}
}
