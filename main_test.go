package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestDependencies catches a parser in the program that only proving the pages needs.
func TestDependencies(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if !slices.Contains(packages, "authdoctor/content") {
		t.Fatal("the list of packages is not that of the program")
	}
	for _, path := range packages {
		if strings.Contains(path, "yaml") {
			t.Errorf("the program depends on %s", path)
		}
	}
}
