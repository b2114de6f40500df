package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/trail"
)

// The exit codes.
const (
	exitSound       = 0   // nothing is wrong and, if keys were given, every signature is verified
	exitProblems    = 1   // problems were found, or a signature could not be verified with the keys given
	exitFailed      = 2   // the command failed: wrong usage, or input that is unreadable, unknown or too long
	exitInterrupted = 130 // ctrl+c or a signal
)

// errProblemsFound is the result of a command that worked and found a problem.
var errProblemsFound = errors.New("problems were found")

// reportedError is an error that the command has already printed.
type reportedError struct{ error }

// exitOf returns the result of a command that diagnosed a Case: nil for exit code 0,
// errProblemsFound for 1, any other error for 2. A fault takes precedence over an error
// that is unknown, which may be a fault, and that over a signature that is not verified.
// The error of a client counts as a fault, although its cause is uncertain.
func exitOf(c diagnosis.Case, d diagnosis.Diagnosis) error {
	switch word := d.NotUnderstood(); {
	case d.Count(diagnosis.Fail) > 0 || c.Line != nil:
		return errProblemsFound
	case word != "" && slices.ContainsFunc(c.Online, func(seen online.Seen) bool { return !seen.Told }): // NetSuite refused it
		return errProblemsFound
	case word != "":
		return notUnderstood(word)
	case c.ErrorLine != "":
		return notUnderstood(c.ErrorLine)
	case d.Unverified:
		return errProblemsFound
	}
	return nil
}

// notUnderstood returns an error that names the unknown error in the input.
func notUnderstood(word string) error {
	return fmt.Errorf("the input names an error that authdoctor does not know: %s; paste the answer of NetSuite with its status and body, or read the word in the Detail column of the Login Audit Trail", word)
}

// exitOfKeys returns nil if NetSuite would accept the certificates that are judged and, if
// private keys were given too, one of them matches.
func exitOfKeys(set *keys.Set, at time.Time) error {
	files, roles := set.Files(), set.Roles()
	if slices.ContainsFunc(files, func(file keys.File) bool { return !file.Readable() }) {
		return reportedError{errors.New("a file could not be read")}
	}
	certified := len(roles.Certificates()) > 0
	for i := range files {
		file := &files[i]
		if judged := roles.Judge(file, at); !judged.Taken() && (roles.Judged(roles.Subject(file)) || !certified) {
			return errProblemsFound
		}
	}
	open := slices.ContainsFunc(set.Of(keys.PrivateKey), func(k keys.Key) bool { return k.Fingerprint() != "" })
	if open && certified && len(roles.Matches()) == 0 {
		return errProblemsFound
	}
	return nil
}

// The values of --fail-on: what makes trail exit with 1.
const (
	failOnFailures  = "failures"
	failOnIncidents = "incidents"
)

// exitOfTrail returns errProblemsFound if the export has a failure or, with --fail-on
// incidents, an incident.
func exitOfTrail(a trailAnswer, failOn string) error {
	if failOn == failOnIncidents && len(a.incidents) == 0 || a.summary.Failures == 0 {
		return nil
	}
	return errProblemsFound
}

// unsure returns an error if an export that would exit with 0 may still have a failure
// or, with --fail-on incidents, an incident: if it was not read to its end, or more than
// one row in a hundred could not be counted.
func unsure(a trailAnswer, failOn string) error {
	if exitOfTrail(a, failOn) != nil {
		return nil
	}
	none := map[bool]string{true: "no incident", false: "no failure"}[failOn == failOnIncidents]
	for _, source := range a.summary.Sources {
		if source.Problem != "" {
			return fmt.Errorf("%s: %s; what was read has %s, and more may be missing", source.Name, printableText(source.Problem), none)
		}
		rows := source.Rows + source.Filtered
		if all, most := uncounted(source); all*100 > rows {
			return fmt.Errorf("%s of %s could not be counted, and the others have %s: %s; %s", plural(all, "row", "rows"), source.Name, none, most.Kind, lineNumbers(most))
		}
		if undated := source.FilteredUndated; undated*100 > rows {
			return fmt.Errorf("the date of %s of %s cannot be read, so they may be outside --since and --until; say which column has the date: --column date=LABEL", plural(undated, "row", "rows"), source.Name)
		}
	}
	return nil
}

// uncounted returns how many rows of a source could not be counted, and those of the most
// frequent reason. Repeated headers and empty lines are not rows.
func uncounted(source trail.SourceSummary) (all int64, most trail.BadRows) {
	for _, bad := range source.Bad {
		if bad.Kind == trail.BadHeader || bad.Kind == trail.BadBlank {
			continue
		}
		all += bad.Count
		if bad.Count > most.Count {
			most = bad
		}
	}
	return all, most
}

// incidentsUnknown returns an error if --fail-on incidents cannot be decided because
// failures have no readable date: an incident is found by the times of its failures.
func incidentsUnknown(a trailAnswer, failOn string) error {
	s := a.summary
	if failOn != failOnIncidents || s.Failures == 0 || len(a.incidents) > 0 || !s.First.IsZero() && s.Undated*100 <= s.Rows {
		return nil
	}
	return fmt.Errorf("the date of %s cannot be read, so there may be an incident; say which column has the date: --column date=LABEL", plural(s.Undated, "row", "rows"))
}
