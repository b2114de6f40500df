package diagnosis

// Value is a value that somebody enters in NetSuite or in the client, computed from a Case.
// Lessons and code to take along name it in angle brackets: <token address>.
type Value struct {
	Name  string // "token address"
	Value string // printable; "" if it is not known
	From  string // what it was computed from, in words
	Lacks string // what is missing, in words; "" if it is known
}

// Worksheet returns the values of a Case, known or not, in the order of the steps.
func Worksheet(c Case, d Diagnosis) []Value { return nil }
