package probe_test

import (
	"context"
	"strings"
	"testing"

	"authdoctor/diagnosis/probe"
)

// TestUnreadableProxy catches an invalid proxy setting that is silently ignored, so that the
// request bypasses the proxy, and a password in the error.
func TestUnreadableProxy(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end() // nothing is sent
	for _, test := range []struct {
		setting  string
		readable bool
	}{
		{"http://user:c4n4ry@proxy:80 80", false},
		{"http://user:c4n4ry%zz@proxy:8080", false},
		{"http://user:c4n4ry@proxy:port", false},
		{"http://[::1:8080", false},
		{"htp://c4n4ry@proxy:8080", false},
		{"file:///c4n4ry", false},
		{"http://", false},
		{":8080", false},
		{"c4n4ry proxy", false},
		{"http://user:c4n4ry@proxy:8080", true},
		{"proxy:8080", true},
		{"proxy.example.com", true},
		{"socks5://proxy:1080", true},
		{"", true},
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			t.Setenv("HTTPS_PROXY", "")
			t.Setenv("https_proxy", "")
			t.Setenv("NO_PROXY", "")
			t.Setenv("no_proxy", "")
			t.Setenv(name, test.setting)
			_, _, err := probe.FetchKeySet(ended, nil, "https://1234567.suitetalk.api.netsuite.com/keys")
			if err == nil {
				t.Fatalf("%q: no error with an ended context", test.setting)
			}
			if told := strings.Contains(err.Error(), name+" cannot be read"); told == test.readable {
				t.Errorf("%s=%q: %v", name, test.setting, err)
			}
			if strings.Contains(err.Error(), "c4n4ry") {
				t.Errorf("the error shows the setting: %v", err)
			}
			t.Setenv("NO_PROXY", "example.com, .netsuite.com")
			if _, _, err := probe.FetchKeySet(ended, nil, "https://1234567.suitetalk.api.netsuite.com/keys"); strings.Contains(err.Error(), "_PROXY") || strings.Contains(err.Error(), "_proxy") {
				t.Errorf("%s=%q is not used for this host: %v", name, test.setting, err)
			}
		}
	}
}
