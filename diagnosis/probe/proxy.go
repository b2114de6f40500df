package probe

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
)

// checkProxy checks the proxy that the environment sets for an address. Go's client ignores
// a setting that it cannot parse and connects directly, which the user of a proxy does not
// expect. The error does not repeat the setting, which may contain a password.
func checkProxy(target *url.URL) error {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		setting := os.Getenv(name)
		if setting == "" {
			continue
		}
		if readableProxy(setting) || withoutProxy(target.Hostname()) {
			return nil
		}
		return fmt.Errorf("the setting %s cannot be read as the address of a proxy, so %s was not contacted; write it like http://proxy.example.com:8080, with special characters of a password encoded, such as @ as %%40, or unset it", name, shownHost(target))
	}
	return nil
}

// readableProxy reports whether a setting is the address of a proxy. Without a scheme it is
// an http proxy.
func readableProxy(setting string) bool {
	if !strings.Contains(setting, "://") {
		setting = "http://" + setting
	}
	proxy, err := url.Parse(setting)
	return err == nil && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme) &&
		hostForm().MatchString(proxy.Host) && proxy.Hostname() != ""
}

// withoutProxy reports whether a host is contacted directly: this computer, and the hosts in
// NO_PROXY.
func withoutProxy(host string) bool {
	if host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1" {
		return true
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		for _, one := range strings.Split(os.Getenv(name), ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), ".")
			if one == "*" || one != "" && (strings.EqualFold(host, one) || strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(one))) {
				return true
			}
		}
	}
	return false
}
