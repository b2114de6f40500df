package record_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensRecord catches what uitest.Run does, on the screens of this package.
func TestScreensRecord(t *testing.T) { uitest.Run(t, uitest.RecordScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
