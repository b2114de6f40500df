package ui

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
)

// UploadSteps are what is to do with a new certificate until a token request works
// (section_162686838198).
func UploadSteps(certificate string) []diagnosis.Fix {
	certificate, _ = border.Printable(certificate)
	administrator := func(step string) diagnosis.Fix {
		return diagnosis.Fix{Who: diagnosis.Administrator, Step: step}
	}
	return []diagnosis.Fix{
		administrator("Open Setup › Integration › Manage Integrations › your record › Authentication, check Client Credentials (Machine to Machine) Grant, and save."),
		administrator("Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup › Create New."),
		administrator("Choose entity, role and application. One certificate serves one such combination, and a record has at most five active ones."),
		administrator("Upload " + certificate + ", and save. Never upload the private key."),
		administrator("Compare the Certificate ID of the new row with the expected one."),
		{Who: diagnosis.Integrator, Step: "Put the Certificate ID into kid of the client assertion, and sign with the private key."},
	}
}
