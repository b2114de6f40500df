package cases_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/uitest"
)

// TestScreensCases catches what uitest.Run does, on the screens of this package.
func TestScreensCases(t *testing.T) { uitest.Run(t, uitest.CasesScenes) }

func TestMain(m *testing.M) { worktest.Main(m) }
