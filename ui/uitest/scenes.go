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

// madeID matches the ID of a certificate that a test made. Golden frames have a fixed text
// in its place.
var madeID = regexp.MustCompile(`[A-Za-z0-9_-]{43}`)

// Play plays the scene with the given name.
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

// update makes the tests write the golden frames again. It is an environment variable,
// because a flag would fail in packages that have no frames.
var update = os.Getenv("AUTHDOCTOR_GOLDEN") != ""

// Scene is a way to reach a screen.
type Scene struct {
	Name string
	Play func(*Terminal)
}

// AllScenes returns the scenes of every package.
func AllScenes() []Scene {
	return slices.Concat(HomeScenes, GuideScenes, PagesScenes, FindingsScenes, RecordScenes, KeySetupScenes, OnlineScenes, OpenFileScenes, TrailsScenes, HandOverScenes, CasesScenes, SetupScenes, ProgramScenes)
}

// Golden compares a frame with the stored one or, if update is set, stores it.
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

// sizeOfSeries reports whether scene n is drawn at a size in the short series. The series
// has every width at the minimum height and at one other height, every height at the
// minimum and the maximum width, and the sizes around both limits. The height that goes
// with a width differs from scene to scene, so that together the scenes cover nearly every
// size.
func sizeOfSeries(n, width, height int) bool {
	switch {
	case width < ui.MinWidth && height < ui.MinHeight:
		return (width+height+n)%16 == 0
	case width < ui.MinWidth || height < ui.MinHeight:
		return width == ui.MinWidth-1 || height == ui.MinHeight-1 || (width+7*height+n)%32 == 0
	}
	spread := ui.MinHeight + (width*7+n*11)%(60-ui.MinHeight+1)
	if width > 160 { // where only the columns get wider
		return height == spread && (width+n)%2 == 0
	}
	return height == spread || (width+height+n)%3 == 0 && (height == ui.MinHeight || width == ui.MinWidth || width == 160)
}
