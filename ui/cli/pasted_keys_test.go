package cli

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/commandtest"
	"authdoctor/diagnosis/keys"
)

// pastedCase is a key, a certificate or a token as people paste it, and what is true of it.
type pastedCase struct {
	ID, Command, Truth, Say, Run string
	Files                        []string
	Exit                         []int
}

// answer has regular expressions for the essence of an answer, whatever its words. Case
// does not count, and white space is a single space.
type answer struct {
	says []string // each matches
	not  []string // none matches
}

// pair matches the line that says that a private key and a certificate belong together.
const pair = `✓[^✓✗·]*(the same key|belong together)`

func says(patterns ...string) answer               { return answer{says: patterns} }
func (a answer) without(patterns ...string) answer { a.not = patterns; return a }

// pastedAnswers has the expected answer of each case.
var pastedAnswers = map[string]answer{
	// Certificates that only Go's own parser refuses.
	"D2-inspect":  says(`DYU_oMzc6HU1CXhc_tG2NJmUXudV0xAX42ZvD-Y0z8U`, pair).without(`is damaged`, `characters were lost`),
	"D4-inspect":  says(`dYZz8TheRO9QXeNIWhuIqbwX4coLsYIG0REWLy0xQWg`, pair).without(`is damaged`, `characters were lost`),
	"A56-inspect": says(`NN15zUUNCBZ5Yic9F5TcZFjMvjkCUzO0MfLM7b4QqoE`, pair).without(`is damaged`, `characters were lost`),
	"D2-check":    says(`signature (?:fits|matches)`, `kid is the expected Certificate ID of`).without(`is damaged`, `NOT checked`),
	"D4-check":    says(`signature (?:fits|matches)`, `kid is the expected Certificate ID of`).without(`is damaged`, `NOT checked`),
	"A56-check":   says(`signature (?:fits|matches)`, `kid is the expected Certificate ID of`).without(`is damaged`, `NOT checked`),

	// What is there in place of "characters were lost".
	"A08c-inspect": says(`twice|two times|base64 (in|of) base64|base64[^.]*once more`).without(`contains no key and no certificate`),
	"A10-inspect":  says(`backslash`).without(`blocks ran together`),
	"A10-check":    says(`signature (?:fits|matches)|backslash`).without(`blocks ran together`),
	"A14-inspect":  says(`PGP|dash[- ]escap|"- "|'- '|- -----BEGIN`).without(`base64url`, `is damaged`),
	"A25-inspect":  says(`(not|without|no)\b[^.]*\bcurve`, `openssl|export|named_curve`).without(`is damaged`, `characters were lost`),
	"A25-check":    says(`(not|without|no)\b[^.]*\bcurve|signature (?:fits|matches)`).without(`is damaged`, `characters were lost`),
	"C84b-inspect": says(`base64|Kubernetes`).without(`contains no key and no certificate`, `DER in it`),
	"C86b-inspect": says(`\+|joined|source code|text of a program`).without(`typed or put in on the way`),
	"C87-inspect":  says(`&#10;|XML|HTML|entit`).without(`typed or put in on the way`),
	"E8-br":        says(`<br>|HTML`).without(`typed or put in on the way`),

	// Placeholders and what was redacted.
	"F1-undefined": says(`✗[^✓]*undefined`).without(`✓ The token is sent as Bearer`),
	"F1-null":      says(`✗[^✓]*\bnull\b`).without(`✓ The token is sent as Bearer`),
	"F1b-braces":   says(`✗[^✓]*\{\{apitoken\}\}`, `variable|placeholder`),
	"F3-redacted":  says(`NOT checked`).without(`6 bytes`, `SignatureValidation \(likely\)`),
	"C78-har":      says(`redacted`).without(`Client ID and Client Secret are sent`, `Client Secret is sent`),

	// Decoded tokens.
	"B73-check": says(`decoded token`, `token itself|no signature|without a signature`).without(`recognized: (an )?address`),
	"B74-check": says(`decoded token`, `token itself|no signature|without a signature`).without(`recognized: (an )?address`),
	"F2-check":  says(`decode[dr]`).without(`7\.2`, `JSON serialization`),

	// Several keys or certificates in one file.
	"A57-inspect":   says(pair, `number 2|second|CN=leaf`, `\b(a|the) CA\b|CA's|CA certificate|certificate authority|\bCA that`).without(`more than two years`, `shortens`, `the first is judged`),
	"A57-kid-of-ca": says(`number 2|second|CN=CA`, `number 1|first|CN=leaf`, `Certificate ID[^.]*into kid|3aM4gEKNBbLp2WeRTZ__QM31gYfttaQkEXfUSJgx1Iw`).without(`key than the certificate in A57b\.pem`),
	"A57-ca-first":  says(`signature (?:fits|matches)`).without(`two years`),
	"E13-inspect":   says(pair, `number 2|second`).without(`✗[^✓✗·]*different keys`),
	"F5-assertion":  says(`3aM4gEKN|number 2|second|CN=leaf`).without(`Copy the token again`),

	// Advice for a private key names no certificate's command.
	"A06-inspect": says(`openssl (pkey|pkcs8)|BEGIN PRIVATE KEY|private\.pem|export`, pair).without(`openssl x509`, `BEGIN CERTIFICATE`, `certificate\.pem`),
	"A07-inspect": says(`openssl (pkey|pkcs8)|BEGIN PRIVATE KEY|private\.pem|export`, pair).without(`openssl x509`, `BEGIN CERTIFICATE`, `certificate\.pem`),
	"A08-inspect": says(`openssl (pkey|pkcs8)|BEGIN PRIVATE KEY|private\.pem|export`, pair).without(`openssl x509`, `BEGIN CERTIFICATE`, `certificate\.pem`),
	"E3-inspect":  says(`PKCS#12`, `openssl base64 -d`, `openssl pkcs12`).without(`BEGIN CERTIFICATE`),

	// Commands that run. What they write is opened.
	"A31-run": says(`-provider legacy -provider default|` + pair),
	"A35-run": says(`RFC ?4716`).without(`five dashes`),
	"A38-run": says(`openssl x509 -in FILE -out certificate\.pem`).without(`right label`),
	"A41-run": says(`-legacy`),

	// assertion knows what key inspect knows.
	"F4-openssh":   says(`OpenSSH`, `does not belong to the certificate`).without(`contains no private key`),
	"F4-pfx":       says(`PKCS#12`, `openssl pkcs12|pass phrase|password`).without(`contains no private key`),
	"F6-assertion": says(`backslash|kid Ou1eirJy`).without(`: The block is not broken into lines`),
	"F8-assertion": says(`encrypt|kid ksOmK69T`).without(`give its pass phrase`),

	// r and s without their leading zeros.
	"B59b-check": says(`leading zero`, `66`, `fits|padded`).without(`cut short`, `another key`),
	"B59b-nokey": says(`leading zero`, `\bcut\b`),

	// Pass-phrase files.
	"E10-bom":   says(pair+`|byte order mark`).without(`another one`, `does not open`),
	"E10-utf16": says(pair+`|UTF-16`).without(`another one`, `does not open`),

	// Words.
	"A01-inspect": says(`\\r`, pair).without(`characters \\n in`),
	"B64d-check":  says(`exponent`).without(`fraction`),
	"B65-check":   says(`got +\["https:`).without(`got +https:`),
	"E12-inspect": says(pair).without(`complete`, `✗ The member`),
	"A51-inspect": says(`\(n\)|\bn (begins|has|starts)|member n\b`).without(`\(n, e\)`),

	// What was left out without a word.
	"B60b-check":  says(`UnsupportedAlgo`, `(?:fits|matches)[^.]*PS256|PS256[^.]*(?:fits|matches)|NOT checked`),
	"A53-inspect": says(`x5t#S256`, `Ou1eirJy1WZEG8-ui2aCeqPKK4Bg_7AvwLTcx67vXq0`),
	"A53-check":   says(`signature (?:fits|matches)`, `x5t#S256`),
	"B69-check":   says(`Bearer[^.]*(twice|two times)|(twice|two times)[^.]*Bearer|Bearer Bearer`),

	// Right before, and right now.
	"ok-A02":          says(`\\n instead of line breaks`, pair),
	"ok-A19":          says(`private key: do not upload|contains a private key`, pair),
	"ok-A26":          says(pair),
	"ok-E10bad":       says(`pass phrase does not open`).without(pair),
	"ok-v6-pfx-run":   says(`PKCS#12`),
	"ok-A55":          says(`✗[^✓]*secp256k1`),
	"ok-A53c":         says(`signature (?:fits|matches)`),
	"ok-B59":          says(`✗[^✓]*\bDER\b`),
	"ok-v5-strangers": says(`✗[^✓]*different keys`).without(pair),
	"ok-v1-lost":      says(`✗`).without(`Certificate ID +[\w-]{43}`),
	"ok-D5":           says(`3lG6Ck_Lu85ECVHctsKWk657nd7ecU0_nlBZRgKqDJA`, pair),
	"ok-v6-bare-cert": says(`BEGIN CERTIFICATE`, `MgXondqPp6e8f8YjhIfWB7ip0_js0k28daEpcYeL0ac`),
	"ok-B64e":         says(`iat has a fraction`),
	"ok-B66g":         says(`kid is[^.]*(fingerprint|hexadecimal)`, `ksOmK69TZEzf9GKNdFGqMOoy4UwrJIH6Yy7oeC5ol-c`),
	"ok-v3-call":      says(`✗ A client assertion was sent`).without(`placeholder`),
	"ok-v8-good":      says(`kid MgXondqPp6e8f8YjhIfWB7ip0_js0k28daEpcYeL0ac`),
}

// answeredWrong are the cases whose answer is not right yet. A case that becomes right is
// taken off.
var answeredWrong = []string{}

// TestPastedKeys catches an answer about a pasted key, certificate or token that does not
// say what is wrong with it, that names a false cause, or whose command does not run.
func TestPastedKeys(t *testing.T) {
	cases := sampleLines[pastedCase](t, "pasted-keys/cases.jsonl")
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			wrong := answeredWrongly(t, c)
			switch known := slices.Contains(answeredWrong, c.ID); {
			case known && len(wrong) == 0:
				t.Errorf("it is right now: take it off the list of wrong answers")
			case !known && len(wrong) > 0:
				t.Errorf("%s\n\ttruth: %s\n\tsay:   %s\n\t%s", c.Command, c.Truth, c.Say, strings.Join(wrong, "\n\t"))
			}
		})
	}
	for id := range pastedAnswers {
		if !slices.ContainsFunc(cases, func(c pastedCase) bool { return c.ID == id }) {
			t.Errorf("%s is not among the cases", id)
		}
	}
}

// answeredWrongly returns what is wrong with the answer to a case.
func answeredWrongly(t *testing.T, c pastedCase) (wrong []string) {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range c.Files {
		data, err := os.ReadFile(samples + "pasted-keys/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data, Mode: 0o600}
	}
	args := strings.Fields(c.Command)[1:]
	got := play(files, "", args...)
	if !slices.Contains(c.Exit, got.code) {
		wrong = append(wrong, "another exit code")
	}
	expected, there := pastedAnswers[c.ID]
	if !there {
		t.Fatal("it has no expected answer")
	}
	said := strings.Join(strings.Fields(got.out+" "+got.err), " ")
	for _, pattern := range expected.says {
		if !regexp.MustCompile("(?i)" + pattern).MatchString(said) {
			wrong = append(wrong, "it does not say "+pattern)
		}
	}
	for _, pattern := range expected.not {
		if found := regexp.MustCompile("(?i)" + pattern).FindString(said); found != "" {
			wrong = append(wrong, "it says "+found)
		}
	}
	if c.Run != "" {
		wrong = append(wrong, runsWrongly(t, c, files, args)...)
	}
	return wrong
}

// runsWrongly runs the commands of an answer and returns what is wrong with what they write.
// c.Run names the pass phrase, and in parentheses what must come out.
func runsWrongly(t *testing.T, c pastedCase, files fstest.MapFS, args []string) (wrong []string) {
	t.Helper()
	_, rest, _ := strings.Cut(c.Run, "pass phrase ")
	passphrase, _, _ := strings.Cut(rest, ":")
	_, rest, _ = strings.Cut(c.Run, "(")
	kinds, _, _ := strings.Cut(rest, ")")
	commands := foreignCommands(play(files, "", append(slices.Clone(args), "--format", "json")...).out)
	if len(commands) == 0 && strings.HasPrefix(c.Say, "Read it") {
		return nil
	}
	for _, command := range commands {
		if missing := commandtest.Missing(command); missing != "" {
			t.Skip(missing + " is not installed")
		}
	}
	subject := c.Files[0]
	if i := slices.Index(args, "--key"); i >= 0 {
		subject = args[i+1]
	}
	folder := commandtest.Folder(t, files[subject].Data)
	for _, command := range commands {
		if _, err := commandtest.Run(folder, command, passphrase); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	found := map[string]bool{}
	for name, content := range commandtest.Written(t, folder) {
		for _, word := range []string{passphrase, commandtest.Fresh} {
			for _, key := range keys.Read(name, content, []byte(word)).Keys {
				if !key.Locked {
					found[key.Title()] = true
				}
			}
		}
	}
	for _, kind := range strings.Split(kinds, ", ") {
		if !found[kind] {
			wrong = append(wrong, "no "+kind+" came out of "+strings.Join(commands, "\n"))
		}
	}
	return wrong
}

// foreignCommands returns the commands of a report in JSON that call other programs, each
// once.
func foreignCommands(report string) (commands []string) {
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, member := range value {
				walk(member)
			}
		case map[string]any:
			for name, member := range value {
				text, isText := member.(string)
				if name == "command" && isText && len(commandtest.Programs(text)) > 0 && !slices.Contains(commands, text) {
					commands = append(commands, text)
				}
				walk(member)
			}
		}
	}
	var whole any
	if json.Unmarshal([]byte(report), &whole) == nil {
		walk(whole)
	}
	return commands
}
