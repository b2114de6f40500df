package exchange

import (
	"slices"

	"authdoctor/diagnosis/detail"
)

// Join returns known with next added: an answer joins the request it belongs to, a request
// joins its answer, a form joins the address or head it was sent with, and a request replaces
// a bare address of the same endpoint. Otherwise next is appended.
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
			e.Request = next.Request // the same request in full
			return known
		}
	}
	return append(known, next)
}

// merged combines a request that was given in two parts: its address or head, and the form
// that it sent. It returns nil if a and b are not two such parts.
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

// belongs reports whether a can be the answer to r.
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

// Renew returns the exchanges of a later paste, each completed by the known exchange that it
// joins, after the known ones that succeeded at another step. All others of known are dropped:
// two failures side by side would look like two problems.
func Renew(known, pasted []Exchange) []Exchange {
	var renewed []Exchange
	for _, next := range pasted {
		if joined := Join(known, next); len(joined) == len(known) {
			for i := range joined {
				if joined[i] != known[i] {
					next = joined[i]
					next.Probe, next.Earlier, next.Told = "", false, false
				}
			}
		}
		renewed = append(renewed, next)
	}
	return append(earlier(known, renewed), renewed...)
}

// Follow returns the known exchanges and those of an online check after them. An exchange
// replaces a known one with the same aim.
func Follow(known, sent []Exchange) []Exchange {
	if len(sent) == 0 {
		return known
	}
	var kept []Exchange
	for _, e := range known {
		if slices.ContainsFunc(sent, func(next Exchange) bool { return next.sameAim(e) }) {
			continue
		}
		e.Earlier = e.Earlier || e.succeeded()
		kept = append(kept, e)
	}
	return append(kept, sent...)
}

// earlier returns the known exchanges that succeeded, unless a later one has the same aim.
func earlier(known, later []Exchange) []Exchange {
	var kept []Exchange
	for _, e := range known {
		if e.succeeded() && !slices.ContainsFunc(later, e.sameAim) {
			e.Earlier = true
			kept = append(kept, e)
		}
	}
	return kept
}

// succeeded reports whether the exchange succeeded at a step that is known.
func (e Exchange) succeeded() bool {
	return e.Answer != nil && e.Answer.Succeeded() && e.Step() != ""
}

// sameAim reports whether two exchanges try the same: a step of a flow, or a call of the same
// address. A call without its address may be any call.
func (e Exchange) sameAim(other Exchange) bool {
	step := e.Step()
	switch {
	case step == "" || step != other.Step():
		return false
	case step != detail.StepCall || e.Request == nil || other.Request == nil:
		return true
	}
	a, b := e.Request.Address, other.Request.Address
	return a.Host == b.Host && a.Path == b.Path
}

// AddressRequest returns the request to an address of which nothing else is known.
func AddressRequest(address string) *Request {
	to, query := readAddress(address)
	return &Request{Form: PlainURL, Address: to, Query: ReadParams(query)}
}
