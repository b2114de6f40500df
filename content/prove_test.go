package content

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis"
)

// Each row is one fault that would reach a user: the proof must find it, name its
// file and line, say what is wrong, and find nothing else.
func TestLoadNamesEachFault(t *testing.T) {
	const scope, guide = "codes/ScopeMismatched.md", "guide.md"
	replace := func(name, old, new string) func(*testing.T, fstest.MapFS) {
		return func(t *testing.T, fsys fstest.MapFS) { edit(t, fsys, name, old, new) }
	}
	grow := func(name, text string) func(*testing.T, fstest.MapFS) {
		return func(_ *testing.T, fsys fstest.MapFS) { put(fsys, name, string(fsys[name].Data)+text) }
	}
	unlinked := "---\ntitle: Z\nacts: [integrator]\nsources:\n  - T | https://docs.oracle.com/t\nwords: [z]\n---\n\n## Fix it\n\n1. Do.\n"
	for name, test := range map[string]struct {
		fault func(*testing.T, fstest.MapFS)
		want  string
	}{
		// front matter
		"no front matter":      {replace(scope, "---\ncode", "code"), scope + `:1: no front matter`},
		"front matter open":    {replace(scope, "[ScopeMismatched]\n---\n", "[ScopeMismatched]\n"), scope + `:1: no front matter`},
		"unknown key":          {replace(scope, "acts:", "actors:"), scope + `:5: front matter: there is no key "actors"`},
		"key twice":            {replace(scope, "acts:", "title: x\nacts:"), scope + `:5: front matter: mapping key "title" already defined`},
		"key of another type":  {replace(scope, "acts: [administrator, integrator]", "acts: {a: b}"), scope + `:5: front matter: cannot unmarshal`},
		"code of another file": {replace(scope, "code: ScopeMismatched", "code: MissingKey"), scope + `:2: code: is "MissingKey"`},
		"code missing":         {replace(scope, "code: ScopeMismatched\n", ""), scope + `:1: code: is ""`},
		"title missing":        {replace(scope, "The problem behind ScopeMismatched", ""), scope + `:3: title: missing`},
		"title too long":       {replace(scope, "The problem behind", strings.Repeat("x", 61)), scope + `:3: title: has 77 characters, at most 76`},
		"title full stop":      {replace(scope, "behind ScopeMismatched", "behind it."), scope + `:3: title: ends with a full stop`},
		"title twice":          {replace(scope, "behind ScopeMismatched", "behind MissingKey"), `:3: the title is that of`},
		"occurs otherwise":     {replace(scope, "authorize, token,", "authorize,"), scope + `:4: occurs: is [authorize refresh`},
		"acts unknown":         {replace(scope, "[administrator, integrator]", "[admin]"), scope + `:5: acts: "admin" is nobody`},
		"acts missing":         {replace(scope, "[administrator, integrator]", "[]"), scope + `:5: acts: missing`},
		"acts twice":           {replace(scope, "[administrator, integrator]", "[integrator, integrator]"), scope + `:5: acts: integrator appears twice`},
		"words missing":        {replace(scope, "words: [ScopeMismatched]", "words: []"), scope + `:9: words: missing`},
		"sources missing":      {replace(scope, "\n  - A page of Oracle's | https://docs.oracle.com/en/ScopeMismatched.html", " []"), scope + `:7: sources: none of Oracle's`},
		"source elsewhere":     {replace(scope, "Oracle's | https://docs", "Oracle's | https://docs.oracle.com/x\n  - B | http://docs"), scope + `:7: sources: "B" at "http://docs.oracle.com`},
		"source without title": {replace("symptoms/find.md", "The trail | ", ""), `symptoms/find.md:4: sources: "" at "https://docs.oracle.com/en/trail.html"`},
		"symptom has checks":   {replace("symptoms/find.md", "acts:", "checks: [scope]\nacts:"), `symptoms/find.md:3: checks: only the page of a code`},
		"hidden in title":      {replace(scope, "The problem", "The \u202eproblem"), scope + `:1: the front matter has 1 characters that cannot be seen: \u{202E}`},
		// pages
		"page of code missing": {func(_ *testing.T, fsys fstest.MapFS) {
			delete(fsys, "codes/InvalidState.md")
			edit(t, fsys, guide, "- [InvalidState](codes/InvalidState.md \"detail=InvalidState\")\n", "")
		}, `codes/InvalidState.md: there is no page of the code InvalidState`},
		"page of no code": {func(t *testing.T, fsys fstest.MapFS) {
			put(fsys, "codes/Nonsense.md", strings.ReplaceAll(string(fsys[scope].Data), "ScopeMismatched", "Nonsense"))
			edit(t, fsys, guide, "- [I don’t know]", "- [No](codes/Nonsense.md)\n- [I don’t know]")
		}, `codes/Nonsense.md:2: code: "Nonsense" is no Detail code`},
		"heading missing": {replace(scope, "## Fix it\n", ""), scope + `: the heading ## Fix it is missing`},
		"heading unknown": {grow(scope, "\n## See also\n"), scope + `:36: heading "See also": the page of a code has only`},
		"heading too late": {func(t *testing.T, fsys fstest.MapFS) {
			edit(t, fsys, scope, "## What it means", "## Check")
			edit(t, fsys, scope, "## Fix it", "## What it means")
			edit(t, fsys, scope, "## Check\n", "## Fix it\n")
		}, scope + `:16: heading "What it means" comes too late`},
		"heading level 1":     {grow(scope, "\n# Top\n"), scope + `:36: heading "Top" has level 1`},
		"heading level 4":     {grow(scope, "\n#### Deep\n"), scope + `:36: heading "Deep" has level 4`},
		"heading twice":       {grow(scope, "\n### How to check\n"), scope + `:36: heading "How to check" has the same anchor as the one in line 32`},
		"symptom without way": {replace("symptoms/naive.md", "1. Set", "Set"), `symptoms/naive.md: no way out`},
		"dead page":           {replace(scope, "symptoms/find.md", "symptoms/lost.md"), scope + `:34: the link to "symptoms/lost.md" is dead: there is no such page`},
		"dead anchor":         {replace(scope, "#how-to-find-out", "#how"), scope + `:34: the link to "symptoms/find.md" is dead: that page has no heading #how`},
		"dead own anchor":     {replace(scope, "../symptoms/find.md#how-to-find-out", "#how"), scope + `:34: the link to "codes/ScopeMismatched.md" is dead`},
		"link out":            {replace(scope, "../symptoms/find.md#how-to-find-out", "https://example.com"), scope + `:34: the link to "https://example.com" leads out of the library`},
		"link above":          {replace(scope, "../symptoms", "../../symptoms"), scope + `:34: the link to "../../symptoms/find.md#how-to-find-out" leads out`},
		"link with a space":   {replace(scope, "../symptoms/find.md#how-to-find-out", "../symptoms/find me.md"), scope + `:34: a link that Markdown does not read as one`},
		"page not reachable":  {func(_ *testing.T, fsys fstest.MapFS) { put(fsys, "symptoms/z.md", unlinked) }, `guide.md: no answer of the guide leads to symptoms/z.md`},
		"code not reachable":  {replace(guide, "- [InvalidState](codes/InvalidState.md \"detail=InvalidState\")\n", ""), `guide.md: no answer of the guide leads to codes/InvalidState.md`},
		"page only linked": {func(t *testing.T, fsys fstest.MapFS) {
			put(fsys, "symptoms/z.md", unlinked)
			edit(t, fsys, "symptoms/find.md", "[the naïve café](naive.md)", "[the naïve café](naive.md), [Z](z.md)")
		}, `guide.md: no answer of the guide leads to symptoms/z.md`},
		"html":               {grow(scope, "\nWrite <name>.\n"), scope + `:36: HTML`},
		"image":              {grow(scope, "\n![x](y.png)\n"), scope + `:36: an image`},
		"raw url":            {grow(scope, "\n<https://example.com>\n"), scope + `:36: a raw URL`},
		"escape in disguise": {grow(scope, "\n&#27;[31m\n"), scope + `:36: the line has a numeric character reference`},
		"escape":             {grow(scope, "\n\x1b[31m\n"), scope + `:36: the line has 1 characters that cannot be seen: \u{001B}`},
		// guide
		"guide missing":       {func(_ *testing.T, fsys fstest.MapFS) { delete(fsys, guide) }, `guide.md: cannot read the guide: file does not exist`},
		"guide title missing": {replace(guide, "# What went wrong?\n", ""), `guide.md:1: no title`},
		"guide level 3":       {replace(guide, "Look at the header.", "### Deep"), `guide.md:7: heading "Deep" has level 3`},
		"guide list early":    {replace(guide, "A few questions.", "- a"), `guide.md:3: a list comes before the first question`},
		"guide html":          {replace(guide, "Look at the header.", "Look <br>"), `guide.md:7: HTML`},
		"two lists":           {grow(guide, "\n1. [X](symptoms/find.md)\n"), `question "Which code?" has a second list`},
		"text behind answers": {replace(guide, "## Which grant flow?", "More.\n\n## Which grant flow?"), `guide.md:13: question "Which protocol?" has text after its answers`},
		"link in help":        {replace(guide, "Look at the header.", "Look [here](symptoms/find.md)."), `guide.md:7: the link "here" is in help`},
		"answer not a link":   {replace(guide, "- [I don’t", "- Maybe\n- [I don’t"), `guide.md:21: answer "Maybe" of "Which code?" is not exactly one link`},
		"answer with more":    {replace(guide, "- [I don’t", "- [A](symptoms/find.md) or so\n- [I don’t"), `guide.md:21: answer "A or so" of "Which code?" is not exactly one link`},
		"answer with two":     {replace(guide, "- [I don’t", "- [A](symptoms/find.md)[B](symptoms/find.md)\n- [I don’t"), `guide.md:21: answer "AB"`},
		"answer empty":        {replace(guide, "- [I don’t", "-\n- [I don’t"), `: answer "" of "Which code?" is not exactly one link`},
		"answer wordless":     {replace(guide, "- [I don’t", "- [](symptoms/find.md)\n- [I don’t"), `question "Which code?" has an answer without words`},
		"answer leads out":    {replace(guide, "- [I don’t", "- [A](https://example.com)\n- [I don’t"), `guide.md:21: answer "A" links to "https://example.com"`},
		"dead question":       {replace(guide, "- [I don’t", "- [A](#lost)\n- [I don’t"), `guide.md:21: answer "A" of "Which code?" leads to #lost, which is no question`},
		"dead answer page":    {replace(guide, "- [I don’t", "- [A](codes/Lost.md)\n- [I don’t"), `guide.md:21: the link to "codes/Lost.md" is dead`},
		"dead answer anchor":  {replace(guide, "find.md#how-to-find-out", "find.md#lost"), `guide.md:21: the link to "symptoms/find.md" is dead: that page has no heading #lost`},
		"unknown fact":        {replace(guide, `"protocol=tba"`, `"protokoll=tba"`), `guide.md:10: answer "TBA": there is no fact "protokoll"`},
		"unknown value":       {replace(guide, `"protocol=tba"`, `"protocol=saml"`), `guide.md:10: answer "TBA": fact protocol is "saml"`},
		"unknown detail":      {replace(guide, `"protocol=tba"`, `"detail=token_rejected"`), `guide.md:10: answer "TBA": "token_rejected" is not a Detail code`},
		"fact without value":  {replace(guide, `"protocol=tba"`, `"protocol"`), `guide.md:10: answer "TBA": fact "protocol" has no '='`},
		"fact twice":          {replace(guide, `"protocol=tba"`, `"protocol=tba protocol=tba"`), `guide.md:10: answer "TBA" states protocol=tba twice`},
		"same anchor":         {grow(guide, "\n## Which code!\n\n- [I don't know](symptoms/find.md)\n"), `question "Which code!" has the same anchor #which-code as the question on line 19`},
		"question of marks":   {grow(guide, "\n## ???\n\n- [I don't know](symptoms/find.md)\n"), `question "???" has no letter or digit to link to`},
		"orphan":              {grow(guide, "\n## Alone?\n\n- [I don't know](symptoms/find.md)\n"), `no path leads to the question "Alone?"`},
		"loop":                {replace(guide, "[I do not know](#which-code)", "[I do not know](#which-protocol)"), `guide.md:17: answer "I do not know" leads back to #which-protocol`},
		"loop on itself":      {replace(guide, "[I do not know](#which-code)", "[I do not know](#which-grant-flow)"), `guide.md:17: answer "I do not know" leads back to #which-grant-flow`},
		"no answers": {func(t *testing.T, fsys fstest.MapFS) {
			edit(t, fsys, guide, "- [I don’t", "- [A](#silent)\n- [I don’t")
			grow(guide, "\n## Silent?\n\nText.\n")(t, fsys)
		}, `question "Silent?" has no answers`},
		"no I don't know":    {replace(guide, "- [I do not know](#which-code)\n", ""), `guide.md:13: question "Which grant flow?" has no answer "I don't know"`},
		"I don't know knows": {replace(guide, "[I do not know](#which-code)", `[I do not know](#which-code "pkce=on")`), `guide.md:17: answer "I do not know" of "Which grant flow?" states pkce=on`},
		"path too long": {func(t *testing.T, fsys fstest.MapFS) {
			edit(t, fsys, guide, "- [I don’t", "- [A](#q4)\n- [I don’t")
			for _, q := range []string{"4](5", "5](6", "6](7", "7](8"} {
				from, to, _ := strings.Cut(q, "](")
				grow(guide, "\n## Q"+from+"\n\n- [I don't know](#q"+to+")\n")(t, fsys)
			}
			grow(guide, "\n## Q8\n\n- [I don't know](symptoms/find.md)\n")(t, fsys)
		}, `guide.md:5: a path has 8 questions, at most 7 are allowed`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := sound()
			test.fault(t, fsys)
			_, err := load(fsys)
			if err == nil {
				t.Fatal("loaded without a word")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the fault is called\n%v\nwant it to say\n%s", err, test.want)
			}
			if n := strings.Count(err.Error(), "\n"); n > 0 {
				t.Errorf("one fault gave %d messages:\n%v", n+1, err)
			}
		})
	}
}

// Catches proofs that stop at the first fault, and errors that hide their parts.
func TestLoadJoinsAllFaults(t *testing.T) {
	fsys := sound()
	edit(t, fsys, "symptoms/naive.md", "[integrator]", "[nobody]")
	edit(t, fsys, "guide.md", `"protocol=tba"`, `"protocol=saml"`)
	edit(t, fsys, "codes/MissingKey.md", "acts:", "actors:")
	_, err := load(fsys)
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 {
		t.Fatalf("want three faults, got: %v", err)
	}
	var first fault
	if !errors.As(err, &first) || first.file != "codes/MissingKey.md" || first.line != 5 {
		t.Errorf("first fault %+v", first)
	}
}

// Catches a proof that calls good prose bad, and CRLF or BOM from an editor.
func TestLoadSound(t *testing.T) {
	loadSound(t)
	fsys := sound()
	for name, file := range maps.Clone(fsys) {
		put(fsys, name, "\ufeff"+strings.ReplaceAll(string(file.Data), "\n", "\r\n"))
	}
	if _, err := load(fsys); err != nil {
		t.Error(err)
	}
}

// Catches pages and checks that drift apart, in both directions.
func TestProveChecks(t *testing.T) {
	library := loadSound(t)
	for name, test := range map[string]struct {
		checks map[string][]diagnosis.Code
		want   string // "" for none
	}{
		"agree":      {map[string][]diagnosis.Code{"scope": {"ScopeMismatched"}, "scope-record": {"ScopeMismatched"}, "protocol": nil}, ""},
		"not listed": {map[string][]diagnosis.Code{"scope": {"ScopeMismatched", "InvalidScope"}, "scope-record": {"ScopeMismatched"}}, "codes/InvalidScope.md:6: checks: the check scope can name InvalidScope and is not listed"},
		"too many":   {map[string][]diagnosis.Code{"scope": {"ScopeMismatched"}, "scope-record": nil}, "codes/ScopeMismatched.md:6: checks: the check scope-record never names"},
		"no check":   {map[string][]diagnosis.Code{"scope": {"ScopeMismatched"}}, `codes/ScopeMismatched.md:6: checks: there is no check "scope-record"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := library.prove(test.checks).join()
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("got %v, want only %s", err, test.want)
			}
		})
	}
	if library.prove(nil).join() != nil {
		t.Error("nil must leave the checks out")
	}
}
