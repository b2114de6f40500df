package cli

import (
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/report"
)

// keyReport is the answer of key inspect as JSON, schema 1.
type keyReport struct {
	Schema int    `json:"schema"`
	AsOf   string `json:"as_of"`
	Error  string `json:"error,omitempty"`
	// CertificateID is the expected Certificate ID of the first certificate that is judged.
	CertificateID string            `json:"certificate_id"`
	Files         []reportKeyFile   `json:"files"`
	Matches       []report.KeyMatch `json:"matches"`
	// Kid is given with --kid.
	Kid *reportKid `json:"kid,omitempty"`
}

type reportKeyFile struct {
	Name string `json:"name"`
	// Acceptable is true if the file meets every published rule, and null if no published
	// rule decides. NetSuiteOutcome is what NetSuite does, according to Oracle's page.
	Acceptable      *bool        `json:"acceptable"`
	NetSuiteOutcome keys.Outcome `json:"netsuite_outcome"`
	Ends            string       `json:"ends,omitempty"` // when the certificate ends in NetSuite
	// Judged is the place in Keys, from 1, of the certificate that is judged.
	Judged   int             `json:"judged,omitempty"`
	Problems []reportProblem `json:"problems"`
	Keys     []reportKey     `json:"keys"`
}

type reportProblem struct {
	ID       string     `json:"id"`
	Level    keys.Level `json:"level"`
	Title    string     `json:"title"`
	Where    string     `json:"where,omitempty"`
	Expected string     `json:"expected,omitempty"`
	Got      string     `json:"got,omitempty"`
	Why      string     `json:"why,omitempty"`
	Fix      string     `json:"fix,omitempty"`
	Command  string     `json:"command,omitempty"`
}

// reportKey is one key; of a private key it has only what the public key tells.
type reportKey struct {
	File          string          `json:"file"`
	Number        int             `json:"number,omitempty"` // among those of its kind in the file, if there are several
	Kind          keys.Kind       `json:"kind"`
	Format        string          `json:"format"`
	Encoding      string          `json:"encoding"`
	Algorithm     keys.Algorithm  `json:"algorithm"`
	Bits          int             `json:"bits,omitempty"`
	Curve         string          `json:"curve,omitempty"`
	KeyID         string          `json:"key_id,omitempty"`
	Locked        bool            `json:"locked,omitempty"`
	Fingerprint   string          `json:"public_key_sha256,omitempty"` // of the SPKI
	CertificateID string          `json:"certificate_id,omitempty"`
	Subject       string          `json:"subject,omitempty"`
	Issuer        string          `json:"issuer,omitempty"`
	Serial        string          `json:"serial,omitempty"`
	SHA256        string          `json:"sha256,omitempty"` // of the certificate
	SHA1          string          `json:"sha1,omitempty"`
	X5T           string          `json:"x5t,omitempty"`            // SHA-1 of the certificate in base64url
	JWKThumbprint string          `json:"jwk_thumbprint,omitempty"` // SHA-256 (RFC 7638)
	NotBefore     string          `json:"not_before,omitempty"`
	NotAfter      string          `json:"not_after,omitempty"`
	Problems      []reportProblem `json:"problems"`
}

func newKeyReport(set *keys.Set, kid string, at time.Time) keyReport {
	r := keyReport{Schema: 1, AsOf: at.UTC().Format(time.RFC3339), Files: []reportKeyFile{}, Matches: notNil(report.Compare(set))}
	roles, files := set.Roles(), set.Files()
	for i := range files {
		file := &files[i]
		judged := roles.Judge(file, at)
		entry := reportKeyFile{Name: file.Name, NetSuiteOutcome: judged.Outcome, Problems: newReportProblems(judged.Problems), Keys: newReportKeys(file.Keys)}
		for k := range file.Keys {
			if remark, found := roles.Remark(&file.Keys[k]); found {
				entry.Keys[k].Problems = append(entry.Keys[k].Problems, reportProblem(remark))
			}
		}
		if judged.Strict == keys.Yes || judged.Strict == keys.No {
			acceptable := judged.Strict == keys.Yes
			entry.Acceptable = &acceptable
		}
		if !judged.Ends.IsZero() {
			entry.Ends = judged.Ends.UTC().Format(time.RFC3339)
		}
		if subject := roles.Subject(file); subject != nil && subject.Kind == keys.Certificate {
			entry.Judged = subject.Place
			if r.CertificateID == "" && roles.Judged(subject) {
				r.CertificateID = subject.Certified.ID
			}
		}
		r.Files = append(r.Files, entry)
	}
	if kid != "" {
		r.Kid = newReportKid(set, kid)
	}
	return r
}

func newReportKeys(all []keys.Key) []reportKey {
	out := make([]reportKey, 0, len(all))
	for _, k := range all {
		entry := reportKey{File: k.Source, Kind: k.Kind, Format: k.Format, Encoding: k.Encoding, Algorithm: k.Algorithm, Bits: k.Bits, Curve: k.Curve,
			Number: k.Number, KeyID: token.Shown(k.KeyID), Locked: k.Locked, Fingerprint: k.Fingerprint(), JWKThumbprint: k.JWKThumbprint(), Problems: newReportProblems(k.Problems)}
		if c := k.Certified; c != nil {
			entry.CertificateID, entry.Subject, entry.Issuer, entry.Serial = c.ID, c.Subject, c.Issuer, c.Serial
			entry.SHA256, entry.SHA1, entry.X5T = c.SHA256, c.SHA1, c.X5T()
			entry.NotBefore, entry.NotAfter = c.NotBefore.UTC().Format(time.RFC3339), c.NotAfter.UTC().Format(time.RFC3339)
		}
		out = append(out, entry)
	}
	return out
}

func newReportProblems(all []keys.Problem) []reportProblem {
	out := make([]reportProblem, 0, len(all))
	for _, p := range all {
		out = append(out, reportProblem(p))
	}
	return out
}
