package ui_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensProgram catches what uitest.Run does, on the screens of this package.
func TestScreensProgram(t *testing.T) { uitest.Run(t, uitest.ProgramScenes) }
