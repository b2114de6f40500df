package home_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensHome catches what uitest.Run does, on the screens of this package.
func TestScreensHome(t *testing.T) { uitest.Run(t, uitest.HomeScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
