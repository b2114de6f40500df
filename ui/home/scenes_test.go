package home_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensHome catches what uitest.Run does, on the screens of this package.
func TestScreensHome(t *testing.T) { uitest.Run(t, uitest.HomeScenes) }
