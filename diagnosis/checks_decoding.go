package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// decodingChecks report the problems found in decoding a token.
var decodingChecks = []Check{
	problemCheck(token.ProblemStructure, "Parts", "The token has its three parts"),
	problemCheck(token.ProblemEncoding, "Encoding", "Each part is base64url without padding"),
	problemCheck(token.ProblemJSON, "JSON", "Header and payload are JSON objects"),
	problemCheck(token.ProblemDuplicates, "Names", "No name appears twice"),
	problemCheck(token.ProblemHidden, "Characters", "No control or invisible characters"),
	{ID: "redacted-claims", Title: "Values left out", Needs: NeedsToken, run: checkElided},
}

// checkElided lists the values of a decoded token that are not in the text. A placeholder
// either hides a value or is what the program sent.
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
		f.Status, f.Title = Warn, first.Where+" has a placeholder: is it also in the token?"
		f.Why = "Either it only hides the value in this copy, or the signing program did not fill in the value."
		f.Fix = integrator("Decode the token that is sent, and check "+first.Where+".", "If it has the placeholder, fill in the value in the program that signs.")
		return f, true
	case len(hidden) > 0:
		return Finding{Status: Unchecked, Title: "Redacted here: " + strings.Join(hidden, ", ") + " (that is fine; the rest is checked)",
			Because: "the value is not in the text", Supply: "nothing to do"}, true
	}
	return Finding{}, false
}

// checkTakenOut lists the parts of a token that were removed. That is no fault: no token
// belongs in a ticket.
func checkTakenOut(t *token.Token) Finding {
	names := strings.Join(t.TakenOut, " and ")
	switch {
	case t.Decoded && t.Lacks("header"):
		return Finding{Status: Unchecked, Title: "The text has only the token's claims: the header was not checked",
			Because: "alg and kid are in the header", Supply: "paste the header beside the claims"}
	case t.Decoded && t.Lacks("payload"):
		return Finding{Status: Unchecked, Title: "The text has only the token's header: the claims were not checked",
			Because: "iss, aud, scope and the times are in the claims", Supply: "paste the claims beside the header"}
	case t.Decoded:
		return passed("Header and claims are present, decoded; there is no signature", "")
	case t.Lacks("header") && t.Lacks("payload"):
		title, got := "The token is redacted completely", "a placeholder"
		if !t.Lacks("signature") {
			title, got = "The token is redacted: only its signature is in the text", "the signature alone"
		}
		return Finding{Status: Warn, Title: title,
			Evidence: evidence("token", "header and payload", got), Why: "It is safe to share like this, but shows nothing about the token.",
			Fix:    integrator("Decode the token on your own machine, and compare exp, aud, scope and kid with the page.", "If someone else must see the token, share header and payload without the signature."),
			Verify: "authdoctor shows header and payload.", Page: "symptoms/token-does-not-decode.md"}
	case names == "signature":
		return passed("Header and payload are present; the signature is redacted", "")
	}
	return Finding{Status: Unchecked, Title: "Redacted here: " + names + " (that is fine; the rest is checked)",
		Because: "these parts are not in the text", Supply: "nothing to do"}
}

// problemCheck returns the check that reports the problems of one id. Problems after a
// fatal one are left out: they follow from it.
func problemCheck(id, title, good string) Check {
	return Check{ID: id, Title: title, Needs: NeedsToken, run: func(s *subject) (Finding, bool) {
		problems := s.token.Problems
		fatal := slices.IndexFunc(problems, func(p token.Problem) bool { return p.Fatal })
		if fatal >= 0 {
			problems = problems[:fatal+1]
		}
		var found Finding
		for _, problem := range problems {
			if problem.ID != id {
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
		switch {
		case found.Title != "":
			return found, true
		case fatal >= 0, s.token.Decoded && id == token.ProblemEncoding: // a decoded token has no encoding
			return Finding{}, false
		case len(s.token.TakenOut) > 0 && id == token.ProblemStructure:
			return checkTakenOut(s.token), true
		}
		return passed(good, ""), true
	}}
}
