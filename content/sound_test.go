package content

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/detail"
)

// sound is a small library without a fault: a page for each code, two symptoms,
// and a guide of three questions. Tests put one fault into it.
func sound() fstest.MapFS {
	fsys := fstest.MapFS{}
	var answers strings.Builder
	for _, kind := range detail.Kinds() {
		var steps []string
		for _, step := range kind.Steps {
			steps = append(steps, string(step))
		}
		checks := ""
		if kind.Code == "ScopeMismatched" {
			checks = "scope, scope-record"
		}
		put(fsys, kind.Code.Path(), fmt.Sprintf(`---
code: %[1]s
title: The problem behind %[1]s
occurs: [%[2]s]
acts: [administrator, integrator]
checks: [%[3]s]
sources:
  - A page of Oracle's | https://docs.oracle.com/en/%[1]s.html
words: [%[1]s]
---

## What it means

Something about %[1]s.

## Fix it

**Administrator**

1. Do it.

## Why it happens

1. One.

### How to tell

| Claim | Value |
| --- | --- |
| `+"`exp`"+` | past |

## How to check

1. See [how to find the code](../symptoms/find.md#how-to-find-out).
`, kind.Code, strings.Join(steps, ", "), checks))
		fmt.Fprintf(&answers, "- [%[1]s](codes/%[1]s.md \"detail=%[1]s\")\n", kind.Code)
	}
	put(fsys, "symptoms/find.md", `---
title: Nobody knows the Detail code
acts: [administrator]
sources:
  - The trail | https://docs.oracle.com/en/trail.html
words: [trail]
---

## How to find out

1. Look.
2. See [the naïve café](naive.md).
`)
	put(fsys, "symptoms/naive.md", `---
title: A naïve café
acts: [integrator]
sources:
  - The trail | https://docs.oracle.com/en/trail.html
words: [trail]
---

## Fix it

1. Set the claim `+"`rest_webservices`"+` of the zebra.
`)
	put(fsys, "lessons/client-credentials.md", `---
title: Set it up
short: For a program
facts: [flow=client-credentials]
acts: [administrator, integrator]
sources:
  - The record | https://docs.oracle.com/en/record.html
words: [begin]
---

An introduction.

## Create the record

The record tells how the program logs in.

**Administrator** Setup › Integration › Manage Integrations › New

| Field | Value |
| --- | --- |
| Name | a name for `+"`<Client ID>`"+` |
| Token-based Authentication | cleared |

1. Click **Save**.

Copy back: **Client ID**, **Application ID**.

Common mistakes:

- Left too early: [a page](../symptoms/naive.md).

Done when:

- [The record matches](../symptoms/find.md#how-to-find-out "tick=record")
- [Only you see the boxes](../symptoms/naive.md "by-hand")

## Request a token

The token is for one hour.

**Integrator** The terminal

Sample code: `+"`token-request`"+`, in curl.

Common mistakes:

- Too late: see [another page](../symptoms/find.md).

Done when:

- [The answer has a token](../symptoms/naive.md "tick=token-answer")
`)
	put(fsys, "lessons/authorization-code.md", `---
title: Set it up for users
short: For a program with users
acts: [administrator, integrator]
sources:
  - The record | https://docs.oracle.com/en/record.html
words: [begin]
---

An introduction.

## Create another record

Here the record has a redirect URI.

**Administrator** Setup › Integration › Manage Integrations › New

| Field | Value |
| --- | --- |
| Authorization Code Grant | checked |

Send `+"`S256`"+`.

Common mistakes:

- None.

Done when:

- [Only you see the boxes](../symptoms/naive.md "by-hand")

## Get a token

The same as [Request a token](client-credentials.md#request-a-token).

It is for one user.
`)
	put(fsys, "guide.md", `# What went wrong?

A few questions.

## Which protocol?

Look at the header.

- [OAuth 2.0](#which-grant-flow "protocol=oauth2")
- [TBA](symptoms/naive.md "protocol=tba")
- [I don't know](symptoms/find.md)

## Which grant flow?

- [Authorization code](#which-code "flow=authorization-code")
- [Client credentials](#which-code "flow=client-credentials")
- [I do not know](#which-code)

## Which code?

- [I don’t know](symptoms/find.md#how-to-find-out)
`+answers.String())
	return fsys
}

func put(fsys fstest.MapFS, name, text string) {
	fsys[name] = &fstest.MapFile{Data: []byte(text)}
}

// edit replaces text in a file and fails where the text is not there, so that a
// test cannot pass because its fault was never made.
func edit(t testing.TB, fsys fstest.MapFS, name, old, new string) {
	t.Helper()
	text := string(fsys[name].Data)
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s has %q %d times", name, old, strings.Count(text, old))
	}
	put(fsys, name, strings.Replace(text, old, new, 1))
}

func loadSound(t testing.TB) *Library {
	t.Helper()
	library, err := load(sound())
	if err != nil {
		t.Fatal(err)
	}
	return library
}
