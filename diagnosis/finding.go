package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
)

// Status is the result of a check.
type Status string

// The statuses.
const (
	Fail      Status = "fail"
	Warn      Status = "warn"
	Pass      Status = "pass"
	Unchecked Status = "unchecked"
)

// Actor is who carries out a step.
type Actor string

// The actors.
const (
	Administrator Actor = "administrator"
	Integrator    Actor = "integrator"
)

// Finding is what one check found for one subject. Its lists are empty, never nil, and its
// JSON follows schema 1.
type Finding struct {
	ID     string `json:"id"` // of the check: kebab-case, stable
	Status Status `json:"status"`
	Title  string `json:"title"` // one line, printable
	// Token is the place in Case.Tokens of the token that the finding is about, from 1; 0
	// where it is not about a token.
	Token int `json:"token,omitempty"`
	// Exchange is the place in Case.Exchanges of the request or answer that the finding is
	// about, from 1; 0 where it is about none.
	Exchange int `json:"exchange,omitempty"`
	// Online is the online check that saw what the finding is about, "" for none.
	Online online.ID `json:"online,omitempty"`
	// Key is the name of the file or key that the finding is about, "" where it is about none.
	Key string `json:"key,omitempty"`
	// Facts are those that the finding depends on: if one is wrong, so is the finding.
	Facts    []FactName `json:"facts,omitempty"`
	Evidence []Evidence `json:"evidence"`
	Why      string     `json:"why"`
	Fix      []Fix      `json:"fix"`    // one step each
	Verify   string     `json:"verify"` // how to see that it is fixed
	Codes    []Code     `json:"codes"`  // likeliest first
	Page     string     `json:"page"`   // path in content
	// Because, Supply and Lacks are for Unchecked: what is missing, how to supply it, and the
	// fact that would let the check run, "" where no fact would.
	Because string   `json:"because,omitempty"`
	Supply  string   `json:"supply,omitempty"`
	Lacks   FactName `json:"lacks,omitempty"`
	// Material is what would let the check run where no fact would. Each user interface says
	// how to supply it: the texts here name no key of the keyboard and no flag.
	Material Material `json:"-"`

	claims []claim
	// leftOut reports whether a part of a token is not in the text. It may have been lost in
	// copying, so an answer comes before this finding.
	leftOut bool
	// symptom reports whether the finding is about a failure and not about its cause: its
	// claims count only where no check rules the code out.
	symptom bool
	// aside reports whether the finding is no cause of the failed login: what lies between
	// this computer and NetSuite now, or what will fail one day.
	aside bool
	// unknown is the error of an answer that is not understood, "" for none.
	unknown string
}

// Material is something other than a fact that a check may lack.
type Material string

// The materials.
const (
	MaterialKey        Material = "key" // a certificate, a public key or a key set
	MaterialPassphrase Material = "pass phrase"
)

// Fix is one step of a fix. Command, unless "", does the step on the command line.
type Fix struct {
	Who     Actor  `json:"who"`
	Step    string `json:"step"`
	Command string `json:"command,omitempty"`
}

// Symptom reports whether the finding is about a failure and not about its cause: its codes
// are candidates.
func (f Finding) Symptom() bool { return f.symptom }

// fillLists replaces nil lists by empty ones: [] in JSON, not null.
func (f *Finding) fillLists() {
	if f.Evidence == nil {
		f.Evidence = []Evidence{}
	}
	if f.Fix == nil {
		f.Fix = []Fix{}
	}
	if f.Codes == nil {
		f.Codes = []Code{}
	}
}

// claim is the certainty that a finding gives to one code, and why.
type claim struct {
	code      Code
	certainty Certainty
	because   string
}

// says adds claims about codes, and names the codes unless the claims rule them out.
//
//go:noinline
func (f *Finding) says(certainty Certainty, because string, codes ...Code) {
	for _, code := range codes {
		f.claims = append(f.claims, claim{code, certainty, because})
		if certainty != RuledOut && !slices.Contains(f.Codes, code) {
			f.Codes = append(f.Codes, code)
		}
	}
}

// claiming returns the finding with a claim about codes.
//
//go:noinline
func (f Finding) claiming(certainty Certainty, because string, codes ...Code) Finding {
	f.says(certainty, because, codes...)
	return f
}

// naming returns the finding with a claim about codes, and with the page of the first.
func (f Finding) naming(certainty Certainty, because string, codes ...Code) Finding {
	f.Page = codes[0].Path()
	return f.claiming(certainty, because, codes...)
}

// asWarning turns a fault into a warning.
func asWarning(f Finding, applies bool) (Finding, bool) {
	f.Status = Warn
	return f, applies
}

// passed returns a finding with the status Pass that rules out codes.
func passed(title, because string, excluded ...Code) Finding {
	return Finding{Status: Pass, Title: title}.claiming(RuledOut, because, excluded...)
}

//go:noinline
func integrator(steps ...string) []Fix { return fixes(Integrator, steps) }

// mend returns the step that solves a problem of key material.
func mend(p keys.Problem) []Fix {
	return []Fix{{Who: Integrator, Step: p.Fix, Command: p.Command}}
}

// comparePair is the command that checks whether a private key and a certificate belong
// together.
const comparePair = "authdoctor key inspect private.pem public.pem"

//go:noinline
func administrator(steps ...string) []Fix { return fixes(Administrator, steps) }

//go:noinline
func fixes(who Actor, steps []string) []Fix {
	out := make([]Fix, len(steps))
	for i, step := range steps {
		step, command, _ := strings.Cut(step, "\n")
		out[i] = Fix{Who: who, Step: step, Command: command}
	}
	return out
}
