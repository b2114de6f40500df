// Package report makes the reports that are handed over: of a Case, of an export of the
// Login Audit Trail, and of key files. A report is short first: what happened, who does
// what, and how to see that it is fixed. Everything else follows in folded sections.
//
// A report is a Document, which knows neither Markdown nor HTML. markdown.go and html.go
// write the same words in both forms; in Markdown, outside text is in code fences, where
// no renderer takes it for markup. Nothing is compiled or parsed at start.
//
//	case.go, case_steps.go, vendor.go   the short part of a Case
//	case_sections.go                    its folded sections
//	trail.go, incident.go, chart.go     an export of the trail
//	keys.go                             key files
package report
