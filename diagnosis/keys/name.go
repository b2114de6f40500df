package keys

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/token"
)

// Title names the kind for people, such as certificate or private key.
func (k Key) Title() string {
	if k.Kind == Container || k.Kind == Other {
		return k.Format
	}
	return strings.ReplaceAll(string(k.Kind), "-", " ")
}

// Name identifies the key for people by its kid, else its file, else its kind. Of several
// keys of its kind in a file it is the number, such as "certificate number 2 in F (CN=x)".
func (k Key) Name() string {
	switch {
	case k.KeyID != "":
		return token.Shown(k.KeyID)
	case k.Number > 0 || k.Source == "":
		return k.Described()
	}
	return k.Source
}

// Heading is Name at the start of a sentence.
func (k Key) Heading() string {
	name := k.Name()
	if k.KeyID == "" && (k.Number > 0 || k.Source == "") {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	return name
}

// Described returns the kind and the place of the key inside a sentence: "the certificate in
// public.pem" or, of several, "certificate number 2 in public.pem (CN=x)".
func (k Key) Described() string {
	where := " you pasted"
	if k.Source != "" {
		where = " in " + k.Source
	}
	switch {
	case k.KeyID != "":
		return "the key " + token.Shown(k.KeyID)
	case k.Number == 0:
		return "the " + k.Title() + where
	}
	return k.Title() + fmt.Sprintf(" number %d", k.Number) + where + k.inParentheses()
}

// Short is Described without the file: "certificate number 2 (CN=x)".
func (k Key) Short() string {
	if k.Number == 0 {
		return "the " + k.Title()
	}
	return k.Title() + fmt.Sprintf(" number %d", k.Number) + k.inParentheses()
}

func (k Key) inParentheses() string {
	if k.Certified == nil || k.Certified.Subject == "" {
		return ""
	}
	return " (" + k.Certified.ShortSubject() + ")"
}

// maxSubject is the number of characters of a subject in the name of a certificate.
const maxSubject = 40

// ShortSubject returns the first part of the subject, mostly its CN.
func (c Certified) ShortSubject() string {
	subject := c.Subject
	for i, r := range subject {
		if r == ',' && !strings.HasSuffix(subject[:i], `\`) {
			subject = subject[:i]
			break
		}
	}
	if utf8.RuneCountInString(subject) > maxSubject {
		return string([]rune(subject)[:maxSubject]) + "…"
	}
	return subject
}

// number gives each key its Number.
func (f *File) number() {
	count := map[Kind]int{}
	for _, k := range f.Keys {
		count[k.Kind]++
	}
	next := map[Kind]int{}
	for i := range f.Keys {
		k := &f.Keys[i]
		if k.Number = 0; count[k.Kind] > 1 {
			next[k.Kind]++
			k.Number = next[k.Kind]
		}
	}
}
