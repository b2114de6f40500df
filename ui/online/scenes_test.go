package online_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensOnline catches what uitest.Run does, on the screens of this package.
func TestScreensOnline(t *testing.T) { uitest.Run(t, uitest.OnlineScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
