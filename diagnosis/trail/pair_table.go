package trail

// numbers assigns places, 0, 1, 2 and so on, to different numbers. It is a hash table for
// them alone, which is faster than a map for a million rows.
type numbers struct {
	slots []int32 // place + 1; 0 is free. The length is a power of two, at most ¾ full.
	keys  []uint64
}

func newNumbers() numbers { return numbers{slots: make([]int32, 64)} }

// scatter hashes a number. All of its bits count, as keys are several numbers side by side,
// and neighbours do not share slots. One multiplication is not enough for either.
func scatter(n uint64) uint64 {
	n = (n ^ hashSeed[0]) * 0x9e3779b97f4a7c15
	return (n ^ n>>32) * 0xff51afd7ed558ccd >> 32
}

// place returns the place of a number; isNew reports whether it was assigned by this call.
func (n *numbers) place(key uint64) (place int32, isNew bool) {
	mask := uint64(len(n.slots) - 1)
	slot := scatter(key) & mask
	for n.slots[slot] != 0 {
		if place := n.slots[slot] - 1; n.keys[place] == key {
			return place, false
		}
		slot = (slot + 1) & mask
	}
	n.keys = append(n.keys, key)
	n.slots[slot] = int32(len(n.keys))
	if len(n.keys)*4 > len(n.slots)*3 {
		n.grow()
	}
	return int32(len(n.keys) - 1), true
}

// has reports whether a number has a place.
func (n *numbers) has(key uint64) bool {
	mask := uint64(len(n.slots) - 1)
	for slot := scatter(key) & mask; n.slots[slot] != 0; slot = (slot + 1) & mask {
		if n.keys[n.slots[slot]-1] == key {
			return true
		}
	}
	return false
}

func (n *numbers) grow() {
	n.slots = make([]int32, len(n.slots)*2)
	mask := uint64(len(n.slots) - 1)
	for i, key := range n.keys {
		slot := scatter(key) & mask
		for n.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		n.slots[slot] = int32(i) + 1
	}
}

// pairTable counts failures by code and application, which are places in their tables.
type pairTable struct {
	numbers
	entries []pairEntry
	rest    pairEntry // pairs beyond mostPairs, together
}

// mostPairs bounds the memory that pairs take.
const mostPairs = 100_000

type pairEntry struct {
	code, application int32
	number            uint32 // in the series; noPair until it has one
	counts
}

func newPairTable() *pairTable { return &pairTable{numbers: newNumbers()} }

// of returns the entry of a pair, in which -1 is a value without a place in its table. It is
// valid until the next call.
func (t *pairTable) of(code, application int32) *pairEntry {
	key := uint64(uint32(code))<<32 | uint64(uint32(application))
	if code < 0 || application < 0 || len(t.entries) >= mostPairs && !t.has(key) {
		return &t.rest
	}
	place, isNew := t.place(key)
	if isNew {
		t.entries = append(t.entries, pairEntry{code: code, application: application, number: noPair})
	}
	return &t.entries[place]
}
