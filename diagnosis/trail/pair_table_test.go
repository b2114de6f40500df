package trail

import "testing"

// TestScatter catches numbers that share slots because some of their bits do not count: a
// look-up then passes over thousands of others. Keys of this package are several numbers
// side by side, each of which may be the only one that differs.
func TestScatter(t *testing.T) {
	keys := map[string]func(high, low int) uint64{
		"hours": func(high, low int) uint64 {
			return cellKey{uint32(high), packDay(date{2026, 1, uint8(1 + low/24), true}), int8(low % 24)}.pack()
		},
		"pairs": func(high, low int) uint64 { return uint64(high)<<32 | uint64(low) },
		"parts": func(high, low int) uint64 { return partKey{int32(high), int32(low), 2, false}.pack() },
	}
	for name, key := range keys {
		for _, highs := range []int{1, 70, 10_000} {
			n := newNumbers()
			for high := range highs {
				for low := range 40_000 / highs {
					n.place(key(high, low))
				}
			}
			run, longest := 0, 0
			for _, place := range n.slots {
				if run++; place == 0 {
					run = 0
				}
				longest = max(longest, run)
			}
			if longest > 500 {
				t.Errorf("%s: with %d of the higher number, %d slots are taken in a row", name, highs, longest)
			}
		}
	}
}
