package uitest

import (
	"strings"
	"time"
)

// FindingsScenes show tokens, requests, answers and verdicts, each in a state worth
// testing.
var FindingsScenes = []Scene{
	{"token", func(term *Terminal) { term.PasteText(AccessToken(14*time.Minute + 5*time.Second)) }},
	{"token-expired", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)) }},
	{"token-assertion", func(term *Terminal) { term.PasteText(Assertion()) }},
	{"token-unfolded", func(term *Terminal) {
		term.PasteText(AccessToken(-72 * time.Minute))
		term.Press("down", "space", "down", "down", "space")
	}},
	{"token-end", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("end") }},
	{"verdicts", func(term *Terminal) { term.PasteText(AccessToken(-72 * time.Minute)); term.Press("v", "down") }},
	{"answer", func(term *Terminal) { term.PasteText(RefusedClient); term.Press("down") }},
	{"answer-call", func(term *Terminal) { term.PasteText(RefusedCall); term.Press("down") }},
	{"answer-end", func(term *Terminal) { term.PasteText(RefusedCall); term.Press("end") }},
	{"answer-and-token", func(term *Terminal) {
		term.PasteText(RefusedCall + "\n" + AccessToken(-time.Minute))
		term.Press("down")
	}},
	{"answer-of-tba", func(term *Terminal) {
		term.PasteText(`HTTP/1.1 401 Unauthorized` + "\n" + `WWW-Authenticate: OAuth realm="1234567", error="token_rejected"`)
	}},
	{"redirect", func(term *Terminal) {
		term.PasteText(strings.Replace(RedirectBack, "4fJ0mQb1", "…", 1))
		term.Press("down")
	}},
	{"authorize", func(term *Terminal) { term.PasteText(RedirectBack); term.PasteText(AuthorizeURL); term.Press("down") }},
	{"request", func(term *Terminal) { term.PasteText(CurlWithSecret); term.Press("down") }},
	{"request-end", func(term *Terminal) { term.PasteText(CurlWithSecret); term.Press("end") }},
	{"taken-back", func(term *Terminal) {
		term.PasteText(RefusedCall)
		term.PasteText(AccessToken(-time.Minute))
		term.Wait(2 * time.Minute)
		term.Press("u")
	}},
	{"answer-older", func(term *Terminal) {
		term.PasteText(RefusedCall)
		term.Wait(14*time.Minute + 40*time.Second)
		term.PasteText(AccessToken(-time.Minute))
		term.Press("esc")
	}},
	{"token-older", func(term *Terminal) {
		term.PasteText(AccessToken(-time.Minute))
		term.Wait(14 * time.Minute)
		term.PasteText(RefusedCall)
	}},
	{"ask-word", func(term *Terminal) {
		term.PasteText("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567-sb1\", error=\"invalid_token\"\n\n")
		term.Press("5")
		term.Write("scope")
	}},
	{"ask-answered", func(term *Terminal) { term.PasteText(AccessToken(14 * time.Minute)); term.Press("2") }},
	{"token-trail", func(term *Terminal) { OpenJoined(term, TokenOfTrail(), Audit()); term.Press("down") }},
	{"token-trail-none", func(term *Terminal) { OpenJoined(term, AccessToken(30*time.Minute), Audit()); term.Press("down") }},
}
