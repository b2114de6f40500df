package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Catches a step that is read with less than its file tells, and a step that is the same as
// another and lacks a part of it, or loses its own text.
func TestLesson(t *testing.T) {
	library := loadSound(t)
	if _, ok := library.Lesson("nonsense"); ok {
		t.Error("a lesson without a file")
	}
	lesson, ok := library.Lesson("client-credentials")
	if !ok || len(lesson.Steps) != 2 || lesson.Short != "For a program" || lesson.Intro != "An introduction." || len(lesson.Facts) != 1 {
		t.Fatalf("%+v", lesson)
	}
	step := lesson.Steps[0]
	if step.ID != "create-the-record" || step.Who != "administrator" || step.Menu != "Setup › Integration › Manage Integrations › New" || step.Why != "The record tells how the program logs in." {
		t.Errorf("%+v", step)
	}
	if len(step.Values) != 2 || step.Values[0] != (LessonValue{"Name", "a name for <Client ID>"}) || !slices.Equal(step.CopyBack, []string{"Client ID", "Application ID"}) {
		t.Errorf("values %v, copy back %v", step.Values, step.CopyBack)
	}
	if !strings.HasPrefix(step.Body, "The record tells") || !strings.HasSuffix(step.Body, "[a page](../symptoms/naive.md).") {
		t.Errorf("body %q", step.Body)
	}
	if len(step.Done) != 2 || step.Done[0].Tick != "record" || step.Done[0].Page != "symptoms/find.md#how-to-find-out" || step.Done[1].Tick != "" {
		t.Errorf("done when %+v", step.Done)
	}
	other, _ := library.Lesson("authorization-code")
	same, token := other.Steps[1], lesson.Steps[1]
	if same.ID != "get-a-token" || same.Title != "Get a token" || same.Who != token.Who || same.Code != "token-request" || !slices.Equal(same.Done, token.Done) {
		t.Errorf("the same step: %+v", same)
	}
	if same.Body != "It is for one user.\n\n"+token.Body {
		t.Errorf("the body of the same step: %q", same.Body)
	}
}

// Catches a lesson that is left out of the menu, or comes in another order.
func TestEmbeddedLessons(t *testing.T) {
	var names []string
	for _, lesson := range embeddedLibrary(t).Lessons() {
		names = append(names, lesson.Name())
	}
	if !slices.Equal(names, lessonNames) {
		t.Errorf("the lessons are %v, the menu is %v", names, lessonNames)
	}
}

// Each row is one fault in a lesson that would reach a user: the proof must find it and name its
// line.
func TestLoadNamesEachFaultOfLessons(t *testing.T) {
	const m2m, users = "lessons/client-credentials.md", "lessons/authorization-code.md"
	for name, test := range map[string]struct{ file, old, new, want string }{
		"short missing":        {m2m, "short: For a program\n", "", `:1: short: missing`},
		"short too long":       {m2m, "For a program", strings.Repeat("x", 73), `:3: short: has 73 characters`},
		"fact unknown":         {m2m, "flow=client-credentials", "flow=saml", `:4: facts: fact flow is "saml"`},
		"level 3":              {m2m, "1. Click **Save**.", "### Save", `:24: heading "Save" has level 3`},
		"why missing":          {m2m, "The token is for one hour.\n\n**Integrator** The terminal\n\n", "**Integrator** The terminal\n\n", `the second paragraph of "Request a token" does not say who`},
		"who missing":          {m2m, "**Integrator** The terminal\n\n", "", `the second paragraph of "Request a token" does not say who`},
		"who unknown":          {m2m, "**Integrator** The", "**User** The", `:41: the second paragraph of "Request a token" does not say who`},
		"menu missing":         {m2m, "**Integrator** The terminal", "**Integrator**", `:41: the second paragraph of "Request a token" does not say who`},
		"menu of another":      {m2m, "Setup › Integration › Manage", "Setup › Manage", `:17: the path Setup › Manage Integrations is not that of the facts: write Setup › Integration › Manage Integrations`},
		"two tables":           {m2m, "1. Click **Save**.", "| Field | Value |\n| --- | --- |\n| a | b |", `:24: step "Create the record" has a second table`},
		"value empty":          {m2m, "| Token-based Authentication | cleared |", "| Token-based Authentication | |", `:22: a row of values has an empty cell: fill it`},
		"value unknown":        {m2m, "<Client ID>", "<Consumer Key>", `:21: there is no value <Consumer Key>`},
		"copy back nothing":    {m2m, "**Client ID**, **Application ID**", "all", `:26: Copy back: is followed by nothing in bold`},
		"code without name":    {m2m, "`token-request`", "token-request", `:43: Sample code: is not followed by a name`},
		"code not there":       {m2m, "`token-request`", "`token-requests`", `:37: step "Request a token" names the code "token-requests"`},
		"done missing":         {users, "Done when:\n\n- [Only you see the boxes](../symptoms/naive.md \"by-hand\")\n\n", "", `:12: step "Create another record" does not say when it is done`},
		"done without words":   {users, "Done when:\n\n", "", `the title "by-hand", which is allowed only in the list after "Done when:"`},
		"done with more words": {users, "Done when:", "Done when: all is well", `"Done when:" has other words on its line`},
		"done not a link":      {users, "[Only you see the boxes](../symptoms/naive.md \"by-hand\")", "Only you see", `:30: "Only you see" is not exactly one link`},
		"done leads out":       {users, "../symptoms/naive.md \"by-hand\"", "https://example.com \"by-hand\"", `:30: "Only you see the boxes" links to "https://example.com"`},
		"done to a dead page":  {users, "../symptoms/naive.md", "../symptoms/lost.md", `:30: the link to "symptoms/lost.md" is dead`},
		"done without title":   {users, " \"by-hand\"", "", `:30: "Only you see the boxes" has the title ""`},
		"done twice":           {m2m, "[Only you see the boxes]", "[The record matches]", `:35: "The record matches" is in the list twice`},
		"tick unknown":         {m2m, "tick=record", "tick=recorded", `:34: "The record matches" waits for "recorded"`},
		"title elsewhere":      {m2m, "(../symptoms/naive.md).", "(../symptoms/naive.md \"by-hand\").", `:30: the link "a page" has the title "by-hand"`},
		"text after done":      {m2m, "\"by-hand\")\n", "\"by-hand\")\n\nMore.\n", `:37: step "Create the record" has something other than one list`},
		"same as no step":      {users, "#request-a-token", "#create-a-token", `is dead: that page has no heading #create-a-token`},
		"same with more":       {users, "(client-credentials.md#request-a-token).", "(client-credentials.md#request-a-token), later.", `:34: step "Get a token" begins like a repeated step`},
		"same with done":       {users, "It is for one user.", "Done when:\n\n- [X](../symptoms/naive.md \"by-hand\")", `:32: step "Get a token" has its own list`},
		"step twice":           {m2m, "## Request a token", "## Create the record", `has the same anchor as the one in line 13`},
		"no PKCE":              {users, "Send `S256`.", "Send it.", `:12: step "Create another record" checks Authorization Code Grant, and no step has PKCE`},
		"new TBA":              {m2m, "Authentication | cleared", "Authentication | checked", `:13: step "Create the record" makes Token-based Authentication checked`},
		"mistakes missing":     {users, "Send `S256`.\n\nCommon mistakes:\n\n- None.\n", "Send `S256`.\n", `:12: step "Create another record" does not name a common mistake`},
		"too long":             {m2m, "An introduction.", strings.Repeat("word ", mostLessonWords), `words with the steps that it includes`},
		"link out":             {m2m, "[a page](../symptoms/naive.md)", "[a page](https://example.com)", `:30: the link to "https://example.com" leads out`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := sound()
			edit(t, fsys, test.file, test.old, test.new)
			refused(t, fsys, test.file, test.want)
		})
	}
	t.Run("not in the menu", func(t *testing.T) {
		fsys := sound()
		put(fsys, "lessons/saml.md", strings.Replace(string(fsys[m2m].Data), "Set it up", "Another way", 1))
		refused(t, fsys, "lessons/saml.md", "the lesson is not in the menu")
	})
}

// refused checks that loading fails, and that a fault of the file contains the words.
func refused(t *testing.T, fsys fstest.MapFS, file, want string) {
	t.Helper()
	_, err := load(fsys)
	if err == nil {
		t.Fatal("loaded without a word")
	}
	lines := strings.Split(err.Error(), "\n")
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, file) && strings.Contains(line, want) }) {
		t.Errorf("the fault is called\n%v\nwant %s to say\n%s", err, file, want)
	}
	if len(lines) > 3 { // a part that cannot be read is missing too
		t.Errorf("one fault gave %d messages:\n%v", len(lines), err)
	}
}
