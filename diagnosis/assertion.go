package diagnosis

import (
	"io"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// MakeAssertion makes a client assertion and diagnoses it together with the key
// material it was made from: what would fail is seen before anybody sends it.
// Errors say what is wrong with the request, in lower case.
func MakeAssertion(r keys.AssertionRequest, set *keys.Set, random io.Reader) (border.Secret, Diagnosis, error) {
	made, err := keys.NewAssertion(r, random)
	if err != nil {
		return border.Secret{}, Diagnosis{}, err
	}
	c := Case{At: r.IssuedAt.UTC(), Keys: set}
	for _, said := range []string{"used-as=assertion", "step=client-credentials", "client-id=" + r.ClientID, "account=" + r.Account} {
		fact, err := ParseFact(said, SourceUser)
		if err != nil {
			return border.Secret{}, Diagnosis{}, err
		}
		c.Facts = c.Facts.With(fact)
	}
	return made, Diagnose(c.With(intake.Recognise(made.Reveal()))), nil
}

// UploadSteps are what is to do with a new certificate until a token request works
// (section_162686838198).
func UploadSteps(certificate string) []Fix {
	certificate, _ = border.Printable(certificate)
	administrator := func(step string) Fix {
		return Fix{Who: Administrator, Step: step}
	}
	return []Fix{
		administrator("Open Setup › Integration › Manage Integrations › your record › Authentication, check Client Credentials (Machine to Machine) Grant, and save."),
		administrator("Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup › Create New."),
		administrator("Choose entity, role and application. One certificate serves one such combination, and a record has at most five active ones."),
		administrator("Upload " + certificate + ", and save. Never upload the private key."),
		administrator("Compare the Certificate ID of the new row with the expected one."),
		{Who: Integrator, Step: "Put the Certificate ID into kid of the client assertion, and sign with the private key."},
	}
}
