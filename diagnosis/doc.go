// Package diagnosis turns everything known about a failed NetSuite OAuth 2.0 login, a
// Case, into a Diagnosis. It is pure: it uses no clock, no file and no network, and has no
// part in screens or Markdown.
//
// # Types
//
// A Case (case.go) is a value: the time of evaluation, Facts, tokens, keys, requests and
// answers, and rows of the Login Audit Trail. A Fact (fact.go) is a named value with its
// source; fact_kind.go is the table of all facts. A Check (check.go) is one rule. A Finding
// (finding.go) is the result of a check for one subject: fail, warn, pass or unchecked, with
// evidence, reason, steps and page. A Verdict (verdict.go) is the certainty of one Code of
// the Detail column, from confirmed to ruled out.
//
// What online checks saw is added with WithOnline (case_online.go). Package online has the
// types, and package probe sends the requests: it alone reaches the network.
//
// TickOf (tick.go, with its rules in tick_rows.go and tick_tokens.go) tells whether a step of a
// lesson is done, and Worksheet (worksheet.go, worksheet_certificate.go) the values to enter.
// Both are computed from a Case and its Diagnosis; ConnectionOf (connection.go) is what online
// checks need of them.
//
// Package casefile writes a Case as JSON without secrets, so all types of a Case have json
// tags. What a case file says of a signature is told, not verified: keys.Signature.Told.
//
// # How Diagnose works
//
// Diagnose (diagnose.go) first adds to the facts of the Case those of requests and answers
// (withExchangeFacts) and of tokens and keys (allFacts), and verifies the signatures. Then
// runChecks runs every check for every subject of the Case (subject.go). A subject is one
// request, file, key, token, answer or online check, or what was said; a check runs for the
// subjects that have what it needs. Subjects come in rounds, in order of cause: requests, each
// with the assertion that its source code builds; key material, all in one round; tokens; what
// was said; what online checks saw; answers. Where a token cannot be decoded, tokens come
// before key material. Within a round, each check runs for all subjects before the next check
// does. Every field of a Check applies to every subject. In a Case without a token, a check of
// tokens runs its rule said instead.
//
// The claims of the findings then give each code its verdict (judge in verdict.go), and
// inOrder sorts the findings in the order in which to act on them.
//
// # Where the rules are
//
//	checks_decoding, checks_kind, checks_header, checks_key_id,
//	checks_claims, checks_claim_types, checks_audience, checks_time    tokens
//	checks_signature, checks_signature_fault                           signatures
//	checks_keys, checks_certificate                                    key material
//	checks_authorize, checks_token_request, checks_call,
//	checks_unfilled                                                    requests
//	checks_source                                                      source code
//	checks_exchange                                                    facts against requests
//	checks_answer, checks_answer_token, answer_rows                    answers
//	checks_client_line                                                 errors that clients print
//	checks_facts, checks_record, checks_role, checks_refresh           what was said
//	protocol                                                           other logins
//	trail_match, trail_row                                             rows of the trail
//	checks_online, checks_certificates                                 online checks, the list of certificates
//	token_use                                                          what a token was sent as
//
// # How to add something
//
// A check: a row in the list of a checks file, with the function beside it; and a scenario
// in which it alone fails in scenarios_token_test.go, scenarios_pasted_test.go, keys_test.go
// or record_test.go. Its Finding has evidence, a reason, steps, a way to verify and a page. A
// check that names a code has it in Codes, calls Finding.says for how likely the code is, and
// is listed under checks in the front matter of content/codes/CODE.md.
//
// A fact: a name and a row in fact_kind.go; the check, with a scenario, or the question of
// content/guide.md that uses it. A value of a fixed form needs a row of factForms in
// fact_parse.go.
//
// A code: a row in detail/code.go, the page content/codes/CODE.md, and the answer of
// content/guide.md that leads to the page.
//
// An answer: a row in answer_rows.go, and a variant in answers_test.go.
//
// A tick: a row in tick_rows.go, whose rules are in order: what fails first, then what is
// done. A value of the worksheet: a row in worksheet.go. An online check: its words in
// online/checks.go, and its request in probe/requests.go; what it proves is a check that needs
// NeedsOnline or the answer.
//
// To test them, run
//
//	go test ./diagnosis/... ./content
package diagnosis
