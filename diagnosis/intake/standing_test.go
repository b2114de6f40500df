package intake_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/intake"
)

// TestStanding catches a word that counts as read in the trail because somebody typed,
// mentioned or quoted it, and a word of a row or behind the label that does not.
func TestStanding(t *testing.T) {
	header := "Date,Status,User,Role,Detail\n"
	for _, c := range []struct {
		text string
		want intake.Standing
	}{
		// The word and nothing else.
		{"MissingKey", intake.Alone},
		{" missingkey\r\n", intake.Alone},
		{`"MissingKey".`, intake.Alone},
		{"(MissingKey)", intake.Alone},
		{"token_rejected", intake.Alone},
		{"ExplicitLogout", intake.Alone},
		{access + "\nMissingKey\n", intake.Alone},
		{"> MissingKey\n> " + access, intake.Alone},
		{"Hi all,\n\nMissingKey\n\n" + access + "\n\nThanks", intake.Alone},
		{"HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_client\"}\n\nMissingKey", intake.Alone},

		// Named among other words.
		{"we get MissingKey", intake.Named},
		{"We get MissingKey since Monday", intake.Named},
		{"The trail says MissingKey, what now?", intake.Named},
		{"I see MissingKey in the Detail column", intake.Named},
		{"In the Detail column: MissingKey, I think", intake.Named},
		{"with more detail: MissingKey", intake.Named},
		{"MissingKey?", intake.Named},
		{"Detail: MissingKey?", intake.Named},
		{"Detail: perhaps MissingKey", intake.Named},
		{"Detail: MissingKey or so", intake.Named},
		{"Is the Detail MissingKey", intake.Named},
		{"MissingKey\n\nNetSuite does not know the kid of the assertion.", intake.Named},
		{"throw new MissingKey()", intake.Named},
		{"com.example.MissingKey: at line 7", intake.Named},
		{"error: MissingKey", intake.Named},
		{"Failure, MissingKey, as I said", intake.Named},
		{"It is a failure; MissingKey; nothing else", intake.Named},
		{"Reason: MissingKey", intake.Named},
		{"detail MissingKey", intake.Named},
		{"a,MissingKey,b", intake.Named},
		{`{"message":"MissingKey"}`, intake.Named},
		{`{"title":"Unauthorized","detail":"MissingKey"}`, intake.Named},
		{`{"status":"Success","detail":"MissingKey"}`, intake.Named},
		{`the proxy answers {"detail":"MissingKey"} sometimes`, intake.Named},
		{"11/23/2026 1:22 pm,Success,Jo,MissingKey", intake.Named},
		{"11/23/2026 1:22 pm,Failure,Jo,MissingKey Tester", intake.Named},
		{"Fields\tDetails\nFailure\tMissingKey Tester", intake.Named},
		{access + "\nwe get MissingKey with it", intake.Named},
		{"HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n\nsearched for MissingKey", intake.Named},
		{"| Name | Meaning |\n|---|---|\n| MissingKey | the kid names no mapped certificate |", intake.Named},
		{"| Detail | Meaning |\n|---|---|\n| other | see MissingKey |", intake.Named},

		// Behind the label.
		{"Detail: MissingKey", intake.Read},
		{"detail = MissingKey", intake.Read},
		{"DETAIL:MissingKey", intake.Read},
		{"**Detail:** `MissingKey`", intake.Read},
		{"> Detail: MissingKey.", intake.Read},
		{"Detail\tMissingKey", intake.Read},
		{"Detail\nMissingKey\n", intake.Read},
		{"Detail:\nMissingKey\n", intake.Read},
		{"It does not work.\nDetail: MissingKey\nAny idea?", intake.Read},
		{"Status: Failure\nDetail: MissingKey\nRole: 3", intake.Read},
		{"Status: Failure, Detail: MissingKey, Role: 3", intake.Read},
		{"status=Failure; detail=MissingKey; role=3", intake.Read},
		{`{"status":"Failure","detail":"MissingKey"}`, intake.Read},
		{"{\n  \"status\": \"Failure\",\n  \"detail\": \"MissingKey\"\n}", intake.Read},
		{`[{"detail":"MissingKey"}]`, intake.Read},
		{"Detail: Missing\u200bKey", intake.Read},
		{access + "\nDetail: MissingKey", intake.Read},

		// In a row.
		{`"11/23/2026 1:22 pm",Failure,"Smith, Jo",Administrator,10.0.0.1,MissingKey`, intake.Read},
		{"2026-11-23;Failure;;MissingKey;My App", intake.Read},
		{"11/23/2026 1:22 pm\tFailure\tMissingKey", intake.Read},
		{"Failure\tMissingKey", intake.Read},
		{"| 23 Nov | Failure | MissingKey |", intake.Read},
		{"│ 23 Nov │ Failure │ MissingKey │", intake.Read},
		{"| Date | Detail |\n|---|---|\n| 23 Nov | MissingKey |", intake.Read},
		{header + "11/23/2026 1:22 pm,Failure,Jo,Administrator,MissingKey\n", intake.Read},
		{header + strings.Repeat("11/23/2026 1:22 pm,Failure,Jo,Administrator,MissingKey\n", 3), intake.Read},
		{"Here it is:\n11/23/2026 1:22 pm,Failure,Jo,MissingKey\nWhat now?", intake.Read},
		{access + "\n\n11/23/2026 1:22 pm,Failure,Jo,MissingKey\n", intake.Read},
	} {
		got := intake.Recognise(c.text)
		if got.Detail.Name == "" || got.Standing != c.want {
			t.Errorf("%.80q: %q is taken as %d, want %d", c.text, got.Detail.Name, got.Standing, c.want)
		}
		stated := got.StateAlone()
		if want := map[intake.Standing]intake.Standing{intake.Alone: intake.Stated}[c.want]; want != 0 && stated.Standing != want || want == 0 && stated.Standing != c.want {
			t.Errorf("%.80q given as evidence is taken as %d", c.text, stated.Standing)
		}
		if said := strings.Contains(strings.Join(stated.Notes, "\n"), "as the code in the Detail column"); said != (c.want == intake.Alone) {
			t.Errorf("%.80q given as evidence: %q", c.text, stated.Notes)
		}
	}
}
