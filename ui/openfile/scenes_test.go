package openfile_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensOpenFile catches what uitest.Run does, on the screens of this package.
func TestScreensOpenFile(t *testing.T) { uitest.Run(t, uitest.OpenFileScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
