package uitest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/ui"
)

// madeID replaces, in golden frames, the ID of a certificate that was made in the test.
var madeID = regexp.MustCompile(`[A-Za-z0-9_-]{43}`)

func Play(t *testing.T, term *Terminal, name string) {
	t.Helper()
	for _, s := range AllScenes() {
		if s.Name == name {
			s.Play(term)
			return
		}
	}
	t.Fatalf("there is no scene %s", name)
}

// update writes the golden frames again. It is a variable of the environment, as a flag
// would fail in packages that have no frames.
var update = os.Getenv("AUTHDOCTOR_GOLDEN") != ""

// Scene is a way to a screen.
type Scene struct {
	Name string
	Play func(*Terminal)
}

// AllScenes are the scenes of every journey.
func AllScenes() []Scene {
	return slices.Concat(HomeScenes, GuideScenes, PagesScenes, FindingsScenes, RecordScenes, KeySetupScenes, OpenFileScenes, TrailsScenes, ProgramScenes)
}

// Golden compares a frame with the one that is kept, or writes it.
func Golden(t *testing.T, name, frame string) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	got := strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run make golden", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s has changed; look at it and run make golden\n--- got\n%s--- want\n%s", file, got, want)
	}
}

// sizeOfSeries reports whether scene n is drawn at a size in the short series: every
// width at the least height and at one more, every height at the least width and at the
// greatest, and around both limits. The height that goes with a width differs from scene
// to scene, so that all scenes together meet nearly every size.
func sizeOfSeries(n, width, height int) bool {
	switch {
	case width < ui.MinWidth && height < ui.MinHeight:
		return (width+height+n)%16 == 0
	case width < ui.MinWidth || height < ui.MinHeight:
		return width == ui.MinWidth-1 || height == ui.MinHeight-1 || (width+7*height+n)%32 == 0
	}
	spread := ui.MinHeight + (width*7+n*11)%(60-ui.MinHeight+1)
	return height == spread || (width+height+n)%3 == 0 && (height == ui.MinHeight || width == ui.MinWidth || width == 160)
}
