package trail

import (
	"strings"
	"unicode/utf8"
)

// months are unambiguous beginnings of the names of months, in the languages of NetSuite
// that use Latin letters.
var months = [12]string{
	"jan ene gen janv led styc",
	"feb fév fev úno febr lut",
	"mar mär mrt maa bře març mars",
	"apr avr abr dub kwi",
	"may mai mag mei maj kvě",
	"jun juin giu čvn červen cze",
	"jul juil lug čvc červenec lip",
	"aug aoû aou ago srp sie",
	"sep set zář wrz sept",
	"oct okt out ott oct říj paź",
	"nov lis",
	"dec dez déc dic pro gru",
}

// monthNamed returns the number of a month, from 1, by its name or the beginning of it; 0
// for no month. The longest match counts.
func monthNamed(name []byte) int {
	text := strings.ToLower(strings.TrimRight(string(name), "."))
	if utf8.RuneCountInString(text) < 3 {
		return 0
	}
	best, length := 0, 0
	for i, starts := range months {
		for _, start := range strings.Fields(starts) {
			if len(start) > length && strings.HasPrefix(text, start) {
				best, length = i+1, len(start)
			}
		}
	}
	return best
}
