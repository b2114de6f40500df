package diagnosis

import "authdoctor/diagnosis/token"

// decodingChecks report what reading the token met.
var decodingChecks = []Check{
	problemCheck(token.ProblemStructure, "Parts", "The token has its three parts"),
	problemCheck(token.ProblemEncoding, "Encoding", "Each part is base64url without padding"),
	problemCheck(token.ProblemJSON, "JSON", "Header and payload are JSON objects"),
	problemCheck(token.ProblemDuplicates, "Names", "No name stands twice"),
	problemCheck(token.ProblemHidden, "Characters", "No control or invisible characters"),
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
		return passed(good, ""), true
	}}
}
