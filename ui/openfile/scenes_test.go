package openfile_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensOpenFile catches what uitest.Run does, on the screens of this package.
func TestScreensOpenFile(t *testing.T) { uitest.Run(t, uitest.OpenFileScenes) }
