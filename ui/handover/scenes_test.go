package handover_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensHandOver catches what uitest.Run does, on the screens of this package.
func TestScreensHandOver(t *testing.T) { uitest.Run(t, uitest.HandOverScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
