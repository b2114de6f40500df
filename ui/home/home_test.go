package home_test

import (
	"testing"

	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestWordsLeadToTheGuide catches a guide that small screens hide below the pages.
func TestWordsLeadToTheGuide(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
		term := uitest.Open(t, size[0], size[1])
		term.Write("works in production, not in the sandbox")
		term.MustSee("Walk me through it")
	}
}

// TestNearMiss catches a misspelt code that is guessed instead of asked about.
func TestNearMiss(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Write("ScopeMissmatched")
	term.Press("enter")
	if _, ok := term.S.At().(screen.Home); !ok {
		t.Fatalf("a near miss opened %T", term.S.Shown())
	}
	term.MustSee("similar codes", "› ")
	term.Press("enter")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
		t.Errorf("the offered code opened %T", term.S.Shown())
	}
}

// TestWordsLeadOn catches words that end in nothing: the last row is the guide, entered
// where the words already lead.
func TestWordsLeadOn(t *testing.T) {
	for words, begins := range map[string]bool{
		"Zertifikat ist seit gestern abgelaufen, was nun?": false,
		"when does the cafeteria open tomorrow?":           true,
	} {
		term := uitest.Open(t, 80, 24)
		term.Write(words)
		term.MustSee("Walk me through it: ")
		for range 5 {
			term.Press("down")
		}
		term.Press("enter")
		_, ok := term.S.At().(screen.Guide)
		walk := term.S.Answers.Walk
		if !ok {
			t.Fatalf("%q: the last row opened %T", words, term.S.Shown())
		}
		if atStart := walk.Current.ID == term.S.Library.Guide().Start; atStart != begins || len(walk.Facts) > 0 {
			t.Errorf("%q: the guide asks %q, and takes %v as said", words, walk.Current.Text, walk.Facts)
		}
		term.Press("esc")
		if _, ok := term.S.At().(screen.Home); !ok {
			t.Errorf("%q: back led to %T", words, term.S.Shown())
		}
	}
}
