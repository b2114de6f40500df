package keys

// substitutes are what is found in the place of a key: what names it, hides it or should
// have become it. None of them has a key in it.
var substitutes = []struct {
	match           func() match
	title, why, fix string
}{
	{lazyMatch(`(?s)^(?:\$\{?\{.{1,200}\}|\{\{.{1,200}\}\}|<[A-Za-z][A-Za-z0-9 _.-]{0,80}>|\$[A-Za-z_]\w{0,80}|%\w{1,80}%|\$\(.{1,80}\))$`),
		"It is a placeholder that was never filled in", "A program should have put the key in its place.", "Put the key itself in its place."},
	{lazyMatch(`^["']?(?:undefined|null|None|nil|NaN|\[object Object\]|\(null\))["']?$`),
		"It is the value of an empty variable", "A program wrote a variable that had no value, or one that is no text.", "Give the key itself, and check where the program gets it from."},
	{lazyMatch(`^["']?(?:[A-Za-z]:\\|\.{0,2}/|~/|file:)[^\n]{0,300}\.(?:pem|key|crt|cer|der|p12|pfx|jks|p8)["']?$`),
		"It is the name of a file, not what is in it", "A program that wants the key itself does not open a file.", "Give what is in the file."},
	{lazyMatch(`^(?:op://|vault:|arn:aws:|@Microsoft\.KeyVault\(|projects/[^\n]{1,200}/secrets/|keyvaultref:|secretref:)[^\n]{0,300}$`),
		"It is the name of a secret, not the secret", "A program should have fetched what it names.", "Give the key itself."},
	{lazyMatch(`^[A-Za-z0-9+/=\s]{0,64}(?:\*{3,}|•{3,}|(?i:\[?redacted\]?))[A-Za-z0-9+/=\s*•]{0,64}$`),
		"The key was left out to keep it secret", "Only the sign of that is there.", "Give the key itself, from its file."},
	{lazyMatch(`^\s*(?:\w+: *!vault *\|-?\s+)?\$ANSIBLE_VAULT;`),
		"It is encrypted with Ansible Vault", "It can be read only with the password of the vault.", "Decrypt it with ansible-vault, and give what comes out."},
	{lazyMatch(`ENC\[AES256_GCM,data:`),
		"It is encrypted with SOPS", "It can be read only with the key of SOPS.", "Decrypt it with sops, and give what comes out."},
	{lazyMatch(`kind: SealedSecret`),
		"It is a SealedSecret of Kubernetes", "Only the cluster can decrypt it.", "Take the Secret from the cluster, or the file from which it was made."},
}

// inPlace describes a text in the place of a key; nil for any other.
func inPlace(text string) *Problem {
	text = text[:min(len(text), longestKey)]
	for _, s := range substitutes {
		if s.match().MatchString(text) {
			return &Problem{ID: "no-key", Level: Fault, Title: s.title, Expected: "a certificate or a key in PEM, DER or JSON", Got: "other text", Why: s.why, Fix: s.fix}
		}
	}
	return nil
}
