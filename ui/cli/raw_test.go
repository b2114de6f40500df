package cli

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"authdoctor/content"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/worktest"
)

// forged is a line that outside text would add to an output.
const forged = "FORGED"

// evils are texts that control a terminal, hide or reorder text, or add lines. They are long
// enough to be cut in some places and short enough to be printed whole in others.
func evils() []string {
	return []string{
		"a\x1b[31m\x1b]0;t\a\x1b]52;c;eA==\x1b\\\x1b[2J\x1bcz", "a\u009b31m\u009d0;t\u009c\a\b\x7f\tz\x1b[1m",
		"a\u202e\u2066\u200b\ufeff\U000e0041\u2028\ue000\u00a0b\u0301\u0302\u0303\u0304\u0305", "a\xff\x9b31m\xe2\x82z", "a\x00z",
		"a\n" + forged + "\nz\r\n" + forged + "\r\nz", "a\r" + forged + "\u0085" + forged + "\v" + forged, "--- `````` <b> | \n# " + forged + "\nz",
	}
}

// mustBeClean fails for an output with raw control characters or a line forged by outside
// text, and for a JSON answer that is not JSON.
func mustBeClean(t testing.TB, got played, isJSON bool, what ...any) {
	t.Helper()
	before := t.Failed()
	printable(t, got.out)
	printable(t, got.err)
	for _, line := range strings.Split(got.out+"\n"+got.err, "\n") {
		if strings.Trim(strings.TrimSuffix(line, `\u{000D}`), " #") == forged {
			t.Errorf("a line is forged: %q", line)
		}
	}
	for decoder := json.NewDecoder(strings.NewReader(got.out)); isJSON && got.out != ""; {
		var answer any
		err := decoder.Decode(&answer)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("not JSON: %v in %.200q", err, got.out)
			break
		}
	}
	if t.Failed() && !before {
		t.Errorf("after %.300q", fmt.Sprint(what...))
	}
}

// formatsOf returns the formats of a command, from its completions.
func formatsOf(path []string) [][]string {
	if cmd, _, err := newRoot(world{}).Find(path); err != nil || cmd.Flags().Lookup("format") == nil {
		return [][]string{nil}
	}
	var formats [][]string
	for _, value := range completionsOf(path, "--format") {
		formats = append(formats, []string{"--format", value})
	}
	return formats
}

// completionsOf returns the values that a shell offers for a flag.
func completionsOf(path []string, flag string) []string {
	got := play(nil, "", slices.Concat([]string{cobra.ShellCompRequestCmd}, path, []string{flag, ""})...)
	var values []string
	for _, line := range strings.Split(got.out, "\n") {
		if value, _, _ := strings.Cut(line, "\t"); value != "" && !strings.HasPrefix(value, ":") {
			values = append(values, value)
		}
	}
	return values
}

// walkCommands calls visit for every command, with the words that call it.
func walkCommands(visit func(path []string, cmd *cobra.Command)) {
	root := newRoot(world{library: content.Embedded, now: func() time.Time { return noon }})
	root.InitDefaultCompletionCmd("")
	var walk func(path []string, cmd *cobra.Command)
	walk = func(path []string, cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		visit(path, cmd)
		for _, child := range cmd.Commands() {
			walk(append(slices.Clone(path), child.Name()), child)
		}
	}
	walk(nil, root)
}

// worksWith are the arguments that a command needs to start its work. A command that is not
// here is tried without.
func worksWith(path []string) []string {
	return map[string][]string{
		"check": {"token.jwt"}, "explain": {"ScopeMismatched"}, "trail": {"trail.csv"}, "key inspect": {"public.pem", "private.pem"},
		"assertion": {"--private", "private.pem", "--certificate", "public.pem", "--client-id", keyClientID, "--account", "1234567_SB1", "--scope", "restlets"},
	}[strings.Join(path, " ")]
}

// TestEveryArgument catches an argument or the value of a flag, of any command, that gets raw
// into an output or a file. It finds the commands, the flags and the names of their values
// itself.
func TestEveryArgument(t *testing.T) {
	base := madeFiles(t)
	base["token.jwt"] = &fstest.MapFile{Data: []byte(soundToken())}
	base["trail.csv"] = &fstest.MapFile{Data: export(fortnight()...)}
	try := func(evil, stdin string, args []string) {
		t.Helper()
		files := maps.Clone(base)
		if fs.ValidPath(evil) {
			files[evil] = &fstest.MapFile{Data: []byte(soundToken())}
		}
		got := play(files, stdin, args...)
		if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == "completion") {
			got.out = strings.ReplaceAll(got.out, "\t", " ") // a tab separates a word from its description
		}
		mustBeClean(t, got, slices.Contains(args, formatJSON) || slices.Contains(args, "--lines"), args)
		for name, file := range files {
			if base[name] == nil && name != evil {
				printable(t, string(file.Data))
			}
		}
	}
	commands, flags := 0, 0
	walkCommands(func(path []string, cmd *cobra.Command) {
		commands++
		works, formats := worksWith(path), formatsOf(path)
		for i, evil := range evils() {
			for k, format := range formats {
				if (i+k)%len(formats) != 0 {
					continue
				}
				for _, args := range [][]string{{evil}, {"--", evil}, {"--" + evil}, {"-" + evil}, {"--" + evil + "=" + evil}, append(slices.Clone(works), evil)} {
					try(evil, soundToken(), slices.Concat(path, format, args))
				}
				try(evil, evil, slices.Concat(path, format))
			}
			try(evil, "", slices.Concat([]string{cobra.ShellCompRequestCmd}, path, []string{evil}))
			try(evil, "", slices.Concat([]string{cobra.ShellCompRequestCmd}, path, []string{"--" + evil, ""}))
			try(evil, "", slices.Concat([]string{"help"}, path, []string{evil}))
		}
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			values := []string{""}
			for _, value := range completionsOf(path, "--"+flag.Name) {
				if strings.HasSuffix(value, "=") {
					values = append(values, value)
				}
			}
			flags++
			for i, evil := range evils() {
				if !worktest.Long && (i+flags)%2 != 0 { // every other text for a flag
					continue
				}
				for k, name := range values {
					args := slices.Concat(path, works, formats[(i+k)%len(formats)], []string{"--" + flag.Name + "=" + name + evil})
					try(evil, soundToken(), args)
				}
			}
		})
	})
	if commands < 12 {
		t.Errorf("only %d commands were found", commands)
	}
	// Outputs with several names: of existing files and of new ones.
	for i, evil := range evils() {
		if !fs.ValidPath(evil) {
			continue
		}
		base[evil+".csv"] = &fstest.MapFile{Data: export(fortnight()...)}
		base[evil+".pem"] = base["public.pem"]
		try(evil, "", []string{"key", "new", "--certificate", evil + "new", "--private", evil + "key", "--name", evil})
		try(evil, "", []string{"key", "new", "--certificate", evil + "new.pem", "--private", evil + "key.pem"})
		try(evil, "", []string{"assertion", "--private", "private.pem", "--certificate", evil + ".pem", "--client-id", keyClientID, "--account", "1234567_SB1", "--scope", "restlets", "--out", fmt.Sprint(evil, "new", i)})
		for _, format := range []string{formatText, formatJSON, formatMarkdown} {
			try(evil, "", []string{"trail", "--format", format, evil + ".csv", evil + ".csv", "none" + evil})
			try(evil, "", []string{"trail", "--format", format, evil + ".csv", evil})
			try(evil, soundToken(), []string{"check", "--format", format, "--key", evil + ".pem", "--trail", evil + ".csv"})
		}
		try(evil, "", []string{"trail", "--query", queryDuckDB, evil + ".csv", evil + "*"})
	}
}

// contents returns files and texts of every kind that is read, with a hostile text wherever
// outside text can be.
func contents(t testing.TB, evil string) map[string]string {
	t.Helper()
	inJSON := func(value any) string {
		out, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	oneLine := strings.NewReplacer("\n", " ", "\r", " ").Replace(evil)
	escaped := url.QueryEscape(evil)
	raw := base64.RawURLEncoding.EncodeToString
	all := func(names ...string) []member {
		out := []member{{evil, evil}}
		for _, name := range names {
			out = append(out, member{name, evil})
		}
		return out
	}
	token := jwt(accessHeader, accessClaims(all("iss", "scope", "jti", "typ", "ttype", "nonce", "email", "given_name", "x")...), signature)
	answer := map[string]any{"error": evil, "error_description": evil, "access_token": token, "token_type": evil, "expires_in": evil, "refresh_token": evil, "scope": evil, "title": evil, "status": evil,
		"o:errorDetails": []any{map[string]string{"detail": evil, "o:errorCode": evil, "o:errorPath": evil}}, evil: evil}
	request := map[string]any{"method": evil, "url": "https://1234567.suitetalk.api.netsuite.com/services/rest/" + evil, "headers": []any{map[string]string{"name": "Authorization", "value": "Bearer " + token}, map[string]string{"name": evil, "value": evil}},
		"queryString": []any{map[string]string{"name": evil, "value": evil}}, "postData": map[string]any{"mimeType": evil, "text": "grant_type=" + evil + "&" + evil + "=" + evil, "params": []any{map[string]string{"name": evil, "value": evil}}}}
	har := map[string]any{"log": map[string]any{"version": evil, "creator": map[string]string{"name": evil, "version": evil}, "entries": []any{map[string]any{"startedDateTime": evil, "comment": evil, "request": request,
		"response": map[string]any{"status": 401, "statusText": evil, "headers": []any{map[string]string{"name": "WWW-Authenticate", "value": `Bearer realm="` + evil + `", error="invalid_token", error_description="` + evil + `"`}}, "content": map[string]any{"mimeType": evil, "text": inJSON(answer)}}}}}}

	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	name := func(text string) pkix.Name {
		return pkix.Name{CommonName: text, Organization: []string{text, text}, Country: []string{text}, ExtraNames: []pkix.AttributeTypeAndValue{{Type: []int{1, 2, 840, 113549, 1, 9, 1}, Value: text}}}
	}
	valid := strings.ToValidUTF8(evil, "\u009b")
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: name(valid), NotBefore: noon.AddDate(0, -1, 0), NotAfter: noon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, &x509.Certificate{Subject: name("CA " + valid)}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	jwk := map[string]any{"kty": "EC", "crv": "P-256", "x": raw(point[1:33]), "y": raw(point[33:]), "kid": evil, "use": evil, "alg": evil, "key_ops": []string{evil}, "x5t": evil, "x5u": evil, evil: evil}

	return map[string]string{
		"text":            evil,
		"token":           token,
		"header":          jwt(append([]member{{"alg", evil}, {"crit", []string{evil}}, {"jwk", map[string]string{evil: evil}}, {"zip", evil}, {"enc", evil}}, all("kid", "typ", "x5t", "jku", "cty")...), accessClaims(), signature),
		"claims":          jwt(accessHeader, append([]member{{"aud", []string{evil, evil}}, {"scope", []string{evil}}}, all("sub", "iss", "exp", "iat", "nbf", "oit", "jti")...), signature),
		"parts of claims": jwt(accessHeader, accessClaims(member{"sub", evil + ";" + evil}, member{"aud", []string{"0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0;" + evil, evil}}, member{"jti", evil + ".a-c." + evil + ".1"}, member{"iss", "https://" + evil}), signature),
		"assertion": jwt([]member{{"typ", "JWT"}, {"alg", "PS256"}, {"kid", evil}}, []member{{"iss", evil}, {"scope", evil}, {"aud", "https://" + evil + ".suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"},
			{"iat", noon.Unix()}, {"exp", noon.Unix() + 600}, {"jti", evil}}, signature),
		"raw claims":        raw([]byte(`{"alg":"RS256","kid":"`+evil+`"}`)) + "." + raw([]byte(`{"sub":"`+evil+`","aud":`)) + "." + raw(signature),
		"token in pieces":   strings.Replace(soundToken(), ".", "."+evil, 1),
		"around a token":    evil + "\n" + expiredToken() + "\n" + evil,
		"JSON answer":       inJSON(answer),
		"HTTP answer":       "HTTP/1.1 401 " + oneLine + "\r\nWWW-Authenticate: Bearer realm=\"" + oneLine + "\", error=\"" + oneLine + "\", error_description=\"" + oneLine + "\"\r\nDate: " + oneLine + "\r\nServer: " + oneLine + "\r\n" + oneLine + ": " + oneLine + "\r\n\r\n" + inJSON(answer),
		"raw body":          "HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\n\r\n<html><title>" + evil + "</title>" + evil,
		"redirect":          "https://app.example/cb?error=" + escaped + "&error_description=" + escaped + "&state=" + escaped + "&" + escaped + "=" + escaped + "&company=" + escaped + "&role=" + escaped,
		"raw redirect":      "https://app.example/" + oneLine + "?code=x&state=" + oneLine + "&error=" + oneLine,
		"authorize":         "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=" + escaped + "&client_id=" + escaped + "&redirect_uri=" + escaped + "&scope=" + escaped + "&state=" + escaped + "&code_challenge=" + escaped + "&code_challenge_method=" + escaped + "&prompt=" + escaped + "&" + escaped + "=1",
		"curl":              "curl -X '" + evil + "' -H '" + oneLine + ": " + oneLine + "' -H 'Authorization: Bearer " + token + "' -d 'grant_type=" + evil + "&" + evil + "=" + evil + "' 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token?" + evil + "'",
		"ANSI-C curl":       "curl -d $'grant_type=\\x1b[31m\\u202e\\nFORGED' https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
		"request":           "POST /services/rest/auth/oauth2/v1/token?" + oneLine + " HTTP/1.1\r\nHost: 1234567.suitetalk.api.netsuite.com\r\n" + oneLine + ": " + oneLine + "\r\nAuthorization: " + oneLine + "\r\n\r\ngrant_type=" + escaped + "&client_assertion_type=" + escaped + "&" + escaped + "=" + escaped,
		"HAR":               inJSON(har),
		"error line":        "oauthlib.oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant) " + oneLine,
		"token based":       `Authorization: OAuth realm="` + oneLine + `", oauth_consumer_key="` + oneLine + `", oauth_token="` + oneLine + `", oauth_signature_method="` + oneLine + `"`,
		"SOAP":              `<soapenv:Fault><faultcode>` + evil + `</faultcode><faultstring>` + evil + `</faultstring></soapenv:Fault>`,
		"code":              "Detail: TokenRejected\n" + evil,
		"unknown word":      "Detail: " + oneLine,
		"source":            "client_id = '" + evil + "'\nrequests.post(url, data={'grant_type': '" + evil + "'})",
		"row":               "11/23/2026 3:04 pm," + oneLine + "," + oneLine + ",Failure,TokenRejected," + oneLine,
		"certificate":       certificate,
		"PEM around":        evil + "\n" + certificate + evil + ": " + evil + "\n" + certificate,
		"PEM label":         "-----BEGIN " + oneLine + "-----\n" + base64.StdEncoding.EncodeToString(der) + "\n-----END " + oneLine + "-----\n",
		"PEM headers":       string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": oneLine, "X": oneLine}, Bytes: private})),
		"PEM damaged":       "-----BEGIN CERTIFICATE-----\n" + evil + base64.StdEncoding.EncodeToString(der) + evil + "\n-----END CERTIFICATE-----\n",
		"private key":       string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		"certificate bytes": string(der),
		"JWK":               inJSON(jwk),
		"strange JWK":       inJSON(map[string]any{"kty": evil, "crv": evil, "x": evil, "y": evil, "n": evil, "e": evil, "k": evil, "d": evil, "kid": evil, evil: evil}),
		"JWKS":              inJSON(map[string]any{"keys": []any{jwk, jwk, map[string]any{"kty": evil, "kid": evil}, evil}, evil: evil}),
		"export":            string(hostileExport(evil)),
		"odd header":        string(export([]string{evil, evil})) + strings.ReplaceAll(string(hostileExport(evil)), "Detail", `"`+strings.ReplaceAll(evil, `"`, `""`)+`"`),
		"raw header":        evil + ",Date,Status,User,Detail\n" + strings.Repeat("x,11/13/2026 3:04 pm,Failure,"+oneLine+",TokenRejected\n", 3) + oneLine + "\n\"" + evil,
		"JSON rows":         `{"items":[` + inJSON(map[string]string{"date": "2026-11-13 15:04", "status": "Failure", "user": evil, "detail": evil, "application": evil, "role": evil, "ipaddress": evil, "requesturi": evil, evil: evil}) + `],"hasMore":false,"links":[` + inJSON(evil) + `]}`,
		"JSON lines":        inJSON(map[string]string{"Date": evil, "Status": "Failure", "Detail": evil, evil: evil}) + "\n" + inJSON(map[string]any{"Date": "2026-11-13 15:04", "Status": evil, "Detail": []string{evil}}) + "\n{" + evil,
	}
}

// readers returns the commands that read a file, in each of their formats. The name of the
// file comes last.
func readers() [][]string {
	var out [][]string
	add := func(path []string, args ...string) {
		for _, format := range formatsOf(path) {
			out = append(out, slices.Concat(path, format, args))
		}
	}
	add([]string{"check"})
	out = append(out, []string{"check", "--lines"})
	add([]string{"check"}, "token.jwt", "--key")
	add([]string{"check"}, "token.jwt", "--trail")
	add([]string{"check"}, "token.jwt", "--key", "locked.pem", "--passphrase-file")
	add([]string{"key", "inspect"})
	add([]string{"key", "inspect"}, "public.pem")
	add([]string{"trail"})
	out = append(out, []string{"trail", "--by", strings.Join(namesOf(trail.Dimensions()), ",")}, []string{"trail", "--query", queryDuckDB},
		[]string{"assertion", "--client-id", keyClientID, "--account", "1", "--scope", "restlets", "--kid", "x", "--private"},
		[]string{"assertion", "--client-id", keyClientID, "--account", "1", "--scope", "restlets", "--private", "private.pem", "--certificate"})
	return out
}

// TestEveryFile catches outside text in a file of any kind that any command prints raw.
func TestEveryFile(t *testing.T) {
	base := madeFiles(t)
	base["token.jwt"] = &fstest.MapFile{Data: []byte(soundToken())}
	base["locked.pem"] = &fstest.MapFile{Data: []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw\n-----END ENCRYPTED PRIVATE KEY-----\n")}
	commands := readers()
	for i, evil := range evils() {
		texts := contents(t, evil)
		for k, kind := range slices.Sorted(maps.Keys(texts)) {
			files := maps.Clone(base)
			name := "file"
			if named := strings.ReplaceAll(evil, "/", " "); fs.ValidPath(named) && len(named) < 200 {
				name = named
			}
			files[name] = &fstest.MapFile{Data: []byte(texts[kind])}
			for n, command := range commands {
				// Each command reads each kind once, with some of the evils. In the short run,
				// it reads every other kind.
				if turn := i + k + 5*n; turn%len(evils()) != 0 || !worktest.Long && (k+n)%2 != 0 {
					continue
				}
				isJSON := slices.Contains(command, formatJSON) || slices.Contains(command, "--lines")
				mustBeClean(t, play(files, "", append(slices.Clone(command), name)...), isJSON, kind, command, name)
				if command[0] == "check" && len(command) < 4 {
					mustBeClean(t, play(files, texts[kind], command...), isJSON, kind, command)
				}
			}
		}
	}
}

// TestEveryAnswer catches text from a key server, or from the network on the way to it, that
// is printed raw. The long run combines every text, every way in which it arrives and every
// format. In the short run the formats take turns, and so do the ways without a request.
func TestEveryAnswer(t *testing.T) {
	for i, evil := range evils() {
		oneLine := strings.NewReplacer("\n", " ", "\r", " ").Replace(evil)
		texts := contents(t, evil)
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			body := texts["JWKS"]
			head := "200 OK"
			switch r.URL.Path {
			case "/status":
				head = "404 " + oneLine
			case "/redirect":
				head = "302 " + oneLine + "\r\nLocation: https://evil.example/" + oneLine
			case "/header":
				head = "200 OK\r\nContent-Type: " + oneLine + "\r\n" + oneLine + ": " + oneLine
			case "/text":
				body = evil
			case "/garbage":
				head = oneLine
			}
			fmt.Fprintf(conn, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", head, len(body), body)
		}))
		server.EnableHTTP2 = false
		server.Config.ErrorLog = nil
		server.StartTLS()
		direct := server.Client()
		odd := &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(evil) }}}
		for k, path := range []string{"/keys", "/status", "/redirect", "/header", "/text", "/garbage", "/" + evil, "/keys?x=" + evil, "/keys#" + evil} {
			for n, format := range []string{formatText, formatJSON, formatMarkdown} {
				for _, client := range []*http.Client{direct, odd} {
					if !worktest.Long && ((i+k+n)%3 != 0 || client == odd && (i+k)%9 > 2) {
						continue
					}
					args := []string{"check", "--format", format, "--key", server.URL + path}
					mustBeClean(t, playClient(context.Background(), client, nil, strings.NewReader(soundToken()), args...), format == formatJSON, args)
					if format != formatMarkdown {
						args = []string{"key", "inspect", "--format", format, server.URL + path}
						mustBeClean(t, playClient(context.Background(), client, nil, nil, args...), format == formatJSON, args)
					}
				}
			}
		}
		server.Close()
	}
}

// TestPassphrasePrompt catches the name of a locked key that is raw in the prompt.
func TestPassphrasePrompt(t *testing.T) {
	for _, evil := range evils() {
		reader := keyReader{world: world{askPassphrase: func(_ context.Context, prompt string) ([]byte, error) {
			mustBeClean(t, played{err: prompt}, false, prompt)
			return nil, nil
		}}}
		if _, err := reader.passphrases(context.Background(), evil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEnvironment catches a value of the environment in an output, and colours that the
// environment forces although the output is not a terminal.
func TestEnvironment(t *testing.T) {
	for _, evil := range evils() {
		evil = strings.ReplaceAll(evil, "\x00", "")
		for _, name := range []string{"TERM", "COLORTERM", "NO_COLOR", "CLICOLOR", "LANG", "LC_ALL", "TZ", "HOME", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "GODEBUG", "AUTHDOCTOR_ACTIVE_HELP"} {
			t.Setenv(name, evil)
		}
		t.Setenv("NO_COLOR", "")
		t.Setenv("CLICOLOR_FORCE", "1")
		t.Setenv("BASH_COMP_DEBUG_FILE", filepath.Join(t.TempDir(), "debug"))
		for _, args := range [][]string{{"explain", "ScopeMismatched"}, {"codes"}, {"check"}, {"--help"}, {"trail", "none"}, {}} {
			mustBeClean(t, play(nil, "ScopeMismatched", args...), false, args)
		}
	}
}

// TestNothingGoesAround catches code that prints, logs or writes files without
// border.Writer, and a panic with more than a fixed text.
func TestNothingGoesAround(t *testing.T) {
	allowed := map[string]string{
		"main.go os.Stdout":                             "hands it to cli.Main, which wraps it",
		"main.go os.Stderr":                             "hands it to cli.Main, which wraps it",
		"ui/program.go os.Stdout":                       "the terminal of the frames; farewell lines are printable",
		"ui/cli/key_file.go os.Stderr":                  "the prompt passes border.Text",
		"ui/cli/accessible.go os.Stderr":                "where console writes nothing, as no text is given",
		"diagnosis/casefile/encode.go json.NewEncoder":  "writes to memory; what leaves passes border.Writer",
		"diagnosis/token/kept.go json.NewEncoder":       "writes to memory",
		"diagnosis/keys/export.go json.NewEncoder":      "writes to memory; what leaves passes border.Writer",
		"ui/files/disk.go os.OpenFile":                  "writes what writeText made of it",
		"ui/cli/json.go json.NewEncoder":                "writes to a border.NewJSONWriter",
		"ui/paint/styles.go border.Own":                 "styles of ours",
		"ui/paint/markdown.go border.Own":               "pages of ours",
		"ui/clipboard/clipboard.go exec.CommandContext": "hands over what passed border.LastPass; its output goes nowhere",
		"ui/clipboard/opener.go exec.Command":           "hands over what passed border.MayOpen; its output goes nowhere",
		"ui/pages/page.go border.Link":                  "the address and title of a page of ours",
		"diagnosis/trail/count.go panic":                "raises a border.Fault again, which holds no value",
		"ui/app.go panic":                               "raises a border.Fault again, which holds no value",
		"ui/cli/key_file.go panic":                      "raises a border.Fault again, which holds no value",
	}
	watched := []string{"os.Stdout", "os.Stderr", "os.WriteFile", "os.Create", "os.OpenFile", "os.NewFile", "fmt.Print", "fmt.Println", "fmt.Printf", "syscall.Write", "border.Own", "border.Link", "json.NewEncoder", "exec.Command", "exec.CommandContext", "os.StartProcess"}
	root := filepath.Join("..", "..")
	read := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != "." || name == "ui_test" || name == "ui/uitest" || name == "diagnosis/probe/standin" || name == "diagnosis/commandtest") { // for tests only
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		read++
		places := token.NewFileSet()
		file, err := parser.ParseFile(places, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.SelectorExpr:
				of, ok := node.X.(*ast.Ident)
				if !ok {
					return true
				}
				used := of.Name + "." + node.Sel.Name
				if _, fine := allowed[name+" "+used]; !fine && (slices.Contains(watched, used) || of.Name == "log") {
					t.Errorf("%s uses %s; print through border.Writer", places.Position(node.Pos()), used)
				}
			case *ast.CallExpr:
				called, ok := node.Fun.(*ast.Ident)
				if !ok || called.Name != "panic" && called.Name != "print" && called.Name != "println" {
					return true
				}
				_, constant := node.Args[0].(*ast.BasicLit)
				if _, fine := allowed[name+" "+called.Name]; !fine && (called.Name != "panic" || !constant) {
					t.Errorf("%s: %s may contain outside text, which Go prints raw", places.Position(node.Pos()), called.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || read < 100 {
		t.Errorf("%d files were read: %v", read, err)
	}
}

// FuzzOutputs catches raw characters in the output of a command with any input, an answer
// that is not JSON, and an output that grows faster than the input.
func FuzzOutputs(f *testing.F) {
	commands := readers()
	for i, evil := range evils() {
		texts := contents(f, evil)
		for k, kind := range []string{"token", "HTTP answer", "certificate", "JWKS", "export", "JSON rows", "HAR", "curl"} {
			f.Add([]byte(texts[kind]), byte(i*8+k))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, which byte) {
		if len(text) > 16<<10 {
			return
		}
		files := fstest.MapFS{"file": {Data: text}, "token.jwt": {Data: []byte(soundToken())}, "public.pem": {Data: text}}
		command := commands[int(which)%len(commands)]
		got := play(files, "", append(slices.Clone(command), "file")...)
		isJSON := slices.Contains(command, formatJSON) || slices.Contains(command, "--lines")
		mustBeClean(t, got, isJSON, command)
		word := string(text[:min(len(text), 200)])
		mustBeClean(t, play(nil, word, "explain", word), false, "explain")
		most := 64<<10 + 256*len(text)
		if slices.Contains(command, "--lines") {
			most += (16 << 10) * (bytes.Count(text, []byte("\n")) + 1) // each line gets an answer
		}
		if len(got.out)+len(got.err) > most {
			t.Errorf("%q: %d bytes became %d", command, len(text), len(got.out)+len(got.err))
		}
	})
}
