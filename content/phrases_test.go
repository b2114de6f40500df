package content

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// phrase is a text as people write it, and the pages any of which is right; none where
// it is not about NetSuite and OAuth 2.0.
type phrase struct {
	Phrase string   `json:"phrase"`
	Pages  []string `json:"pages"`
}

var misses = flag.Bool("misses", false, "list the phrases of the open half that lead elsewhere")

// Catches lists of words and weights that fit only the phrases they were made with. The
// hidden half was written first. Whoever changes words: or a weight looks at the open
// half and the samples, and of the hidden half at the counts alone.
func TestPhrases(t *testing.T) {
	library := embeddedLibrary(t)
	for _, half := range []struct {
		file         string
		first, three int // per cent
		wrong        int // pages for texts that are not ours
	}{
		{"testdata/phrases_hidden.jsonl", 80, 89, 0},
		{"testdata/phrases_open.jsonl", 90, 94, 3},
		{"../../shared/samples/phrases.jsonl", 90, 95, 0},
	} {
		t.Run(filepath.Base(half.file), func(t *testing.T) {
			data, err := os.ReadFile(half.file)
			if err != nil && strings.HasPrefix(half.file, "testdata") {
				t.Fatal(err)
			} else if err != nil {
				t.Skip(err)
			}
			ours, first, three, wrong := 0, 0, 0, 0
			for line := range strings.Lines(string(data)) {
				var p phrase
				if err := json.Unmarshal([]byte(line), &p); err != nil {
					t.Fatal(err)
				}
				for _, right := range p.Pages {
					if _, there := library.Page(right); !there {
						t.Errorf("%q: there is no page %s", p.Phrase, right)
					}
				}
				lead := library.Lead(p.Phrase)
				place := slices.IndexFunc(lead.Pages, func(passage Passage) bool { return slices.Contains(p.Pages, passage.Page.Path) })
				switch {
				case len(p.Pages) == 0:
					if len(lead.Pages) == 0 && lead.Ask.ID != library.Guide().Start {
						t.Errorf("%q: the guide is entered at %q", p.Phrase, lead.Ask.Text)
					}
					wrong += min(1, len(lead.Pages))
				case place >= 0:
					first += 1 - min(1, place)
					three++
					fallthrough
				default:
					ours++
				}
				if *misses && !strings.Contains(half.file, "hidden") && (place != 0 && len(p.Pages) > 0 || len(lead.Pages) > 0 && len(p.Pages) == 0) {
					t.Logf("%q: %v", p.Phrase, pathsOf(lead))
				}
			}
			t.Logf("of %d: first %d %%, among three %d %%; wrong pages: %d", ours, first*100/ours, three*100/ours, wrong)
			if first*100 < half.first*ours || three*100 < half.three*ours || wrong > half.wrong {
				t.Errorf("want first %d %%, among three %d %%, wrong pages %d", half.first, half.three, half.wrong)
			}
		})
	}
}

func pathsOf(lead WordsLead) []string {
	var all []string
	for _, passage := range lead.Pages {
		all = append(all, passage.Page.Path)
	}
	return all
}

// Catches words that lead elsewhere than to their page, a passage that does not speak of
// them, and a guide that is entered where it does not reach the pages.
func TestLead(t *testing.T) {
	library := embeddedLibrary(t)
	for words, want := range map[string]struct{ page, passage string }{
		"the role does not show up when I authorize the app": {"symptoms/role-without-oauth2-login.md", "role"},
		"Zertifikat ist seit gestern abgelaufen, was nun?":   {"symptoms/make-a-key-pair.md", ""},
		"2048-bit was rejected":                              {"symptoms/certificate-rules.md", "2048"},
		"the connector asks to log in every seven days":      {"codes/RefreshTokenExpired.md", "7 days"},
	} {
		lead := library.Lead(words)
		if len(lead.Pages) == 0 || lead.Pages[0].Page.Path != want.page || !strings.Contains(lead.Pages[0].Text, want.passage) {
			t.Errorf("%q leads to %+v", words, lead.Pages)
			continue
		}
		finding := lead.Finding()
		if finding.ID != "plain-words" || finding.Status != diagnosis.Warn || finding.Page != want.page || len(finding.Fix) == 0 || finding.Verify == "" {
			t.Errorf("%q: %+v", words, finding)
		}
	}
}

// Catches somebody who wants to start and is led to a fault, and a lesson for somebody who has
// a fault.
func TestLeadToLessons(t *testing.T) {
	library := embeddedLibrary(t)
	for words, want := range map[string]string{
		"set up":            "lessons/client-credentials.md",
		"how do I start":    "lessons/client-credentials.md",
		"first integration": "lessons/client-credentials.md",
		"we need a new integration, where do I begin": "lessons/client-credentials.md",
		"getting started with the NetSuite API":       "lessons/client-credentials.md",
		"erste Anbindung, wie fange ich an":           "lessons/client-credentials.md",
		"how to migrate from TBA":                     "lessons/from-tba.md",
		"renew the certificate before it expires":     "lessons/renew-certificate.md",
		"set up Claude with NetSuite":                 "lessons/ai-connector.md",
		"I am new to NetSuite":                        "lessons/client-credentials.md",
		"what do I need to create":                    "lessons/client-credentials.md",
		"connect a python script to NetSuite":         "lessons/client-credentials.md",
		"por dónde empiezo":                           "lessons/client-credentials.md",
		"connect Claude to NetSuite":                  "lessons/ai-connector.md",
		"cannot connect Claude to NetSuite":           "symptoms/ai-connector.md",
		"move from TBA to OAuth 2.0":                  "lessons/from-tba.md",
		"our certificate expires next month":          "lessons/renew-certificate.md",
		"set up a desktop program with PKCE":          "lessons/public-client.md",
		"pkce":                                        "codes/InvalidRequest.md",
		"nothing logs in after the sandbox refresh":   "symptoms/after-a-sandbox-refresh.md",
		"Claude does not connect to NetSuite":         "symptoms/ai-connector.md",
		"When does the cafeteria start tomorrow?":     "",
	} {
		lead := library.Lead(words)
		if got := append(pathsOf(lead), "")[0]; got != want {
			t.Errorf("%q leads to %q, want %q", words, got, want)
			continue
		}
		if name, ok := strings.CutPrefix(want, "lessons/"); ok && lead.Finding().Fix[0].Command != "authdoctor setup "+strings.TrimSuffix(name, ".md") {
			t.Errorf("%q: %+v", words, lead.Finding())
		}
	}
	for _, lesson := range library.Lessons() {
		if got := library.Search(lesson.Title)[0].Path; got != lesson.Path {
			t.Errorf("%q finds %s first", lesson.Title, got)
		}
	}
}

// Catches a passage that is a step, a command or a heading in place of what a page says
// of the problem.
func TestPassagesDescribe(t *testing.T) {
	library := embeddedLibrary(t)
	data, err := os.ReadFile("testdata/phrases_open.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var p phrase
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		for _, passage := range library.Lead(p.Phrase).Pages {
			isStep := slices.ContainsFunc(passage.Page.Instructions(), func(i Instruction) bool { return strings.HasPrefix(i.Text, passage.Text) })
			if passage.Text == "" || isStep || strings.Contains(passage.Text, "authdoctor ") || strings.Contains(passage.Text, "openssl ") || strings.Contains(passage.Page.Body, "# "+passage.Text+"\n") {
				t.Errorf("%q: %s says %q", p.Phrase, passage.Page.Path, passage.Text)
			}
		}
	}
}
