package keysetup_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensKeySetup catches what uitest.Run does, on the screens of this package.
func TestScreensKeySetup(t *testing.T) { uitest.Run(t, uitest.KeySetupScenes) }
