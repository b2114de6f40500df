package diagnosis

import (
	"io"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// MakeAssertion makes a client assertion and diagnoses it together with the key material
// it was made from, so that faults are seen before it is sent. An error says what is wrong
// with the request.
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
