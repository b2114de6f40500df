package screen

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
)

// TakeOnline adds to the Case what an online check saw and what its answer says, so that it
// can be taken back like a paste. what is the check in words, the request for a token.
func TakeOnline(s *Session, what string, seen online.Seen, input intake.Input) {
	s.Give(what, string(casefile.Sent), s.Case.WithOnline(seen, input), Pieces(diagnosis.Case{}.With(input))...)
	if len(input.Tokens) > 0 {
		s.CloseScreens(TokensReplaced)
	}
	if len(input.Exchanges) > 0 {
		s.CloseScreens(ExchangesReplaced)
	}
}
