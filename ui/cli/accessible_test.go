package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/diagnosis/worktest"
)

// typist types lines, one each time the program reads, and notes them in the transcript. Of
// a paste, which a terminal does not show either, it notes nothing. A line that begins with
// @ stands for the number of the answer that begins with the rest.
type typist struct {
	lines      []string
	transcript *bytes.Buffer
	silent     bool // note nothing
}

func (p *typist) Read(into []byte) (int, error) {
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	line := p.lines[0]
	if text, is := strings.CutPrefix(line, "@"); is {
		rows := regexp.MustCompile(`(?m)^(\d+)\. `+regexp.QuoteMeta(text)).FindAllStringSubmatch(p.transcript.String(), -1)
		if len(rows) == 0 {
			p.transcript.WriteString("no answer begins with " + text + "\n")
			p.lines = nil
			return 0, io.EOF
		}
		line = rows[len(rows)-1][1]
		p.lines[0] = line
	}
	n := copy(into, line+"\n")
	if n <= len(line) { // the rest next time
		p.lines[0] = line[n:]
		return n, nil
	}
	p.lines = p.lines[1:]
	if len(line) > 100 || strings.Contains(line, "sesame") {
		line = "(not shown)"
	}
	if !p.silent {
		p.transcript.WriteString("<- " + line + "\n")
	}
	return n, nil
}

// converse runs the assistant in words, with lines typed, and returns the transcript.
func converse(files fstest.MapFS, lines []string, args ...string) played {
	var transcript bytes.Buffer
	return converseInto(&transcript, &typist{lines: lines, transcript: &transcript}, files, args...)
}

func converseInto(transcript *bytes.Buffer, in io.Reader, files fstest.MapFS, args ...string) played {
	return converseWith(transcript, in, offline, files, args...)
}

// converseWith is converseInto with the client that sends the online checks.
func converseWith(transcript *bytes.Buffer, in io.Reader, online *http.Client, files fstest.MapFS, args ...string) played {
	code := run(context.Background(), append([]string{"--accessible"}, args...), world{
		in: in, out: transcript, err: transcript,
		now:     func() time.Time { return noon },
		open:    func(name string) (fs.File, error) { return files.Open(name) },
		library: content.Embedded, disk: &memoryDisk{files}, random: rand.Reader, client: offline, probe: probe.Options{Client: online},
	})
	return played{code: code, out: transcript.String()}
}

// TestConversationOnline catches a request of the assistant in words that is sent without its
// announcement and a yes, one that is sent twice, an answer that is no evidence, and a token
// that the transcript shows.
func TestConversationOnline(t *testing.T) {
	a := newAccount(t, standin.Options{})
	chosen := []string{"m", "@Try it online", "nobody", "1234567-sb1", "@With which keys"}
	for _, no := range [][]string{nil, {"n"}, {"2"}, {"b"}, {"?"}, {""}, {"yess"}, {"q"}} {
		converseOnline(a, append(slices.Clone(chosen), no...))
		if len(a.Dialed()) > 0 {
			t.Fatalf("%q sent a request", no)
		}
	}
	files := []string{"private.pem", "public.pem"}
	granted := []string{"m", "@Try it online", "1234567_SB1", "m", "@Does NetSuite grant", standin.ClientID, "@Does NetSuite grant", "y", "@Does the access token work", "y", "m", "@Does the RESTlet", "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1", "m", "b", "m", "@Read the findings again", "q"}
	got := converseOnline(a, append(files, granted...))
	if want := []string{"token", "serverTime"}; !slices.Equal(a.paths(), want) || got.code != exitSound {
		t.Fatalf("%v were requested, exit code %d\n%s", a.paths(), got.code, got.out)
	}
	announced, answered := strings.Index(got.out, "Reveals: NetSuite gets a client assertion"), strings.Index(got.out, "NetSuite granted an access token")
	if announced < 0 || answered < announced || !strings.Contains(got.out, "Answered 200") || strings.Contains(got.out, "eyJ") {
		t.Errorf("the transcript:\n%s", got.out)
	}
	mustBePlain(t, got.out)
}

// TestConversationLogsIn catches a code that is exchanged although state is another's, one that
// is not exchanged, and a code or Client Secret in the transcript.
func TestConversationLogsIn(t *testing.T) {
	const redirect = "https://app.example.com/back"
	a := newAccount(t, standin.Options{})
	a.RedirectURI = redirect
	var transcript bytes.Buffer
	browser := &typist{transcript: &transcript, silent: true}
	browser.lines = []string{"m", "@Try it online", "1234567_SB1", "m", "@Does NetSuite exchange", standin.ClientID, "m", "@Does NetSuite exchange", redirect, "@Does NetSuite exchange", "y", "y", standin.ClientSecret,
		redirect + "?code=1&state=other", "", "b", "q"}
	in := readerFunc(func(into []byte) (int, error) {
		if len(browser.lines) == 3 { // the address that the browser comes back to
			address := regexp.MustCompile(`https://\S+/authorize\.nl\S+`).FindAllString(transcript.String(), -1)
			answer, err := a.Client().Transport.RoundTrip(httptest.NewRequest(http.MethodGet, address[len(address)-1], nil))
			if err != nil {
				t.Fatal(err)
			}
			browser.lines[0] = answer.Header.Get("Location")
		}
		return browser.Read(into)
	})
	got := converseWith(&transcript, in, &http.Client{Transport: a.seen}, a.files)
	posted := slices.DeleteFunc(a.paths(), func(path string) bool { return path != "token" })
	if len(posted) != 1 || !strings.Contains(got.out, "State does not match this attempt") || !strings.Contains(got.out, "Answered 200") {
		t.Errorf("%v were requested\n%s", a.paths(), got.out)
	}
	if strings.Contains(got.out, standin.ClientSecret) || strings.Contains(got.out, "code=") {
		t.Errorf("the transcript has a secret:\n%s", got.out)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

// converseOnline is converse with the online checks of an account.
func converseOnline(a *account, lines []string) played {
	var transcript bytes.Buffer
	return converseWith(&transcript, &typist{lines: lines, transcript: &transcript}, &http.Client{Transport: a.seen}, a.files)
}

// conversations are whole journeys: what is typed, line by line.
var conversations = []struct {
	name  string
	args  []string
	lines []string
}{
	{"token", nil, []string{"?", "@Paste", expiredToken() + ".", ".", "99", "@Read how to fix", "b", "m", "@Read which checks", "m", "@Read why", "ScopeMismatched", "b", "b", "q"}},
	{"answer", nil, []string{"@Paste", "HTTP/1.1 401 Unauthorized", `WWW-Authenticate: Bearer error="invalid_token"`, "", ".", "@Answer the question", "?", "AccesTokenExpired", "@AccessTokenExpired", "b", "q"}},
	{"guide", nil, []string{"@Answer one", "@The Login Audit Trail shows", "b", "@The Login Audit Trail shows", "@A TBA code", "b", "q"}},
	{"guide word", nil, []string{"@Answer one", "@A call returned", "TokenBlocked", "b", "q"}},
	{"guide shared word", nil, []string{"@Answer one", "@A call returned", "@401", "invalidsignature", "@The name is filled", "b", "q"}},
	{"guide text", nil, []string{"@Answer one", "@A call returned", "the certificate has expired", "b", "qqqq", "expired.txt", "b", "b", "q"}},
	{"guide lesson", nil, []string{"@Answer one", "@I am setting this up", "@A new program", "b", "q"}},
	{"words", nil, []string{"the role does not show up", "1", "b", "b", "ScopeMissmatched", "1", "Back", "b", "5", "qqq", "HELP", "Quit"}},
	{"word given", []string{"ScopeMismatched"}, []string{"@My trail shows", "b", "q"}},
	{"trail", []string{"trail.csv"}, []string{"@Page: MissingKey", "b", "b", "q"}},
	{"trail and token", []string{"trail.csv"}, []string{"b", "expired.txt", "q"}},
	{"trail twice", []string{"twice.csv"}, []string{"?", "@Once", "b", "q"}},
	{"keys", []string{"locked.pem"}, []string{"wrong", "opensesame", "public.pem", "b", "q"}},
	{"facts", []string{"expired.txt"}, []string{"@Read the facts", "rolle", "role", "abc", "3", "@Read the facts", "flow", "1", "@Read the facts", "flow", "@Take it back", "m", "@Take back", "q"}},
	{"another account", []string{"expired.txt"}, []string{"other.txt", "@Another case", "m", "@Take back", "q"}},
	{"folder", []string{"folder"}, []string{"1", "q"}},
	{"cases", []string{"expired.txt"}, []string{"m", "@Write a note", "called at noon", "m", "@Begin a new case", "m", "@Go to the case", "m", "@Read what happened", "q"}},
}

func conversationFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	return fstest.MapFS{
		"expired.txt": {Data: []byte(expiredToken())}, "locked.pem": {Data: []byte(lockedPEM)}, "trail.csv": {Data: export(fortnight()...)}, "twice.csv": {Data: bytes.Repeat([]byte("Date,Status,Detail\n2026-11-02 10:00:00,Failure,MissingKey\n"), 2)},
		"other.txt": {Data: []byte(strings.ReplaceAll(string(object(accessHeader))+"\n"+string(object(accessClaims())), "1234567_SB1", "7654321"))}, "folder/token.txt": {Data: []byte(soundToken())}, "public.pem": {Data: []byte("no key")},
	}
}

// mustBePlain fails for anything that a screen reader spells out and a dumb terminal draws.
func mustBePlain(t *testing.T, text string) {
	t.Helper()
	for _, sign := range []string{"\x1b", "\r", "\b", "\t", "✗", "✓", "·", "›", "…", "│", "─", "█", "▁", "—"} {
		if at := strings.Index(text, sign); at >= 0 {
			t.Errorf("%q is written: %q", sign, text[max(0, at-40):min(len(text), at+40)])
		}
	}
	if columns := regexp.MustCompile(`\S {2,}\S.*`).FindString(text); columns != "" {
		t.Errorf("a line is in columns: %q", columns)
	}
}

// TestConversations catches a change in what the assistant says in words, a sign that is
// drawn, and an answer that is lost because input is piped.
func TestConversations(t *testing.T) {
	for _, c := range conversations {
		got := converse(conversationFiles(t), c.lines, c.args...)
		if got.code != exitSound || strings.Contains(got.out, "no answer begins") {
			t.Errorf("%s: exit code %d\n%s", c.name, got.code, got.out)
		}
		golden(t, "plain-"+strings.ReplaceAll(c.name, " ", "-"), got.out)
		mustBePlain(t, got.out)
	}
}

// TestConversationGuideTyped catches a question of the guide, asked in words, that searches for
// the text of an answer, loses a word of TBA, refuses a status or offers a page twice.
func TestConversationGuideTyped(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"answer", []string{"i don’t know"}, "Which word is in the Detail column?"},
		{"word of TBA", []string{"@The Login Audit Trail shows a word", "nonceused"}, "Taken: your trail shows NonceUsed (the nonce was used before)."},
		{"error of HTTP", []string{"@The Login Audit Trail shows a word", "invalid_grant"}, "The token endpoint does not accept the grant"},
		{"status", []string{"@A call returned", "401"}, "It may be one of these."},
		{"words", []string{"der Nutzer kann sich nicht anmelden"}, "No page matches these words."},
	} {
		got := converse(nil, append([]string{"@Answer one question"}, c.lines...), "--accessible")
		if !strings.Contains(got.out, c.want) {
			t.Errorf("%s: the transcript lacks %q:\n%s", c.name, c.want, got.out)
		}
	}
	got := converse(nil, []string{"@Answer one question", "token rejected"}, "--accessible")
	if n := strings.Count(got.out, "Which login failed"); n > 1 {
		t.Errorf("a page is offered %d times:\n%s", n, got.out)
	}
}

// TestConversationEnds catches a question that takes a default, or does anything, where the
// input has ended, and one at which the program does not end.
func TestConversationEnds(t *testing.T) {
	for _, c := range conversations {
		for end := range c.lines {
			files := conversationFiles(t)
			before := maps.Clone(files)
			got := converse(files, c.lines[:end], c.args...)
			if got.code != exitSound || !strings.HasSuffix(got.out, "The input has ended. The last question was not answered.\n") {
				t.Errorf("%s, after %d lines: exit code %d, %q", c.name, end, got.code, got.out[max(0, len(got.out)-200):])
			}
			if len(files) != len(before) {
				t.Errorf("%s, after %d lines: a file was made", c.name, end)
			}
		}
	}
}

// TestConversationMakes catches a pair and an assertion that the assistant in words does not
// make, overwrites, or makes although a question was left.
func TestConversationMakes(t *testing.T) {
	files := fstest.MapFS{}
	pair := []string{"m", "@Make a key pair", "1", "", "", "", ""}
	assertion := []string{"", "", keyClientID, "1234567_SB1", "restlets", "", ""}
	for end := range pair {
		if converse(files, pair[:end]); len(files) != 0 {
			t.Fatalf("after %d lines the files are %v", end, files)
		}
	}
	all := append(append(slices.Clone(pair), "m", "@Make a client assertion"), assertion...)
	got := converse(files, append(all, "q"))
	if files["public.pem"] == nil || files["private.pem"] == nil || files["assertion.jwt"] == nil || got.code != exitSound {
		t.Fatalf("exit code %d, files %v\n%s", got.code, files, got.out)
	}
	if !strings.Contains(got.out, "Warning: ") && !strings.Contains(got.out, "checks passed") || strings.Contains(got.out, "eyJ") || strings.Contains(got.out, "BEGIN") {
		t.Errorf("the transcript:\n%s", got.out)
	}
	mustBePlain(t, got.out)
	if got := converse(files, append(slices.Clone(pair), "b", "b", "b", "b", "b", "q")); !strings.Contains(got.out, "already") {
		t.Errorf("a pair over another one:\n%s", got.out)
	}
}

// TestConversationHandsOver catches a report or a case that is not made, is made over a file,
// has a secret, or gives another Diagnosis at the other side.
func TestConversationHandsOver(t *testing.T) {
	for _, standIns := range []bool{false, true} {
		files := conversationFiles(t)
		files["authdoctor-case.json"] = &fstest.MapFile{Data: []byte("there")}
		lines := []string{"m", "@Write a note", "called at noon", "@Hand the case over"}
		if standIns {
			lines = append(lines, "@Replace names", "m", "@Read the list of replacements")
		}
		lines = append(lines, "@Write for someone else", "@The support", "@Read the short", "@Save the report with its case, as Markdown", "", "m", "@Save the report with its case, as HTML", "",
			"m", "@Save the case alone", "", "new.json", "m", "@Read the case as lines", "b", "q")
		got := converse(files, lines, "expired.txt")
		if got.code != exitSound || strings.Contains(got.out, "no answer begins") {
			t.Fatalf("exit code %d\n%s", got.code, got.out)
		}
		for _, name := range []string{"authdoctor-report.md", "authdoctor-report.html", "new.json"} {
			file := files[name]
			if file == nil || file.Mode != 0o600 || strings.Contains(string(file.Data), token64(signature)) {
				t.Fatalf("%s is %v", name, file)
			}
			if named := strings.Contains(string(file.Data), "1234567_SB1"); named == standIns && name != "authdoctor-report.html" {
				t.Errorf("%s names the account: %v", name, named)
			}
			if !strings.Contains(got.out, "\nSaved: "+name+"\n") && !strings.Contains(got.out, "\nThe case is kept in "+name+".\n") {
				t.Errorf("%s is not named at the end:\n%s", name, got.out[max(0, len(got.out)-300):])
			}
		}
		if string(files["authdoctor-case.json"].Data) != "there" || !strings.Contains(got.out, "already") {
			t.Error("a file was overwritten")
		}
		if !strings.Contains(got.out, "AUTHDOCTOR CASE 1 BEGINS") || strings.Contains(got.out, token64(signature)) {
			t.Error("the lines of the case are missing, or the signature is shown")
		}
		for _, name := range []string{"authdoctor-report.md", "authdoctor-report.html", "new.json"} {
			there := converse(files, []string{"m", "@Read why", "b", "q"}, name)
			if !strings.Contains(there.out, "AccessTokenExpired: confirmed: exp is 2026-11-23 11:00:00Z") || !strings.Contains(there.out, "called at noon") {
				t.Errorf("%s opens as\n%s", name, there.out)
			}
		}
		if f, notes, err := casefile.Decode(files["new.json"].Data); err != nil || len(notes) > 0 || len(f.Notes) != 1 || f.Notes[0].Text != "called at noon" || len(f.Case.Tokens) != 1 {
			t.Errorf("the case: %v %v %+v", err, notes, f)
		}
	}
}

// TestConversationTime catches a case that is not evaluated at its own time, that cannot be
// evaluated now, or that is not evaluated at the time of --at.
func TestConversationTime(t *testing.T) {
	files := conversationFiles(t)
	converse(files, []string{"m", "@Keep the case", "kept.json", "q"}, "--at", "2026-11-23T10:30:00Z", "expired.txt")
	got := converse(files, []string{"@Evaluate the case now", "q"}, "kept.json")
	if before, after, _ := strings.Cut(got.out, "Evaluate the case now"); strings.Contains(before, "Failed: Expired") || strings.Contains(before, "screen") || !strings.Contains(after, "Changed: the first finding is: Expired 1 h ago") || strings.Contains(after, "Evaluate the case now") {
		t.Errorf("evaluated now:\n%s", got.out)
	}
	got = converse(files, []string{"q"}, "--at", "2026-11-23T11:30:00Z", "kept.json")
	if !strings.Contains(got.out, "Failed: Expired 30 min ago") || strings.Contains(got.out, "Evaluate the case now") {
		t.Errorf("with --at:\n%s", got.out)
	}
}

// TestConversationStandIns catches stand-ins that one case has from another, and new ones that
// are the old ones.
func TestConversationStandIns(t *testing.T) {
	table := []string{"m", "@Read the list of replacements"}
	lines := slices.Concat([]string{"@Hand the case over", "@Replace names"}, table, table, []string{"m", "@Make new replacements"}, table,
		[]string{"b", "m", "@Begin a new case", "other.txt", "@Hand the case over", "@Replace names"}, table, []string{"q"})
	got := converse(conversationFiles(t), lines, "expired.txt")
	stands := regexp.MustCompile(`(?m)^Application ID or other UUID: (\S+)`).FindAllStringSubmatch(got.out, -1)
	if len(stands) != 4 || stands[0][1] != stands[1][1] || stands[1][1] == stands[2][1] || stands[2][1] == stands[3][1] {
		t.Errorf("%v\n%s", stands, got.out)
	}
	if _, last, _ := strings.Cut(got.out, ", account 7654321"); last == "" || strings.Contains(last, "stands for 1234567") {
		t.Errorf("the table of one case names the other:\n%s", last)
	}
}

// TestConversationLongLine catches a line of the length at which terminals cut that is taken
// as if it were whole.
func TestConversationLongLine(t *testing.T) {
	text := "HTTP/1.1 401 Unauthorized x-padding: "
	for _, length := range []int{1023, 1024, 4095} {
		got := converse(nil, []string{text + strings.Repeat("x", length-len(text)), "q"})
		if !strings.Contains(strings.Join(strings.Fields(got.out), " "), "the end may be missing") || strings.Contains(got.out, "Failed:") {
			t.Errorf("%d bytes:\n%s", length, got.out)
		}
	}
}

// token64 is the beginning of a signature as a token has it.
func token64(signature []byte) string { return base64.RawURLEncoding.EncodeToString(signature)[:40] }

// TestConversationCanary catches a secret that is printed after it was pasted, typed at any
// question, or opened.
func TestConversationCanary(t *testing.T) {
	turn := 0
	for _, c := range canary.Secrets() {
		var transcript bytes.Buffer
		text := strings.Split(c.Text, "\n")
		lines := slices.Concat([]string{"@Read the facts"}, text, []string{"b", "b", "m", "@Keep the case"}, text, []string{"b", "b", "m", "@Write a note"}, text, []string{"q"})
		got := converseInto(&transcript, &typist{lines: lines, transcript: &transcript, silent: true}, conversationFiles(t), "expired.txt")
		if piece := canary.Shows(got.out, c.Value); piece != "" {
			t.Errorf("%s, with a case: shows %q\n%s", c.Name, piece, around(got.out, piece))
		}
		for _, way := range [][]string{{"1", c.Text, ".", "1", "b", "2", "3", "4", "b", "q"}, {c.Text, "q"}, {"2", c.Text, "q"}, {"3", c.Text, "b", "q"}, {"4", c.Text, "q"}, {"m", "5", "1", c.Text, c.Text, "b", "b", "b", "q"}, {"1", c.Text, ".", "Write", c.Text, "q"}, {"file", "1", "b", "q"}} {
			if turn++; !worktest.Long && turn%5 != 0 { // 5 does not divide the number of ways
				continue
			}
			var transcript bytes.Buffer
			got := converseInto(&transcript, strings.NewReader(strings.Join(way, "\n")+"\n"), fstest.MapFS{"file": {Data: []byte(c.Text)}})
			if piece := canary.Shows(got.out, c.Value); piece != "" {
				t.Errorf("%s: %.60q shows %q\n%s", c.Name, way, piece, around(got.out, piece))
			}
		}
	}
}

// FuzzConversation catches an answer that makes the assistant in words draw, fail, never end,
// or do a disproportionate amount of work.
func FuzzConversation(f *testing.F) {
	for _, c := range conversations {
		f.Add(strings.Join(c.lines, "\n"))
	}
	f.Add("1\n\x04\n2\n\x1b[31m\n3\n\xff\n4\n1\n1\n1\n1\n1\n1\n1\n1\n1\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "\n") > 60 {
			return
		}
		files := conversationFiles(t)
		var transcript bytes.Buffer
		var got played
		// An answer is allowed the work of 16 KiB of text.
		worktest.Bound(t, len(text)+strings.Count(text, "\n")*16<<10, func() {
			transcript.Reset()
			got = converseInto(&transcript, strings.NewReader(text), files)
		})
		if got.code != exitSound {
			t.Errorf("exit code %d: %q", got.code, text)
		}
		if _, n := border.Printable(strings.ReplaceAll(got.out, "\n", " ")); n > 0 || !utf8.ValidString(got.out) {
			t.Errorf("%q draws: %q", text, got.out)
		}
	})
}

// TestWantsPlain catches a variable that is misread: 0 and false are no wish for words.
func TestWantsPlain(t *testing.T) {
	for _, c := range []struct {
		accessible, terminal string
		want                 bool
	}{{"", "xterm", false}, {"1", "xterm", true}, {"true", "xterm", true}, {"yes", "xterm", true}, {"0", "xterm", false}, {"false", "xterm", false}, {"", "dumb", true}, {"0", "dumb", true}} {
		got := wantsPlain(func(name string) string {
			return map[string]string{"ACCESSIBLE": c.accessible, "TERM": c.terminal}[name]
		})
		if got != c.want {
			t.Errorf("ACCESSIBLE=%s TERM=%s: %v", c.accessible, c.terminal, got)
		}
	}
}
