package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/trail"
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
// errProblemsFound for 1, any other error for 2. The error of a client is a fault, though
// its cause is unsure. A fault counts more than a text that
// was not understood beside it, and that more than a signature that is not verified:
// of such a text nobody knows whether it is a fault.
func exitOf(input intake.Input, d diagnosis.Diagnosis) error {
	switch word := d.NotUnderstood(); {
	case d.Count(diagnosis.Fail) > 0 || input.Line != nil:
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

// notUnderstood names which error of the input nothing was made of.
func notUnderstood(word string) error {
	return fmt.Errorf("the input names an error that authdoctor does not know: %s; paste the answer of NetSuite with its status and body, or read the word in the Detail column of the Login Audit Trail", word)
}

// exitOfKeys is 0 where NetSuite would take the certificates, and no private key
// beside them is that of another.
func exitOfKeys(files []keys.File, pairs []match, at time.Time) error {
	certificates := 0
	var taken error
	for _, file := range files {
		if !file.Readable() {
			return reportedError{errors.New("a file could not be read")}
		}
		if file.Has(keys.Certificate) {
			certificates++
		}
	}
	for _, file := range files {
		if judged := file.Judge(at); !judged.Taken() && (file.Has(keys.Certificate) || certificates == 0) {
			taken = errProblemsFound
		}
	}
	if slices.ContainsFunc(pairs, func(m match) bool { return m.Strays }) {
		taken = errProblemsFound
	}
	return taken
}

// The values of --fail-on: what of an export ends with exit code 1.
const (
	failOnFailures  = "failures"
	failOnIncidents = "incidents"
)

// exitOfTrail is errProblemsFound where the export has a failure or, with --fail-on
// incidents, an incident.
func exitOfTrail(a trailAnswer, failOn string) error {
	if failOn == failOnIncidents && len(a.incidents) == 0 || a.summary.Failures == 0 {
		return nil
	}
	return errProblemsFound
}

// unsure says why an export that would end with 0 may have a failure or, with --fail-on
// incidents, an incident all the same: it was not read to its end, or more than one row
// in a hundred could not be read. It is nil where that is known.
func unsure(a trailAnswer, failOn string) error {
	if exitOfTrail(a, failOn) != nil {
		return nil
	}
	none := map[bool]string{true: "no incident", false: "no failure"}[failOn == failOnIncidents]
	for _, source := range a.summary.Sources {
		if source.Problem != "" {
			return fmt.Errorf("%s: %s; what was read has %s, and more may be missing", source.Name, printableText(source.Problem), none)
		}
		var all int64
		var most trail.BadRows
		for _, bad := range source.Bad {
			switch bad.Kind {
			case trail.BadHeader, trail.BadBlank:
				continue
			}
			all += bad.Count
			if bad.Count > most.Count {
				most = bad
			}
		}
		rows := source.Rows + source.Filtered
		if all*100 > rows {
			return fmt.Errorf("%s of %s could not be counted, and the others have %s: %s; %s", plural(all, "row", "rows"), source.Name, none, most.Kind, lineNumbers(most))
		}
		if undated := source.FilteredUndated; undated*100 > rows {
			return fmt.Errorf("the date of %s of %s cannot be read, so whether --since and --until take them is not known; say which column it is: --column date=LABEL", plural(undated, "row", "rows"), source.Name)
		}
	}
	return nil
}

// incidentsUnknown says why it is not known whether an export has an incident: an
// incident is told by the times of its failures. It is nil where that is known.
func incidentsUnknown(a trailAnswer) error {
	s := a.summary
	if s.Failures == 0 || len(a.incidents) > 0 || !s.First.IsZero() && s.Undated*100 <= s.Rows {
		return nil
	}
	return fmt.Errorf("the date of %s cannot be read, so whether there is an incident is not known; say which column it is: --column date=LABEL", plural(s.Undated, "row", "rows"))
}
