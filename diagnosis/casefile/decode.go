package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// Decode reads the JSON of a File. Notes are sentences about what could not be read and is
// left out. The error is for a text that is no case file at all, or a newer one.
func Decode(data []byte) (f File, notes []string, err error) {
	text, _ := token.ToUTF8(string(data))
	text = strings.TrimSpace(text)
	switch {
	case len(text) > maxSize:
		return File{}, nil, errors.New("the case file is larger than 1 MiB, so it is not read")
	case token.TooDeep(text):
		return File{}, nil, fmt.Errorf("the case file nests deeper than %d levels, so it is not read", token.MaxDepth)
	}
	d := decoder{}
	members := d.members(strings.ToValidUTF8(text, "\uFFFD"))
	var schema int
	if json.Unmarshal(members["schema"], &schema) != nil || schema < 1 || members["kept"] == nil && members["at"] == nil {
		return File{}, nil, errors.New("this is not a case file of authdoctor: it does not say which schema it has, and when it was kept")
	}
	if schema > Schema {
		return File{}, nil, fmt.Errorf("a newer authdoctor kept this case (schema %d, and this one reads %d); update authdoctor to open it", schema, Schema)
	}
	d.read(members, &f)
	return f, d.notes, nil
}

// decoder collects the notes on what cannot be read.
type decoder struct{ notes []string }

func (d *decoder) note(format string, arguments ...any) {
	const most = 20
	if len(d.notes) < most {
		d.notes = append(d.notes, fmt.Sprintf(format, arguments...))
	}
}

// members returns the members of the JSON object in text, cleaned, as far as it can be read.
// A list that is cut short keeps its complete items.
func (d *decoder) members(text string) map[string]json.RawMessage {
	found := map[string]json.RawMessage{}
	known := identifiers(text)
	read := json.NewDecoder(strings.NewReader(text))
	if first, err := read.Token(); err != nil || first != json.Delim('{') {
		return found
	}
	for read.More() {
		name, err := read.Token()
		if err != nil {
			d.note("the case file is damaged: what follows byte %d cannot be read", read.InputOffset())
			return found
		}
		before, key := read.InputOffset(), fmt.Sprint(name)
		var value json.RawMessage
		if err := read.Decode(&value); err != nil {
			if items := complete(text[before:]); items != nil {
				found[key] = json.RawMessage(clean(string(items), known...))
			}
			d.note("the case file is cut short or damaged in %s; what follows is missing", border.Shown(key, 20))
			return found
		}
		found[key] = json.RawMessage(clean(string(value), known...))
	}
	if _, err := read.Token(); err != nil {
		d.note("the case file has no end: a part of it may be missing")
	}
	return found
}

// complete returns the items that are whole of a list that is damaged, nil for any other
// value. text begins before the colon of its member.
func complete(text string) json.RawMessage {
	read := json.NewDecoder(strings.NewReader(strings.TrimLeft(text, " \t\r\n:")))
	if first, err := read.Token(); err != nil || first != json.Delim('[') {
		return nil
	}
	var items []json.RawMessage
	for read.More() {
		var item json.RawMessage
		if read.Decode(&item) != nil {
			break
		}
		items = append(items, item)
	}
	list, _ := json.Marshal(items) // cannot fail: each is valid
	return list
}

// items returns the items of a list, at most a number of them.
func (d *decoder) items(members map[string]json.RawMessage, name string, most int) []json.RawMessage {
	var all []json.RawMessage
	if text := members[name]; text != nil && json.Unmarshal(text, &all) != nil {
		d.note("%s is not a list and is left out", name)
	}
	if len(all) > most {
		d.note("only the first %d of %d items of %s are read", most, len(all), name)
		all = all[:most]
	}
	return all
}

// list reads a list whose items have a type of their own.
func list[T any](d *decoder, members map[string]json.RawMessage, name string, most int) []T {
	var out []T
	for i, item := range d.items(members, name, most) {
		var value T
		if err := json.Unmarshal(item, &value); err != nil {
			d.note("item %d of %s cannot be read and is left out", i+1, name)
			continue
		}
		out = append(out, value)
	}
	return out
}

// value reads one member into a variable, which it leaves alone where that fails.
func value[T any](d *decoder, members map[string]json.RawMessage, name string, into *T) {
	var fresh T
	text := members[name]
	if text == nil {
		return
	}
	if err := json.Unmarshal(text, &fresh); err != nil {
		d.note("%s cannot be read and is left out", name)
		return
	}
	*into = fresh
}

func (d *decoder) read(members map[string]json.RawMessage, f *File) {
	c := &f.Case
	value(d, members, "kept", &f.Kept)
	c.At = f.Kept
	value(d, members, "at", &c.At)
	if c.At.IsZero() {
		c.At = f.Kept
	}
	f.Kept, c.At = inRange(f.Kept), inRange(c.At)
	c.Facts = d.facts(members)
	value(d, members, "verify", &c.Verify)
	value(d, members, "near", &c.Near)
	value(d, members, "line", &c.Line)
	if c.Line != nil && c.Line.Row == nil {
		c.Line = nil
	}
	value(d, members, "error_line", &c.ErrorLine)
	for _, e := range list[exchange.Exchange](d, members, "exchanges", maxExchanges) {
		if e.Told = true; e.Request != nil || e.Answer != nil {
			c.Exchanges = append(c.Exchanges, e)
		}
	}
	places := d.keys(members, c)
	whole := d.tokens(members, c, places)
	for _, seen := range list[online.Seen](d, members, "online", maxOnline) {
		seen.At, seen.Told = inRange(seen.At), true
		c.Online = append(c.Online, seen)
	}
	c.Certificates = d.certificates(members)
	value(d, members, "hints", &c.Hints)
	value(d, members, "marks", &c.Marks)
	value(d, members, "signed", &c.Signed)
	if c.Trail = list[diagnosis.TrailMatch](d, members, "trail", maxTokens); !whole && c.Trail != nil {
		d.note("trail is left out, because a token is missing")
		c.Trail = nil
	}
	for i := range c.Trail {
		describe(&c.Trail[i])
		c.Trail[i].Told = true
	}
	value(d, members, "columns", &c.Columns)
	f.Answers = list[Answer](d, members, "answers", maxEntries)
	f.Notes = list[Note](d, members, "notes", maxEntries)
	f.Timeline = list[Event](d, members, "timeline", maxEntries)
	f.Lessons = bytes.Clone(members["lessons"])
}

// inRange returns a time in UTC that time.Time can write as JSON.
func inRange(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// facts reads the facts as ParseFact parses them, since anything can be in a file.
func (d *decoder) facts(members map[string]json.RawMessage) diagnosis.Facts {
	var facts diagnosis.Facts
	for _, said := range list[diagnosis.Fact](d, members, "facts", len(diagnosis.FactKinds())) {
		fact, err := diagnosis.ParseFact(said.String(), diagnosis.SourceCaseFile)
		if err != nil {
			d.note("the fact %s is left out: %v", border.Shown(string(said.Name), 40), err)
			continue
		}
		facts = facts.With(fact)
	}
	return facts
}

// certificates reads the list of mapped certificates.
func (d *decoder) certificates(members map[string]json.RawMessage) *online.CertificateList {
	var read *online.CertificateList
	value(d, members, "certificates", &read)
	if read == nil {
		return nil
	}
	if read.Told, read.At = true, inRange(read.At); len(read.Rows) > maxRows {
		d.note("only the first %d of %d rows of certificates are read", maxRows, len(read.Rows))
		read.Rows = read.Rows[:maxRows]
	}
	for i := range read.Rows {
		read.Rows[i].ValidUntil = inRange(read.Rows[i].ValidUntil)
	}
	return read
}

// keys reads the key material, and returns each key by its place in the file.
func (d *decoder) keys(members map[string]json.RawMessage, c *diagnosis.Case) map[keyPlace]*keys.Key {
	places := map[keyPlace]*keys.Key{}
	var files []keys.File
	count := 0
	for i, item := range d.items(members, "keys", maxFiles) {
		var parts struct {
			keys.File
			Keys []json.RawMessage `json:"keys"`
		}
		if err := json.Unmarshal(item, &parts); err != nil {
			d.note("item %d of keys cannot be read and is left out", i+1)
			continue
		}
		file := parts.File
		keys.DropForeignCommands(file.Problems)
		file.Keys = make([]keys.Key, 0, len(parts.Keys))
		for k, item := range parts.Keys {
			var key keys.Key
			if count++; count > keys.MaxKeys {
				d.note("only the first %d keys are read", keys.MaxKeys)
				break
			}
			if err := json.Unmarshal(item, &key); err != nil {
				d.note("key %d of item %d of keys is left out: %s", k+1, i+1, border.Shown(err.Error(), 80))
				continue
			}
			key.Told = true
			keys.DropForeignCommands(key.Problems)
			file.Keys = append(file.Keys, key)
			places[keyPlace{i + 1, k + 1}] = &file.Keys[len(file.Keys)-1]
		}
		files = append(files, file)
	}
	if files != nil {
		c.Keys = keys.NewSet(files...)
	}
	return places
}

// tokens reads the tokens with what the file says of their signatures, and reports whether
// all could be read.
func (d *decoder) tokens(members map[string]json.RawMessage, c *diagnosis.Case, places map[keyPlace]*keys.Key) (whole bool) {
	items := d.items(members, "tokens", maxTokens)
	for i, item := range items {
		var stored storedToken
		if err := json.Unmarshal(item, &stored); err != nil {
			d.note("item %d of tokens cannot be read and is left out", i+1)
			continue
		}
		t := stored.Kept.Token()
		told := keys.Signature{State: keys.Unchecked, Reason: keys.NoSignature}
		if said := stored.Signature; said != nil {
			signature := said.Signature
			if said.Key != nil {
				signature.Key = places[*said.Key]
			}
			if said.Fits != nil {
				signature.Fits = places[*said.Fits]
			}
			if signature.Sound() {
				told = signature
			} else {
				d.note("what the file says of the signature of token %d cannot be read and is left out", i+1)
			}
		}
		t.Told = told
		c.Tokens = append(c.Tokens, t)
	}
	return len(c.Tokens) == len(items)
}

// describe looks up the words of the trail, which are not kept with their meanings.
func describe(match *diagnosis.TrailMatch) {
	match.Codes = match.Codes[:min(len(match.Codes), maxGroups)]
	for i := range match.Codes {
		group := &match.Codes[i]
		found := detail.Match{}
		if group.Value != "" && !group.Rest {
			found = detail.Find(group.Value)
		}
		group.Detail = &found
	}
}
