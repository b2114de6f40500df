package pages_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensPages catches what uitest.Run does, on the screens of this package.
func TestScreensPages(t *testing.T) { uitest.Run(t, uitest.PagesScenes) }
