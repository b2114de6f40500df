package exchange

import "authdoctor/diagnosis/border"

// Line is a line of source code in a form that is safe to show.
type Line struct {
	Number int    `json:"number,omitempty"` // from 1
	Text   string `json:"text,omitempty"`
}

// CodeRequest returns a request that source code builds. The fields are pairs of name and
// value. ${…} in a value or in the address is a part that the program fills in when it runs.
func CodeRequest(method, address string, fields [][2]string) Request {
	r := Request{Form: ClientCode, Method: method, Lines: map[string]Line{}}
	if address != "" {
		r.readURL(address, FilledIn)
	}
	for _, field := range fields {
		r.Fields = append(r.Fields, newParam(field[0], field[1], FilledIn))
	}
	if len(r.Fields) > 0 {
		r.BodyKind = FormEncoded
	}
	return r
}

// CodeBasic returns the Basic Authorization header that source code builds from Client ID and
// Client Secret.
func CodeBasic() Authorization {
	return Authorization{Scheme: "Basic", Secret: true, Credential: Value{Presence: border.Variable, Filling: FilledIn}}
}
