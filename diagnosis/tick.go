package diagnosis

// TickName names something that a step of a lesson waits for. The names are a public contract:
// lessons use them.
type TickName string

// TickState is whether a step is done.
type TickState string

// The states.
const (
	TickOpen    TickState = "open"
	TickDone    TickState = "done"
	TickFailing TickState = "failing"
)

// Tick is what a Case shows of something that a step waits for. Only what passed with evidence
// from this Case is done, never what was not checked.
type Tick struct {
	State TickState
	By    string // what ticked it, or what fails: one line, printable
	// Source is where the evidence comes from.
	Source Source
	// Finding is the place in Diagnosis.Findings of the finding that passed or fails, from 1; 0
	// for none.
	Finding int
}

// tickRule is a row of the table of ticks.
type tickRule struct {
	name TickName
	// means is what a step can wait for, in words.
	means string
	tick  func(c Case, d Diagnosis) Tick
}

var tickRules = []tickRule{}

// TickNames returns the names of all ticks.
func TickNames() []TickName {
	names := make([]TickName, len(tickRules))
	for i, rule := range tickRules {
		names[i] = rule.name
	}
	return names
}

// TickOf returns what a Case shows of one thing that a step waits for.
func TickOf(c Case, d Diagnosis, name TickName) Tick {
	for _, rule := range tickRules {
		if rule.name == name {
			return rule.tick(c, d)
		}
	}
	return Tick{State: TickOpen}
}
