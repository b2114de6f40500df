package keys

// substitutes are what is found in the place of a key: what names it, hides it or should
// have become it. None of them has a key in it.
var substitutes = []struct {
	match           func() match
	title, why, fix string
}{
	{lazyMatch(`(?s)^(?:\$\{?\{.{1,200}\}|\{\{.{1,200}\}\}|<[A-Za-z][A-Za-z0-9 _.-]{0,80}>|\$[A-Za-z_]\w{0,80}|%\w{1,80}%|\$\(.{1,80}\))$`),
		"This is a placeholder that was never filled in", "A program should have replaced it with the key.", "Replace it with the key."},
	{lazyMatch(`^["']?(?:undefined|null|None|nil|NaN|\[object Object\]|\(null\))["']?$`),
		"This is the value of an empty variable", "A program wrote a variable that had no value, or whose value is not text.", "Open the key itself, and check where the program reads it from."},
	{lazyMatch(`^["']?(?:[A-Za-z]:\\|\.{0,2}/|~/|file:)[^\n]{0,300}\.(?:pem|key|crt|cer|der|p12|pfx|jks|p8)["']?$`),
		"This is the name of a file, not its content", "A program that needs the key does not open the file of that name.", "Use the content of the file."},
	{lazyMatch(`^(?:op://|vault:|arn:aws:|@Microsoft\.KeyVault\(|projects/[^\n]{1,200}/secrets/|keyvaultref:|secretref:)[^\n]{0,300}$`),
		"This is the name of a secret, not the secret", "A program should have fetched the secret of that name.", "Open the key itself."},
	{lazyMatch(`^[A-Za-z0-9+/=\s]{0,64}(?:\*{3,}|•{3,}|(?i:\[?redacted\]?))[A-Za-z0-9+/=\s*•]{0,64}$`),
		"The key was redacted", "Only a redaction mark is left.", "Open the original key file."},
	{lazyMatch(`^\s*(?:\w+: *!vault *\|-?\s+)?\$ANSIBLE_VAULT;`),
		"This file is encrypted with Ansible Vault", "Only the vault password decrypts it.", "Decrypt it with ansible-vault, and open the result."},
	{lazyMatch(`ENC\[AES256_GCM,data:`),
		"This file is encrypted with SOPS", "Only the SOPS key decrypts it.", "Decrypt it with sops, and open the result."},
	{lazyMatch(`kind: SealedSecret`),
		"This is a Kubernetes SealedSecret", "Only the cluster can decrypt it.", "Get the Secret from the cluster, or use the file from which it was created."},
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
