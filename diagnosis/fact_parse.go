package diagnosis

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// ParseFact parses NAME=VALUE, as in guide.md, --fact and case files, and normalises the
// value: accounts become 1234567_SB1, codes are spelled as NetSuite spells them, lists are
// sorted and separated by commas. The error for an unknown name or a wrong value names the
// allowed ones. A value that looks like a token or a key is refused, because facts are
// shown everywhere.
func ParseFact(text string, source Source) (Fact, error) {
	secret := errors.New("this looks like a token or a key, and facts are shown on every screen; paste a token where a token is asked for, and keep a key to yourself")
	name, value, found := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	checked := text
	switch FactName(name) {
	case FactRecordRedirectURIs: // the query, with a code, is dropped
		checked = mapItems(value, WithoutQuery)
	case FactRecordCertificates: // a Client ID gets an error of its own
		checked = mapItems(value, func(item string) string {
			if token.IsClientID(strings.ToLower(item)) {
				return ""
			}
			return item
		})
	}
	// An error would quote the value in its printable form, in which a code point written out
	// can complete the form of a token.
	if shown, _ := border.Printable(checked); border.HoldsSecret(checked) || border.HoldsSecret(shown) {
		return Fact{}, secret
	}
	if !found {
		return Fact{}, fmt.Errorf("fact %s has no '='; write NAME=VALUE, for example flow=client-credentials", sayable(text))
	}
	kind, known := KindOfFact(FactName(name))
	if !known {
		return Fact{}, fmt.Errorf("there is no fact %s%s; the facts are %s", sayable(name), detail.DidYouMean(name, factNames()...), strings.Join(factNames(), ", "))
	}
	value, _ = border.Printable(strings.TrimSpace(value))
	if value == "" {
		return Fact{}, fmt.Errorf("fact %s is empty; leave it out if it is not known", name)
	}
	value, err := kind.normalise(value)
	if err != nil {
		return Fact{}, err
	}
	if border.HoldsSecret(name + "=" + value) {
		return Fact{}, secret
	}
	return Fact{Name: kind.Name, Value: value, Source: source}, nil
}

func (k FactKind) normalise(value string) (string, error) {
	if k.List {
		return k.normaliseList(value)
	}
	switch k.Name {
	case FactDetail:
		if match := detail.Find(value); match.Name != "" {
			return match.Name, nil
		}
		if !detailForm().MatchString(value) {
			return "", fmt.Errorf("fact detail is %s; it must be the word in the Detail column, such as ScopeMismatched", sayable(value))
		}
		return value, nil
	case FactAccount:
		if !token.IsAccount(value) {
			return "", fmt.Errorf("fact account is %s; it must be an account ID such as 1234567 or 1234567_SB1", sayable(value))
		}
		return token.CanonicalAccount(value), nil
	case FactError:
		if name := detail.HTTPError(value); name != "" {
			return name, nil
		}
		return "", fmt.Errorf("fact error is %s%s; it must be the error of an HTTP answer, such as invalid_grant or INVALID_LOGIN", sayable(value), detail.DidYouMean(value, detail.NearHTTPError(value)))
	case FactStatus:
		return wholeNumber(k.Name, value, 100, 599, "an HTTP status from 100 to 599")
	case FactRecordRefreshValidity, FactRecordRotation:
		return wholeNumber(k.Name, strings.TrimSpace(strings.TrimSuffix(strings.ToLower(value), "h")), 1, maxHours, "a whole number of hours from 1 to 720")
	case FactSinceConsent:
		return normaliseSpan(value)
	}
	if k.Values == nil {
		if k.Name == FactClientID && token.IsApplicationID(value) {
			return "", errors.New("fact client-id is an Application ID, which names the integration record; the Client ID has 64 hexadecimal digits, and is shown once, when the record is first saved")
		}
		if form, ok := factForms[k.Name]; ok && !form.is(value) {
			return "", fmt.Errorf("fact %s is %s; it must be %s", k.Name, sayable(value), form.expected)
		}
		return border.Clip(value, 256), nil
	}
	value = strings.ToLower(value)
	if !slices.Contains(k.Values, value) {
		return "", fmt.Errorf("fact %s is %s%s; it must be one of %s", k.Name, sayable(value), detail.DidYouMean(value, k.Values...), strings.Join(k.Values, ", "))
	}
	return value, nil
}

// detailForm matches a word as it can be in the Detail column, known or not.
var detailForm = pattern.Lazy(`^[A-Za-z][A-Za-z_ -]{1,40}$`)

// sayable returns a refused value as an error may quote it. A long value may be a secret
// that was pasted into the wrong place, so only its length is given.
func sayable(value string) string {
	printable := border.Shown(value, 1000)
	if n := utf8.RuneCountInString(printable); n > 30 {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(printable)
}

// factForms are the forms that values without a list of Values must have. A comparison of
// anything else with a token would prove nothing.
var factForms = map[FactName]struct {
	is       func(string) bool
	expected string
}{
	FactClientID:      {func(v string) bool { return token.IsClientID(strings.ToLower(v)) }, "64 hexadecimal digits, as shown once when the record was saved"},
	FactApplicationID: {token.IsApplicationID, "a UUID, as the integration record shows it"},
	FactRole:          {isInternalID, "an internal ID, such as 3"},
	FactEntity:        {isInternalID, "an internal ID, such as 12"},
	FactCertificateID: {func(v string) bool { return !strings.ContainsAny(v, " \t") }, "the Certificate ID of the mapping, without spaces"},
}

func isInternalID(value string) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == value
}

// maxItems is the largest number of items in a list fact.
const maxItems = 32

// WithoutQuery removes the query of an address: that of a pasted redirect has a live
// authorization code.
func WithoutQuery(item string) string {
	if strings.Contains(item, "://") {
		item, _, _ = strings.Cut(item, "?")
	}
	return item
}

// listItems splits a list at commas and spaces.
func listItems(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

func mapItems(value string, change func(string) string) string {
	items := listItems(value)
	for i := range items {
		items[i] = change(items[i])
	}
	return strings.Join(items, " ")
}

func (k FactKind) normaliseList(value string) (string, error) {
	items := listItems(value)
	if len(items) > maxItems {
		return "", fmt.Errorf("fact %s has %d parts; at most %d are allowed", k.Name, len(items), maxItems)
	}
	for i := range items {
		items[i] = border.Clip(WithoutQuery(items[i]), 256)
		if strings.EqualFold(items[i], None) {
			items[i] = None
		}
		if fault := certificateIDFault(items[i]); k.Name == FactRecordCertificates && items[i] != None && fault != "" {
			return "", errors.New(fault)
		}
		if k.Name == FactRecordRedirectURIs && items[i] != None && !strings.Contains(items[i], "://") {
			return "", fmt.Errorf("fact %s has %s; each part must be an address such as https://app.example/callback", k.Name, sayable(items[i]))
		}
	}
	if k.Values != nil {
		for i, item := range items {
			items[i] = strings.ToLower(item)
			if items[i] != None && !slices.Contains(k.Values, items[i]) {
				return "", fmt.Errorf("fact %s has %s%s; each part must be one of %s, or the whole is %s",
					k.Name, sayable(item), detail.DidYouMean(item, k.Values...), strings.Join(k.Values, ", "), None)
			}
		}
	}
	slices.Sort(items)
	items = slices.Compact(items)
	if len(items) == 0 {
		return None, nil
	}
	if len(items) > 1 && slices.Contains(items, None) {
		return "", fmt.Errorf("fact %s says %s and something else; write one of the two", k.Name, None)
	}
	return strings.Join(items, ","), nil
}

func factNames() []string {
	names := make([]string, len(factKinds))
	for i, kind := range factKinds {
		names[i] = string(kind.Name)
	}
	return names
}

// maxHours is the largest value of the fields for a public client's refresh tokens
// (section_157771733782).
const maxHours = 720

// wholeNumber normalises a whole number, and checks its limits.
func wholeNumber(name FactName, value string, least, most int, expected string) (string, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return "", fmt.Errorf("fact %s is %s; it must be %s", name, sayable(value), expected)
	}
	return strconv.Itoa(n), nil
}
