package setup_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensSetup catches what uitest.Run does, on the screens of this package.
func TestScreensSetup(t *testing.T) { uitest.Run(t, uitest.SetupScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
