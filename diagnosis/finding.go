package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/keys"
)

// Status is what a check says about the one thing it looks at.
type Status string

// The statuses.
const (
	Fail      Status = "fail"
	Warn      Status = "warn"
	Pass      Status = "pass"
	Unchecked Status = "unchecked"
)

// Actor is who must act.
type Actor string

// The actors.
const (
	Administrator Actor = "administrator"
	Integrator    Actor = "integrator"
)

// Finding is what one check saw. Its lists are empty, never nil, and its JSON is
// that of schema 1.
type Finding struct {
	ID     string `json:"id"` // of the check: kebab-case, stable
	Status Status `json:"status"`
	Title  string `json:"title"` // one line, printable
	// Token is the place of the token in Case.Tokens it speaks of, from 1; 0
	// where it speaks of the Case.
	Token int `json:"token,omitempty"`
	// Exchange is the place of the request or answer in Case.Exchanges it speaks
	// of, from 1; 0 where it speaks of none.
	Exchange int `json:"exchange,omitempty"`
	// Key names the file or key it speaks of, "" where it speaks of none.
	Key string `json:"key,omitempty"`
	// Facts are those it weighs: where one of them is mistaken, so is the finding.
	Facts    []FactName `json:"facts,omitempty"`
	Evidence []Evidence `json:"evidence"`
	Why      string     `json:"why"`
	Fix      []Fix      `json:"fix"`    // one step each
	Verify   string     `json:"verify"` // how to see that it is fixed
	Codes    []Code     `json:"codes"`  // likeliest first
	Page     string     `json:"page"`   // path in content
	// Because and Supply are for unchecked: what is missing, how to give it.
	// Lacks is the fact that would let the check run, "" where no fact would.
	Because string   `json:"because,omitempty"`
	Supply  string   `json:"supply,omitempty"`
	Lacks   FactName `json:"lacks,omitempty"`
	// Material is what would let the check run where no fact would. How it is given,
	// each surface says in its own words: the texts here name no key and no flag.
	Material Material `json:"-"`

	claims []claim
	// leftOut reports whether a part of a token is not in the text; where an answer is, the
	// copy is as likely at fault as the token.
	leftOut bool
	// symptom reports whether the finding tells of a failure and not of its cause: its
	// claims count only where nothing else speaks against them.
	symptom bool
	// unknown is the error of an answer that the finding makes nothing of.
	unknown string
}

// Material is what a check may lack that is no fact.
type Material string

// The materials.
const (
	MaterialKey        Material = "key" // a certificate, a public key or a key set
	MaterialPassphrase Material = "pass phrase"
)

// Evidence is one value looked at. All three are printable and hold no secret.
type Evidence struct {
	Where    string `json:"where"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

// Fix is one step of fixing it. Command does it on the command line.
type Fix struct {
	Who     Actor  `json:"who"`
	Step    string `json:"step"`
	Command string `json:"command,omitempty"`
}

// Symptom reports whether the finding tells of a failure and not of its cause: its codes
// are candidates.
func (f Finding) Symptom() bool { return f.symptom }

// fillLists makes lists that nobody wrote to empty ones: [] in JSON, not null.
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

// claim is what a finding says about one code.
type claim struct {
	code      Code
	certainty Certainty
	because   string
}

// says adds a claim to a finding, and the code to what the finding names unless
// the claim excludes it.
func (f *Finding) says(certainty Certainty, because string, codes ...Code) {
	for _, code := range codes {
		f.claims = append(f.claims, claim{code, certainty, because})
		if certainty != RuledOut && !slices.Contains(f.Codes, code) {
			f.Codes = append(f.Codes, code)
		}
	}
}

// claiming returns the finding with a claim about codes.
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

// passed is a finding that is all right; it excludes the codes for that reason.
func passed(title, because string, excluded ...Code) Finding {
	f := Finding{Status: Pass, Title: title}
	f.says(RuledOut, because, excluded...)
	return f
}

func evidence(where, expected, got string) []Evidence {
	return []Evidence{{Where: where, Expected: expected, Got: got}}
}

func integrator(steps ...string) []Fix { return fixes(Integrator, steps) }

// mend is what a problem of key material asks for.
func mend(p keys.Problem) []Fix {
	return []Fix{{Who: Integrator, Step: p.Fix, Command: p.Command}}
}

// comparePair is the command that says whether private key and certificate belong
// together.
const comparePair = "authdoctor key inspect private.pem public.pem"

func administrator(steps ...string) []Fix { return fixes(Administrator, steps) }

func fixes(who Actor, steps []string) []Fix {
	out := make([]Fix, len(steps))
	for i, step := range steps {
		out[i] = Fix{Who: who, Step: step}
	}
	return out
}
