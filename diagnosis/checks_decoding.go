package diagnosis

import (
	"strings"

	"authdoctor/diagnosis/token"
)

// decodingChecks report what reading the token met.
var decodingChecks = []Check{
	problemCheck(token.ProblemStructure, "Parts", "The token has its three parts"),
	problemCheck(token.ProblemEncoding, "Encoding", "Each part is base64url without padding"),
	problemCheck(token.ProblemJSON, "JSON", "Header and payload are JSON objects"),
	problemCheck(token.ProblemDuplicates, "Names", "No name appears twice"),
	problemCheck(token.ProblemHidden, "Characters", "No control or invisible characters"),
}

// checkTakenOut says which parts are not there. Whoever took them out did right: no
// token belongs in a ticket.
func checkTakenOut(t *token.Token) Finding {
	names := strings.Join(t.TakenOut, " and ")
	switch {
	case t.Lacks("header") && t.Lacks("payload"):
		title, got := "The token is redacted: nothing of it is in the text", "a placeholder"
		if !t.Lacks("signature") {
			title, got = "The token is redacted: only its signature is in the text", "the signature alone"
		}
		return Finding{Status: Warn, Title: title,
			Evidence: evidence("token", "header and payload", got), Why: "It is safe to share like this, and tells you nothing about the token.",
			Fix:    integrator("Decode the token on your own machine, and compare exp, aud, scope and kid with the page.", "Share header and payload, without the signature, where somebody else must see them."),
			Verify: "Header and payload show here.", Page: "symptoms/token-does-not-decode.md"}
	case names == "signature":
		return passed("Header and payload are there; the signature is redacted", "")
	}
	return Finding{Status: Unchecked, Title: "Redacted here: " + names + " (that is fine; the rest is checked)",
		Because: "these parts are not in the text", Supply: "nothing needs to be added"}
}

// problemCheck reports the problems of one id. Only the first that could not be
// read past counts: what follows from it is no finding of its own.
func problemCheck(id, title, good string) Check {
	return Check{ID: id, Title: title, Needs: NeedsToken, run: func(v *view) (Finding, bool) {
		problems := v.token.Problems
		fatal := -1
		for i, problem := range problems {
			if problem.Fatal {
				fatal = i
				break
			}
		}
		var found Finding
		for i, problem := range problems {
			if problem.ID != id || fatal >= 0 && i > fatal {
				continue
			}
			if found.Title == "" {
				found = Finding{Status: Fail, Title: problem.Title, Why: problem.Why, Fix: integrator(problem.Fix),
					Verify: "The token decodes here without this finding.", Page: "symptoms/token-does-not-decode.md"}
				found.leftOut = problem.LeftOut
				if id == token.ProblemHidden {
					found.Status = Warn
				}
			}
			found.Evidence = append(found.Evidence, Evidence{Where: problem.Where, Expected: problem.Expected, Got: problem.Got})
		}
		if found.Title != "" {
			return found, true
		}
		if fatal >= 0 {
			return Finding{}, false
		}
		if out := v.token.TakenOut; len(out) > 0 && id == token.ProblemStructure {
			return checkTakenOut(v.token), true
		}
		return passed(good, ""), true
	}}
}
