package ui_test

import (
	"testing"

	"authdoctor/diagnosis/worktest"
)

func TestMain(m *testing.M) { worktest.Main(m) }
