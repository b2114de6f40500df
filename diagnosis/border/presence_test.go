package border

import "testing"

// TestPresence catches a placeholder that is mistaken for a value, and the reverse.
func TestPresence(t *testing.T) {
	for want, values := range map[Presence][]string{
		Empty: {"", "  ", `""`, "''"},
		Redacted: {"***", "********", "xxxx", "XXXXXXXX", "....", "…", "...", "•••••", "█████", "---", "###", "REDACTED", "[REDACTED]", "<redacted>", "(hidden)", "[removed]", "<removed>",
			"[token hidden]", "**redacted**", "--redacted--", "[FILTERED]", "[client_assertion redacted]", "[authorization redacted]", "TOKEN_REDACTED", "removed-for-security", "[snip]", "[masked]",
			"eyJhbGciOi...", "eyJhbGci…Xk9Q", "eyJhbGci***", "abcdXXXXXXXXef", "eyJ[...]", "<token>", "[access token]", "<access-token>", "<access token>", "<43 characters>", "[secret: 43 characters, fingerprint 0a1b2c3d]", "«token»", "eyJ<snip>"},
		Named:    {"<access_token>", "<TOKEN>", "<CLIENT_ID>", "<<TOKEN>>", "REPLACE_ME", "my_token", "dummy-token", "YOUR_TOKEN", "your-token", "yourAccessToken", "<your token>", "<YOUR_ACCESS_TOKEN>", "[your token here]", "<insert token here>", "{token}", "{access_token}", "ACCESS_TOKEN", "TOKEN", "MY_TOKEN", "accessToken", "CLIENT_ID", "changeme", "INSERT_TOKEN_HERE"},
		Variable: {"@token", "{$token}", "{% token %}", "<?= $token ?>", "$request->token", "$_SESSION['token']", "%%TOKEN%%", "#TOKEN#", "@@TOKEN@@", "$TOKEN", "${TOKEN}", "$(cat token.txt)", "`cat token.txt`", "$env:TOKEN", "{{token}}", "{{ access_token }}", "${{ secrets.TOKEN }}", "%ACCESS_TOKEN%", "<%= token %>", "#{token}", "process.env.TOKEN", `os.environ["TOKEN"]`, "%s", "{0}", "{}", ":token", "%(token)s"},
		Void: {"undefined", "null", "NULL", "None", "nil", "NaN", "(null)", "<nil>", "[object Object]", "%!s(<nil>)", "false", "True", "nullptr", "Promise { <pending> }", "[Function: getToken]", "[AsyncFunction: getToken]", "function getToken() { return t }", "() => token", "async () => token",
			"<bound method Session.token of <Session>>", "<coroutine object token at 0x7f2c>", "<app.Token object at 0x7f2c1a>", "com.example.Token@1b6d3586", "System.String", "System.Threading.Tasks.Task`1[System.String]", "Optional[abc]", "map[token:abc]", "#<Token:0x000055>", "<Response [200]>"},
		Whole: {"none", "restlets", "rest_webservices", "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "948fe603f61dc036b5c596dc09fe3ce3f3d30dc90f024c85f3c82db2ccab679d", "code", "S256", "authorization_code", "refresh_token_grant", "client_credentials",
			"https://app.example.com/callback", "nullable", "undefined1", "a.b", "1234567_SB1", "hiddenvalley7", "xx", "secret42", "7", "tokenizer", "-5", "1000;12", "b2ba0b7d-3ab9-4b9b-8a8e-5e7f2b8d2a11", "Basic", "myapp://callback"},
	} {
		for _, value := range values {
			if got := PresenceOf(value); got != want {
				t.Errorf("PresenceOf(%q) is %q; want %q", value, got, want)
			}
		}
	}
}
