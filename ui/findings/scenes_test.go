package findings_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensFindings catches what uitest.Run does, on the screens of this package.
func TestScreensFindings(t *testing.T) { uitest.Run(t, uitest.FindingsScenes) }
