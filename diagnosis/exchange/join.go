package exchange

import "slices"

// Join adds what was found to what is known: an answer to the request it belongs
// to, and the other way round. What is known of the same sort is replaced: two
// authorize URLs of one problem would tell of two problems at once.
func Join(known []Exchange, next Exchange) []Exchange {
	known = slices.Clone(known)
	for i := len(known) - 1; i >= 0; i-- {
		e := &known[i]
		if whole := merged(e.Request, next.Request); whole != nil && (e.Answer == nil || next.Answer == nil) {
			e.Request = whole
			if next.Answer != nil {
				e.Answer = next.Answer
			}
			return known
		}
		switch {
		case next.Request == nil && e.Answer == nil && belongs(e.Request, next.Answer):
			e.Answer = next.Answer
			return known
		case next.Answer == nil && e.Request == nil && belongs(next.Request, e.Answer):
			e.Request = next.Request
			return known
		case next.Answer == nil && next.Request != nil && e.Request != nil && e.Request.Form == PlainURL && e.Request.Address.Endpoint == next.Request.Address.Endpoint:
			e.Request = next.Request // the same, told in full
			return known
		}
	}
	return append(known, next)
}

// merged puts a request together that was written down in two places: its address or
// head in one, the form it sent in the other. nil where the two are not that.
func merged(a, b *Request) *Request {
	if a == nil || b == nil {
		return nil
	}
	if len(a.Fields) > 0 {
		a, b = b, a
	}
	headless := !b.Address.Given() && (b.Form == FormBody || b.Form == JSONBody)
	if len(a.Fields) > 0 || a.Address.Endpoint != Token || !headless {
		return nil
	}
	whole := *a
	whole.Fields, whole.BodyKind, whole.FieldsKnown = b.Fields, b.BodyKind, b.FieldsKnown
	if whole.Form == PlainURL {
		whole.Form = b.Form
	}
	return &whole
}

// belongs reports whether an answer may be that of a request.
func belongs(r *Request, a *Answer) bool {
	if r == nil || a == nil {
		return false
	}
	authorize := r.Form == AuthorizeURL || r.Address.Endpoint == Authorize
	if a.Redirected() || authorize {
		return a.Redirected() && authorize
	}
	switch {
	case a.Body == RESTBody || a.Body == RESTletBody || a.Challenge.Scheme == "Bearer":
		return !r.ToTokenEndpoint()
	case a.Body == TokenBody:
		return r.Address.Endpoint == NoEndpoint || !r.Address.Endpoint.Call()
	}
	return true
}

// Renew takes what was pasted later: it completes what is known, or replaces it. Two
// failures beside each other would tell of two problems at once.
func Renew(known, pasted []Exchange) []Exchange {
	var renewed []Exchange
	for _, next := range pasted {
		if joined := Join(known, next); len(joined) == len(known) {
			for i := range joined {
				if joined[i] != known[i] {
					next = joined[i]
				}
			}
		}
		renewed = append(renewed, next)
	}
	return renewed
}
