package probe

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/probe/standin"
)

// TestLoopback catches a listener that takes the first request whatever it is, that loses the
// query, and one that other computers reach.
func TestLoopback(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		base := scheme + "://localhost:" + standin.FreePort(t)
		l, err := Listen(base+"/callback", rand.Reader, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if l.Warns != (scheme == "https") {
			t.Errorf("%s: the browser warns: %v", scheme, l.Warns)
		}
		for _, listener := range l.listeners {
			if host, _, _ := net.SplitHostPort(listener.Addr().String()); !net.ParseIP(host).IsLoopback() {
				t.Errorf("it listens at %s", host)
			}
		}
		came := make(chan string, 1)
		go func() {
			address, _ := l.Wait(context.Background(), func(address string) bool { return strings.Contains(address, "state=right") })
			came <- address
		}()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
		for path, status := range map[string]int{"/favicon.ico": 404, "/callback?code=x&state=wrong": 404} {
			if got := visit(t, client, base+path); got != status {
				t.Errorf("%s%s is answered with %d", scheme, path, got)
			}
		}
		if got := visit(t, client, base+"/callback?code=x&state=right"); got != 200 {
			t.Errorf("%s: answered with %d", scheme, got)
		}
		if address := <-came; address != base+"/callback?code=x&state=right" {
			t.Errorf("%s: %q came", scheme, address)
		}
	}
}

func visit(t *testing.T, client *http.Client, address string) int {
	t.Helper()
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if strings.Contains(string(body), "code") {
		t.Errorf("the page repeats the address: %s", body)
	}
	return answer.StatusCode
}

// TestLoopbackStops catches a wait that an interrupt does not end.
func TestLoopbackStops(t *testing.T) {
	l, err := Listen("http://127.0.0.1:"+standin.FreePort(t)+"/", rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if address, err := l.Wait(ctx, func(string) bool { return true }); !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", address, err)
	}
}

// TestIsLoopback catches a listener for an address of another computer, or of a scheme that
// no browser brings here.
func TestIsLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"https://localhost:8899/callback": true, "http://127.0.0.1:8899": true, "https://[::1]:8899/": true,
		"https://localhost/callback": false, "https://localhost.evil.example:8899/": false, "https://127.0.0.1.evil.example:1/": false,
		"https://user@localhost:8899/": false, "com.example.app:/callback": false, "https://app.example.com:8899/": false, "http://0.0.0.0:8899/": false, "": false,
	} {
		if got := IsLoopback(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
