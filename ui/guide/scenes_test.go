package guide_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensGuide catches what uitest.Run does, on the screens of this package.
func TestScreensGuide(t *testing.T) { uitest.Run(t, uitest.GuideScenes) }
