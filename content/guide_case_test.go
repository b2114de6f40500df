package content

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/worktest"
)

// TestKnownAnswersAgreeWithTheDiagnosis catches a guide that, by what it takes from
// a pasted token alone, leads to a page the Diagnosis rules out.
func TestKnownAnswersAgreeWithTheDiagnosis(t *testing.T) {
	library, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	guide := library.Guide()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	random := rand.New(rand.NewPCG(1, 2))
	leaves := map[string]bool{}
	people := 100
	if worktest.Long {
		people = 400
	}
	for name, token := range tokensOfEveryKind(noon) {
		pasted := diagnosis.Case{At: noon}.With(intake.Recognise(token))
		if len(pasted.Tokens) != 1 {
			t.Fatalf("%s is no token", name)
		}
		for range people {
			c := pasted
			var chosen []Choice
			for {
				d := diagnosis.Diagnose(c)
				walk := guide.Walk(d.Facts, chosen)
				for _, fact := range walk.Facts {
					c.Facts = c.Facts.With(fact)
				}
				if walk.Current != nil {
					chosen = append(chosen, Choice{Question: walk.Current.ID, Answer: random.IntN(len(walk.Current.Answers))})
					continue
				}
				page, _ := library.Page(walk.Page)
				last := walk.Steps[len(walk.Steps)-1]
				leaves[walk.Page] = true
				if page.Code != "" && !last.Chosen {
					if verdict := diagnosis.Diagnose(c).Verdict(page.Code); verdict.Verdict == diagnosis.RuledOut {
						t.Errorf("%s: %q leads to %s, which is ruled out: %s; facts %v", name, last.Question.Text, page.Code, verdict.Because, c.Facts)
					}
				}
				break
			}
		}
	}
	if len(leaves) < 30 {
		t.Errorf("only %d leaves were reached", len(leaves))
	}
}

// tokensOfEveryKind makes tokens without signatures, good and expired.
func tokensOfEveryKind(now time.Time) map[string]string {
	const header, proof = `{"kid":"c.1234567.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`, `{"typ":"JWT","alg":"PS256","kid":"HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"}`
	client := strings.Repeat("1c34", 16)
	issued := func(mark string, from time.Time, life int64) string {
		return fmt.Sprintf(`{"sub":"1000;12","aud":["6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A;1234567",%q],"scope":["restlets"],"iss":"https://system.netsuite.com","oit":%d,"iat":%[2]d,"exp":%d,"jti":"1234567.%s.%d000"}`,
			client, from.Unix(), from.Unix()+life, mark, from.Unix())
	}
	const chain = "5b3236b9-ffee-42d3-bd57-4be7b4439a37_1"
	tokens := map[string]string{}
	for name, from := range map[string]time.Time{"good": now.Add(-5 * time.Minute), "expired": now.AddDate(0, 0, -9)} {
		for kind, claims := range map[string]string{
			"access": issued("a-a."+chain, from, 3600), "machine": issued("a-c.null", from, 3600), "refresh": issued("r-a."+chain, from, 604800), "id": issued("i."+chain, from, 10800),
			"assertion": fmt.Sprintf(`{"iss":%q,"scope":["restlets"],"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":%d,"exp":%d}`, client, from.Unix(), from.Unix()+600),
		} {
			head := header
			if kind == "assertion" {
				head = proof
			}
			encode := base64.RawURLEncoding.EncodeToString
			tokens[name+" "+kind] = encode([]byte(head)) + "." + encode([]byte(claims))
		}
	}
	return tokens
}

// complete are the questions whose answers leave nothing out.
var complete = []string{
	"which-rows-does-the-trail-show-for-that-minute",
	"featuredisabled-is-token-based-access-token-name-filled",
	"entityorroledisabled-is-token-based-access-token-name-filled",
	"is-public-client-checked-on-the-integration-record",
	"did-anything-else-send-this-refresh-token-before",
	"which-login-permission-does-the-role-have",
	"are-client-id-and-redirect-uri-exactly-those-of-the-record",
	"is-the-integration-record-ready-for-the-authorization-code-flow",
	"is-the-integration-record-ready-for-client-credentials",
	"is-the-certificate-mapped-and-is-its-certificate-id-the-kid",
	"which-grant-boxes-does-the-record-of-the-assertion-show",
	"is-the-oauth-20-feature-on-although-the-setup-page-is-missing",
}

// TestEmbeddedGuideLeavesNobodyOut catches a question without an answer for users for whom no
// other answer is right.
func TestEmbeddedGuideLeavesNobodyOut(t *testing.T) {
	for id, question := range embeddedLibrary(t).Guide().Questions {
		if slices.ContainsFunc(question.Answers, Answer.isElse) == slices.Contains(complete, id) {
			t.Errorf("%q: add an answer that begins with %q, or list the question as complete; not both", question.Text, somethingElse)
		}
	}
	for _, id := range complete {
		if _, there := embeddedLibrary(t).Guide().Questions[id]; !there {
			t.Errorf("there is no question %q", id)
		}
	}
}
