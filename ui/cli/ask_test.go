package cli

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis"
)

const (
	refusedCall    = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567-sb1\", error=\"invalid_token\"\n\n"
	refusedRefresh = "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}"
)

// askContract is the contract of ask in schema 1.
var askContract = contract{
	"question": some, "where": some, "fact": text,
	"answers": listOf(contract{"answer": some, "value": text, "page": text}.check),
}

// TestAskInJSON catches an answer that cannot be given on a command line or leads nowhere,
// and a question that is asked again after it was answered.
func TestAskInJSON(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		input string
		facts []string
	}{
		"a refused call":    {refusedCall, nil},
		"with its token":    {refusedCall + "\n" + soundToken(), nil},
		"a refused refresh": {refusedRefresh, []string{"step=refresh"}},
		"any request":       {refusedRefresh, nil},
		"a sound token":     {soundToken(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"--format", "json"}
			for _, fact := range c.facts {
				args = append(args, "--fact", fact)
			}
			ask, ok := document(t, check(c.input, args...).out)["ask"].(map[string]any)
			if !ok {
				t.Fatal("no question is asked")
			}
			if err := askContract.check(ask); err != nil {
				t.Fatalf("ask%v", err)
			}
			if len(ask["answers"].([]any)) < 2 {
				t.Errorf("the answers are %v", ask["answers"])
			}
			for _, item := range ask["answers"].([]any) {
				answer := item.(map[string]any)
				value, page := answer["value"].(string), answer["page"].(string)
				if file, _, _ := strings.Cut(page, "#"); page != "" {
					if _, ok := library.Page(file); !ok {
						t.Errorf("%v leads to %q, which is not a page", answer["answer"], page)
					}
				} else if value == "" {
					t.Errorf("%v sets no fact and leads nowhere", answer["answer"])
				}
				more := slices.Clone(args)
				for _, fact := range strings.Fields(value) {
					if ask["fact"] != "" {
						fact = ask["fact"].(string) + "=" + fact
					}
					if _, err := diagnosis.ParseFact(fact, diagnosis.SourceUser); err != nil {
						t.Errorf("%v: %v", answer["answer"], err)
					}
					more = append(more, "--fact", fact)
				}
				if value == "" {
					continue
				}
				got := document(t, check(c.input, more...).out)
				if again, ok := got["ask"].(map[string]any); ok && again["question"] == ask["question"] {
					t.Errorf("after the answer %v, it asks again: %v", answer["answer"], again["question"])
				}
			}
		})
	}
}

// TestAskOnlyWhereOpen catches a question although the cause is certain or no login failed.
func TestAskOnlyWhereOpen(t *testing.T) {
	for name, input := range map[string]string{
		"an expired token": expiredToken(), "a word": "ScopeMismatched", "a word of TBA": "token_rejected",
		"a success":                     "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"access_token\":\"x\",\"token_type\":\"bearer\",\"expires_in\":\"3600\"}",
		"a limit":                       "HTTP/1.1 429 Too Many Requests\n\n{\"title\":\"Request limit exceeded\",\"status\":429}",
		"a permission behind the login": "HTTP/1.1 403 Forbidden\n\n{\"error\":{\"code\":\"INSUFFICIENT_PERMISSION\",\"message\":\"You do not have permission\"}}",
		"TBA":                           "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: OAuth realm=\"1234567\", error=\"token_rejected\", error_description=\"Invalid login attempt.\"\n\n",
	} {
		if ask, asks := document(t, check(input, "--format", "json").out)["ask"]; asks {
			t.Errorf("%s: asks %v", name, ask)
		}
		if got := check(input); strings.Contains(got.out, "To be sure") {
			t.Errorf("%s: the text asks: %s", name, got.out)
		}
	}
}

// TestAskInText catches a question that is not at the end, and one that does not tell how to
// answer it.
func TestAskInText(t *testing.T) {
	got := check(refusedCall)
	_, ask, found := strings.Cut(got.out, "\nTo be sure: ")
	if !found || strings.Contains(ask, "\n\n") {
		t.Fatalf("the question is not last: %s", got.out)
	}
	for _, want := range []string{"Which word is in the Detail column?", "View Login Audit Trail", "--fact detail=AccessTokenExpired", "--fact detail=WORD"} {
		if !strings.Contains(ask, want) {
			t.Errorf("the question lacks %q: %s", want, ask)
		}
	}
}
