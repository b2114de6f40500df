package record_test

import (
	"testing"

	"authdoctor/ui/uitest"
)

// TestScreensRecord catches what uitest.Run does, on the screens of this package.
func TestScreensRecord(t *testing.T) { uitest.Run(t, uitest.RecordScenes) }
