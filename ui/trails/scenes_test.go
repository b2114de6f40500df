package trails_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensTrails catches what uitest.Run does, on the screens of this package.
func TestScreensTrails(t *testing.T) { uitest.Run(t, uitest.TrailsScenes) }
