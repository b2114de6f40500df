package exchange

import "authdoctor/diagnosis/border"

// Line is a line of source code, as it may be shown.
type Line struct {
	Number int // from 1
	Text   string
}

// CodeRequest is a request that source code builds. The fields are names and values;
// ${…} in the place of a value or of a part of the address is filled in when the program
// runs.
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

// CodeBasic is the header Authorization that source code builds of Client ID and Client
// Secret.
func CodeBasic() Authorization {
	return Authorization{Scheme: "Basic", Secret: true, Credential: Value{Presence: border.Variable, Filling: FilledIn}}
}
