package content_test

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"authdoctor/diagnosis/commandtest"
	"authdoctor/diagnosis/keys"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```")
	codeSpan  = regexp.MustCompile("`((?:openssl|ssh-keygen|puttygen|keytool) [a-z0-9.]* ?-[^`]+)`")
)

// trial is how a command of a page is tried: what makes the files that it reads, and what
// it writes, prints or sends.
type trial struct {
	make   string
	writes string // files and what is in them, such as public.pem: certificate
	prints string // a regular expression
	sends  string // a regular expression for the request that arrives
}

const (
	makeKey  = "openssl ecparam -name prime256v1 -genkey -noout | openssl pkey -out private.pem\n"
	makePair = makeKey + "openssl req -new -x509 -key private.pem -subj /CN=a -days 9 -out public.pem\n"
	passout  = " -passout pass:autumn-leaf7\n"
	idForm   = `(?m)^[A-Za-z0-9_-]{43}\b`
	tokenURL = `POST /services/rest/auth/oauth2/v1/token .*`
)

// trials has every command of the pages for other programs, by its first words.
var trials = map[string]trial{
	"STATE=$(openssl rand -hex 16)": {make: "true", prints: idForm},
	"curl --user \"<Client ID>\" \"<token address>\" \\\n  --data grant_type=authorization_code": {sends: tokenURL + `Basic .*code=the-code.*code_verifier=the-verifier`},
	"curl --user \"<Client ID>\" \"<token address>\" \\\n  --data grant_type=refresh_token":      {sends: tokenURL + `Basic .*refresh_token=the-refresh-token`},
	"printf 'Authorization: Bearer %s":                    {sends: `GET /servertime .*Bearer the-token`},
	"curl \"<token address>\"":                            {sends: tokenURL + `code=the-code.*code_verifier=the-verifier`},
	"openssl pkcs8 -topk8 -nocrypt -in old.pem":           {make: makeKey + "openssl ec -in private.pem -out old.pem; rm private.pem", writes: "private.pem: private-key"},
	"openssl x509 -in public.pem -noout -pubkey |":        {make: makePair, prints: `[0-9a-f]{64}`},
	"openssl pkey -in private.pem -pubout -outform DER |": {make: makeKey, prints: `[0-9a-f]{64}`},
	"host=https://1234567.suitetalk":                      {sends: `GET /services/rest/auth/oauth2/v1/keys `, writes: "keys.json: "},
	"curl -v https://1234567.suitetalk.api.netsuite.com/": {sends: `GET / `},
	"openssl x509 -inform DER -in certificate.cer":        {make: makePair + "openssl x509 -in public.pem -outform DER -out certificate.cer; rm public.pem", writes: "public.pem: certificate"},
	"openssl x509 -in combined.pem -out public.pem":       {make: makePair + "cat private.pem public.pem > combined.pem; rm private.pem public.pem", writes: "public.pem: certificate, private.pem: private-key"},
	"openssl pkcs12 -in store.p12 -clcerts":               {make: makePair + "openssl pkcs12 -export -in public.pem -inkey private.pem -out store.p12" + passout + "rm private.pem public.pem", writes: "public.pem: certificate, private.pem: private-key"},
	"openssl pkcs7 -in chain.p7b -print_certs":            {make: makePair + "openssl crl2pkcs7 -nocrl -certfile public.pem -out chain.p7b; rm public.pem", writes: "public.pem: certificate"},
	"openssl pkey -in locked.pem -out private.pem":        {make: makeKey + "openssl pkey -aes256 -in private.pem -out locked.pem" + passout + "rm private.pem", writes: "private.pem: private-key"},
	"cp id_ecdsa private.pem":                             {make: "ssh-keygen -q -t ecdsa -f id_ecdsa -N autumn-leaf7", writes: "private.pem: private-key"},
	"ssh-keygen -e -m PKCS8 -f id_ecdsa.pub":              {make: "ssh-keygen -q -t ecdsa -f id_ecdsa -N autumn-leaf7", prints: `BEGIN PUBLIC KEY`},
	"ssh-keygen -i -m RFC4716 -f ssh2.pub":                {make: "ssh-keygen -q -t ecdsa -f id_ecdsa -N autumn-leaf7\nssh-keygen -e -f id_ecdsa.pub > ssh2.pub", writes: "public.pem: public-key"},
	"puttygen key.ppk":                                    {make: "ssh-keygen -q -t ecdsa -f id_ecdsa -N ''\nputtygen id_ecdsa -o key.ppk", writes: "private.pem: private-key"},
	"openssl req -x509 -in request.csr":                   {make: makeKey + "openssl req -new -key private.pem -subj /CN=a -out request.csr", writes: "public.pem: certificate"},
	"openssl req -new -x509 -key private.pem":             {make: makeKey, writes: "public.pem: certificate"},
	"openssl req -new -x509 -newkey ec":                   {make: "true", writes: "public.pem: certificate, private.pem: private-key"},
	"openssl req -new -x509 -newkey rsa:4096":             {make: "true", writes: "public.pem: certificate, private.pem: private-key"},
	"curl -i -H @header.txt":                              {make: "echo 'Authorization: Bearer the-token' > header.txt", sends: `Bearer the-token`},
	"openssl s_client -showcerts":                         {prints: `BEGIN CERTIFICATE`},
	"openssl x509 -in public.pem -outform DER |":          {make: makePair, prints: idForm},
	"printf '%s' \"$VERIFIER\" | openssl dgst":            {prints: idForm},
	"openssl x509 -in public.pem -noout -text":            {make: makePair, prints: `Not After`},
	"openssl pkey -in private.pem -noout -text_pub":       {make: makeKey, prints: `P-256`},
	"openssl req -newkey rsa-pss":                         {}, // told of a key that was made so
	"keytool -importkeystore -srckeystore store.jks":      {make: "keytool -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=a -keystore store.jks -storetype JKS -storepass autumn-leaf7 -keypass autumn-leaf7", writes: "store.p12: private-key"},
	"keytool -importcert":                                 {}, // the name of a way
}

// TestCommandsOfPages catches a command of a page that fails, that does not write, print or
// send what the page says, or that no trial knows.
func TestCommandsOfPages(t *testing.T) {
	if missing := commandtest.Missing("openssl x\ncurl x\nssh-keygen x"); missing != "" {
		t.Skip(missing + " is not installed")
	}
	tried := map[string]bool{}
	for command, page := range pageCommands(t) {
		first := ""
		for begin := range trials {
			if strings.HasPrefix(command, begin) && len(begin) > len(first) {
				first = begin
			}
		}
		if first == "" {
			t.Errorf("%s: no trial knows the command\n%s", page, command)
			continue
		}
		tried[first] = true
		if trials[first] != (trial{}) {
			t.Run(page, func(t *testing.T) { tryCommand(t, command, trials[first]) })
		}
	}
	for begin := range trials {
		if !tried[begin] {
			t.Errorf("no page has the command %s", begin)
		}
	}
}

// pageCommands returns the commands for other programs in blocks and in lines of the pages,
// and a page that has each.
func pageCommands(t *testing.T) map[string]string {
	t.Helper()
	commands := map[string]string{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, block := range codeBlock.FindAllStringSubmatch(string(text), -1) {
			var lines []string
			for line := range strings.Lines(block[1]) {
				lines = append(lines, strings.TrimRight(line, "\n"))
			}
			if command := strings.Join(lines, "\n"); len(commandtest.Programs(command)) > 0 {
				commands[strings.TrimSpace(command)] = path
			}
		}
		for _, span := range codeSpan.FindAllStringSubmatch(codeBlock.ReplaceAllString(string(text), ""), -1) {
			commands[span[1]] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return commands
}

// tryCommand runs a command in a folder of its own, with a local server for every host.
func tryCommand(t *testing.T, command string, c trial) {
	for _, text := range []string{c.make, command} {
		if missing := commandtest.Missing(text); missing != "" {
			t.Skip(missing + " is not installed")
		}
	}
	var arrived strings.Builder
	var writing sync.Mutex
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		writing.Lock()
		defer writing.Unlock()
		fmt.Fprintf(&arrived, "%s %s %s %s\n", r.Method, r.URL.Path, r.Header.Get("Authorization"), body)
		fmt.Fprintln(w, `{"keys":[]}`)
	}))
	defer server.Close()
	address := server.Listener.Addr().String()
	folder := t.TempDir()
	if c.make != "" {
		if out, err := commandtest.Run(folder, c.make, "autumn-leaf7"); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	command = strings.NewReplacer(
		"<Client ID>", "the-client", "<token address>", "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
		"<Redirect URI>", "https://app.example.com/callback", "<server time address>", "https://1234567.suitetalk.api.netsuite.com/servertime",
		"-servername HOST -connect HOST:443", "-connect "+address+" < /dev/null").Replace(command)
	real, err := exec.LookPath("curl")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nexec %s --connect-to ::%s -k \"$@\"\n", real, address)
	if err := os.WriteFile(filepath.Join(bin, "curl"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	shown, err := commandtest.Run(folder, command, "autumn-leaf7", "PATH="+bin+":"+os.Getenv("PATH"),
		"CODE=the-code", "VERIFIER=the-verifier", "REFRESH_TOKEN=the-refresh-token", "TOKEN=the-token")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(c.prints).MatchString(shown) {
		t.Errorf("it prints %q\n%s", shown, command)
	}
	writing.Lock()
	defer writing.Unlock()
	if c.sends == "" {
		arrived.Reset()
	}
	if !regexp.MustCompile(c.sends).MatchString(arrived.String()) {
		t.Errorf("it sends %q\n%s", arrived.String(), command)
	}
	for entry := range strings.SplitSeq(c.writes, ", ") {
		name, kind, named := strings.Cut(entry, ": ")
		if !named {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Errorf("%v\n%s", err, command)
		}
		file := keys.Read(name, data, []byte("autumn-leaf7"))
		if kind != "" && (len(file.Keys) != 1 && file.Container == "" || !file.Has(keys.Kind(kind)) || file.Locked()) {
			t.Errorf("%s is no %s: %+v\n%s", name, kind, file, command)
		}
	}
}
