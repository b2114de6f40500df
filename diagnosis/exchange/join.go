package exchange

import "slices"

// Join adds what was found to what is known: an answer to the request it belongs
// to, and the other way round. What is known of the same sort is replaced: two
// authorize URLs of one problem would tell of two problems at once.
func Join(known []Exchange, next Exchange) []Exchange {
	known = slices.Clone(known)
	for i := len(known) - 1; i >= 0; i-- {
		e := &known[i]
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

// belongs says that an answer may be that of a request.
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

// Renew takes what was pasted later: it completes what is known, or replaces what is
// known of the same step.
func Renew(known, pasted []Exchange) []Exchange {
	known = slices.Clone(known)
	for _, next := range pasted {
		if next.Request == nil || next.Answer == nil {
			if joined := Join(known, next); len(joined) == len(known) {
				known = joined
				continue
			}
		}
		known = slices.DeleteFunc(known, func(old Exchange) bool {
			return !slices.Contains(pasted, old) && (old.atStepOne() == next.atStepOne())
		})
		known = append(known, next)
	}
	return known
}

// atStepOne says that an exchange goes through the browser; all others go to
// endpoints.
func (e Exchange) atStepOne() bool {
	return e.Request != nil && (e.Request.Form == AuthorizeURL || e.Request.Address.Endpoint == Authorize) || e.Answer != nil && e.Answer.Redirected()
}
