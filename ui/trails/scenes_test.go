package trails_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensTrails catches what uitest.Run does, on the screens of this package.
func TestScreensTrails(t *testing.T) { uitest.Run(t, uitest.TrailsScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
