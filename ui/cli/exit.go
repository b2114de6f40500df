package cli

import (
	"errors"
	"fmt"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// The exit codes.
const (
	exitSound       = 0   // nothing is wrong and, where keys were given, every signature is verified
	exitProblems    = 1   // problems were found, or a signature that was to be verified is not
	exitFailed      = 2   // it could not be done: usage, unreadable or not understood, a limit
	exitInterrupted = 130 // by ctrl+c or a signal
)

// errProblemsFound ends a command that did its work and found something wrong.
var errProblemsFound = errors.New("problems were found")

// reportedError is an error that the command has already told the user about.
type reportedError struct{ error }

// exitOf is what a Diagnosis of an input ends its command with: nil for exit code 0,
// errProblemsFound for 1, any other error for 2. A fault counts more than a text that
// was not understood beside it, and that more than a signature that is not verified:
// of such a text nobody knows whether it is a fault.
func exitOf(input intake.Input, d diagnosis.Diagnosis) error {
	switch word := d.NotUnderstood(); {
	case d.Count(diagnosis.Fail) > 0:
		return errProblemsFound
	case word != "":
		return notUnderstood(word)
	case input.ErrorLine != "":
		return notUnderstood(input.ErrorLine)
	case d.Unverified:
		return errProblemsFound
	}
	return nil
}

// notUnderstood says which error of the input nothing was made of.
func notUnderstood(word string) error {
	return fmt.Errorf("the input names an error that authdoctor does not know: %s; paste the answer of NetSuite with its status and body, or read the word in the Detail column of the Login Audit Trail", word)
}
