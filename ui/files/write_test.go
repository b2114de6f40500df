package files_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/ui/files"
	"authdoctor/ui/uitest"
)

// TestMadeFilesAreClean catches a file of ours that holds anything raw.
func TestMadeFilesAreClean(t *testing.T) {
	disk := &uitest.MemoryDisk{MapFS: fstest.MapFS{}}
	if err := files.WriteSecret(disk, "a", []byte("text\x1b[31m\n\u202e\xff")); err != nil {
		t.Fatal(err)
	}
	if err := files.WritePair(disk, "b", []byte("\x1b"), "c", []byte("\x1b")); err != nil {
		t.Fatal(err)
	}
	for name, file := range disk.MapFS {
		for _, line := range strings.Split(string(file.Data), "\n") {
			uitest.MustBeClean(t, line, name)
		}
	}
}
