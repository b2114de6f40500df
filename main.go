// Command authdoctor takes a failed NetSuite OAuth 2.0 login to its fix.
package main

import (
	"os"

	"authdoctor/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) }
