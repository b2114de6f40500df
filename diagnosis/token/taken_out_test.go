package token_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// TestTakenOut catches a redacted token that is called damaged, a part that was taken
// out and is judged, and a part that is there and is not judged.
func TestTakenOut(t *testing.T) {
	h, p, s := encode(issuedHeader), encode(accessClaims), strings.Repeat("Ab", 341)+"A"
	for _, mark := range []string{"<removed>", "[removed]", "[signature removed]", "(hidden)", "***", "****", "•••", "█████", "…", "...", "....", "REDACTED", "redacted", "xxxx", "XXXXXXXX", "undefined", "<signature>", "signature", "SIGNATURE_REMOVED", "deleted", "XXXX-SIGNATURE-XXXX", "[REDACTED]", "{{signature}}", "${SIG}"} {
		for name, c := range map[string]struct {
			text, out string
		}{
			"signature":             {h + "." + p + "." + mark, "signature"},
			"payload and signature": {h + "." + mark, "payload signature"},
			"both, two marks":       {h + "." + mark + "." + mark, "payload signature"},
			"payload":               {h + "." + mark + "." + s, "payload"},
		} {
			if name == "signature" && (mark == "…" || mark == "...") {
				continue // below
			}
			got, _ := token.Parse("Bearer " + c.text)
			if out := strings.Join(got.TakenOut, " "); out != c.out || len(got.Problems) > 0 || got.Signed {
				t.Errorf("%s %q: taken out %q, problems %q, signed %v; want %q", name, mark, out, problemIDs(got), got.Signed, c.out)
			}
			if got.Algorithm != "RS256" {
				t.Errorf("%s %q: the header is not read", name, mark)
			}
			if name == "signature" && got.Kind != token.Access {
				t.Errorf("%s %q: the kind is %s", name, mark, got.Kind)
			}
		}
	}
	for text, want := range map[string]string{
		h + "." + p + "." + s[:20] + "…":              "signature",
		h + "." + p + "." + s[:20] + "***":            "signature",
		h + "." + p + "." + s[:20] + "..." + s[:9]:    "signature",
		h + "." + p + "...":                           "signature", // the payload is whole
		h + "." + p[:60] + "…":                        "payload signature",
		h + "." + p[:60] + "'... 900 more characters": "payload signature",
		h + "." + p[:60] + "\"…":                      "payload signature",
		h + "." + p[:60] + " [truncated]":             "payload signature",
		h + "." + p[:60] + " (rest cut)":              "payload signature",
		h + "." + p[:30] + "...." + p[40:] + "." + s:  "payload",
		h + "." + p + "." + s + " (see below)":        "",
		h + "...":                                     "payload signature",
		h + "…":                                       "payload signature",
		h[:30] + "…":                                  "header payload signature",
		h[:30] + "…" + s[:20]:                         "header payload signature",
		h[:30] + "..." + s[:20]:                       "header payload signature",
		"<removed>." + p + "." + s:                    "header",
		"***." + p + ".***":                           "header signature",
		"…." + p + ".…":                               "header signature",
		"[removed]." + p + ".[removed]":               "header signature",
		"." + p + "." + s:                             "header",
		h + "." + p[:40] + "xxxxxxxx." + s:            "payload",
		h + "." + p + "." + s[:40] + "XXXXXXXX":       "signature",
		h + ".." + s:                                  "payload",
		h + "..***":                                   "payload signature",
		"***.." + s:                                   "header payload",
		"***.***." + s:                                "header payload",
		"[removed].[removed].[removed]":               "header payload signature",
		h + "=." + p + "." + s:                        "", // padding
		h + "." + p:                                   "",
		h + "." + p + ".":                             "",
		h + "." + p + "." + s:                         "",
		"<" + h + "." + p + "." + s + ">":             "",
		"[" + h + "." + p + "]":                       "",
		h + "." + p + "." + s + "<br>":                "",
		h + "." + p[:10] + "*" + p[11:] + "." + s:     "", // one star is a fault
		h + "." + p + "." + strings.Repeat("x", 86):   "signature",
	} {
		got, _ := token.Parse(text)
		if out := strings.Join(got.TakenOut, " "); out != want {
			t.Errorf("%.20s…%q: taken out %q; want %q", text, text[max(0, len(text)-20):], out, want)
		}
	}
}
