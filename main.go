// Command authdoctor diagnoses a failed NetSuite OAuth 2.0 login and explains the fix.
package main

import (
	"os"

	"authdoctor/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) }
