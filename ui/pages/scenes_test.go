package pages_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensPages catches what uitest.Run does, on the screens of this package.
func TestScreensPages(t *testing.T) { uitest.Run(t, uitest.PagesScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
