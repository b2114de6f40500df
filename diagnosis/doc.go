// Package diagnosis turns everything known about a failed NetSuite OAuth 2.0 login, a
// Case, into a Diagnosis. It is pure: it reads no clock, no file and no network, and knows
// neither screens nor Markdown.
//
// # What there is
//
// A Case (case.go) is a value: the clock, Facts, tokens, keys, requests and answers, what
// an export of the Login Audit Trail holds. A Fact (fact.go) is a named thing that somebody
// said or that was read, with its source; fact_kind.go is the table of all facts. A Check
// (check.go) is one rule. A Finding (finding.go) is what a check saw for one subject: fail,
// warn, pass or unchecked, with evidence, reason, steps and page. A Verdict (verdict.go) is
// what the Case says about one Code of the Detail column, from confirmed to ruled out.
//
// # How Diagnose runs
//
// Diagnose (diagnose.go) first joins what was said with what requests and answers tell
// (withExchangeFacts) and with what tokens and keys tell (allFacts), and verifies the
// signatures. Then runChecks runs every check for every subject of the Case (subject.go).
// A subject is one request, file, key, token or answer, or what was said; it has what some
// checks need. Subjects come in rounds, in order of cause: requests, each with the
// assertion that its source code builds; key material, all in one round; tokens; what was
// said; answers. Where a token cannot be decoded, tokens come before key material. In a
// round each check is run for all subjects before the next check. Every field of a Check
// holds for every subject; where no token was given, the rule said replaces that of a check
// of tokens.
//
// The claims of the findings then give each code its verdict (judge in verdict.go), and
// inOrder puts the findings in the order in which somebody should act on them.
//
// # Where a rule is
//
//	checks_decoding, checks_kind, checks_header, checks_key_id,
//	checks_claims, checks_claim_types, checks_audience, checks_time    tokens
//	checks_signature, checks_signature_fault                           signatures
//	checks_keys, checks_certificate                                    key material
//	checks_authorize, checks_token_request, checks_call,
//	checks_unfilled                                                    requests
//	checks_source                                                      source code
//	checks_exchange                                                    requests against facts
//	checks_answer, checks_answer_token, answer_rows                    answers
//	checks_client_line                                                 errors that clients print
//	checks_facts, checks_record, checks_role, checks_refresh           what was said
//	protocol                                                           other logins
//	trail_match, trail_row                                             rows of the trail
//	token_use                                                          as what a token was sent
//
// # How to add something
//
// A check: its row in the list of a checks file, with its function beside it; and a
// scenario that makes it fail alone in scenarios_token_test.go, scenarios_pasted_test.go,
// keys_test.go or record_test.go. Its Finding has evidence, a reason, steps, a way to verify
// and a page. A check that names a code has it in Codes, calls Finding.says for how likely
// the code is, and is listed under checks in the front matter of content/codes/CODE.md.
//
// A fact: its name and its row in fact_kind.go, the check or the question of
// content/guide.md that uses it, and a scenario where it is a check. Text of a fixed form
// gets a row of factForms in fact_parse.go.
//
// A code: its row in detail/code.go, its page content/codes/CODE.md, and the answer of
// content/guide.md that leads to the page.
//
// An answer: its row in answer_rows.go, and a variant in answers_test.go.
//
// All are proven by
//
//	go test ./diagnosis/... ./content
package diagnosis
