package diagnosis

import (
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// decodingChecks report what reading the token met.
var decodingChecks = []Check{
	problemCheck(token.ProblemStructure, "Parts", "The token has its three parts"),
	problemCheck(token.ProblemEncoding, "Encoding", "Each part is base64url without padding"),
	problemCheck(token.ProblemJSON, "JSON", "Header and payload are JSON objects"),
	problemCheck(token.ProblemDuplicates, "Names", "No name appears twice"),
	problemCheck(token.ProblemHidden, "Characters", "No control or invisible characters"),
	{ID: "redacted-claims", Title: "Values left out", Needs: NeedsToken, run: checkElided},
}

// checkElided says which values of a decoded token are not in the text. A placeholder may
// hide a value, and it may be what the program sent.
func checkElided(s *subject) (Finding, bool) {
	var hidden []string
	f := Finding{Page: unfilledPage, Verify: "The value is in the token, and the request is accepted."}
	for _, e := range s.token.Elided {
		if e.Presence == border.Redacted {
			hidden = append(hidden, e.Name)
			continue
		}
		object := s.token.Claims
		if _, found := object.Get(e.Name); !found {
			object = s.token.Header
		}
		f.Evidence = append(f.Evidence, Evidence{Where: e.Name, Expected: "the value", Got: orNothing(object, e.Name)})
	}
	switch {
	case len(f.Evidence) > 0:
		first := f.Evidence[0]
		f.Status, f.Title = Warn, first.Where+" holds a placeholder: is it in the token, too?"
		f.Why = "Either it hides the value in this copy, and then nothing is wrong with it, or nothing replaced it in the program that signs."
		f.Fix = integrator("Decode the token that is sent, and look at "+first.Where+".", "If the placeholder is there, fill in the value in the program that signs.")
		return f, true
	case len(hidden) > 0:
		return Finding{Status: Unchecked, Title: "Redacted here: " + strings.Join(hidden, ", ") + " (that is fine; the rest is checked)",
			Because: "the value is not in the text", Supply: "nothing needs to be added"}, true
	}
	return Finding{}, false
}

// checkTakenOut says which parts are not there. Whoever took them out did right: no
// token belongs in a ticket.
func checkTakenOut(t *token.Token) Finding {
	names := strings.Join(t.TakenOut, " and ")
	switch {
	case t.Decoded && t.Lacks("header"):
		return Finding{Status: Unchecked, Title: "Only the claims of the token are in the text: its header is not judged",
			Because: "alg and kid are in the header", Supply: "paste the header beside the claims"}
	case t.Decoded && t.Lacks("payload"):
		return Finding{Status: Unchecked, Title: "Only the header of the token is in the text: its claims are not judged",
			Because: "iss, aud, scope and the times are in the claims", Supply: "paste the claims beside the header"}
	case t.Decoded:
		return passed("Header and claims are there, decoded; there is no signature", "")
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
	return Check{ID: id, Title: title, Needs: NeedsToken, run: func(s *subject) (Finding, bool) {
		problems := s.token.Problems
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
		if s.token.Decoded && id == token.ProblemEncoding {
			return Finding{}, false // the text has none
		}
		if fatal >= 0 {
			return Finding{}, false
		}
		if out := s.token.TakenOut; len(out) > 0 && id == token.ProblemStructure {
			return checkTakenOut(s.token), true
		}
		return passed(good, ""), true
	}}
}
