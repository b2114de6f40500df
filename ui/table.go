package ui

// screenOf makes the screen for a destination. Nothing else outside its folder names a
// concrete screen.
func screenOf(s *session, to Destination) screen {
	switch to := to.(type) {
	case Guide:
		return newGuide(s)
	case Codes:
		return newCodes(s)
	case Page:
		return newPage(s, to)
	case Token:
		return newTokenScreen(s)
	case Exchange:
		return newExchangeScreen(s)
	case Verdicts:
		return newVerdicts(s)
	case Facts:
		return newFacts(s)
	case Record:
		return newRecord(s)
	case Keys:
		return newKeySetup(s)
	case NewPair:
		return newNewPair(s)
	case NewAssertion:
		return newNewAssertion(s)
	case File:
		return newOpenFile(s, to)
	case Trail:
		return newTrail(s)
	case TrailRows:
		return newTrailRows(s, to)
	case Another:
		return newAnotherCase(s, to.Waiting)
	}
	return newHome(s)
}

// companions look after what belongs to no screen.
func companions(s *session) []Companion { return []Companion{newJoin(s)} }
