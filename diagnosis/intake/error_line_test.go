package intake

import (
	"testing"
)

// TestErrorLine catches an error of a program that nobody notices beside what was
// recognised, and prose, code or an understood answer that is taken for one.
func TestErrorLine(t *testing.T) {
	const address = "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer/1\n"
	for text, want := range map[string]string{
		"TypeError: no widget":                                      "TypeError",
		"java.lang.IllegalStateException: x":                        "java.lang.IllegalStateException",
		"System.Net.Http.HttpRequestException: no":                  "System.Net.Http.HttpRequestException",
		`GuzzleHttp\Exception\ConnectException: x`:                  `GuzzleHttp\Exception\ConnectException`,
		"Uncaught jose.errors.JOSEError [x]":                        "jose.errors.JOSEError",
		"Unexpected error. Verify the file.":                        "Unexpected error",
		"Error: nothing":                                            "Error",
		"error 17":                                                  "error",
		"panic: x":                                                  "panic",
		"Traceback (most recent call last):\n  File x":              "Traceback",
		"Access to fetch at 'x' has been blocked by CORS policy":    "has been blocked by",
		"it failed to connect":                                      "failed to connect",
		`every call ends with "Job execution failed."`:              "failed",
		"the login failed yesterday":                                "",
		"what does ErrorHandling mean":                              "",
		"except requests.HTTPError:":                                "",
		"} catch (java.io.IOException: e)":                          "",
		"throw new Error(`status`)":                                 "",
		"class ErrorReport has no error":                            "",
		"HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}": "",
		"MissingKey in Detail\nError: x":                            "",
	} {
		if got := Recognise(address + text).ErrorLine; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
