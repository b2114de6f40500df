package probe

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"
)

// maxHead is the size of the largest head of an answer, in bytes, with all answers of status
// 1xx before it.
const maxHead = 64 << 10

// answer is an answer of a server.
type answer struct {
	*http.Response
	body []byte
	// sent is when the connection was there and the request went out; began is when the
	// head of the answer was complete. Both are by the clock of this computer.
	sent, began time.Time
}

// ask sends a request once and reads the head of the answer. The caller closes the body. An
// answer over TLS is accepted only if the certificate was verified.
func ask(client *http.Client, request *http.Request, now func() time.Time) (*answer, error) {
	a := &answer{sent: now()}
	// The time to find and connect to the host would be counted as half a clock difference.
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { a.sent = now() }}
	response, err := client.Do(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
	if err != nil {
		return nil, err
	}
	a.Response, a.began = response, now()
	if response.Request.URL.Scheme == "https" && (response.TLS == nil || len(response.TLS.VerifiedChains) == 0) {
		response.Body.Close()
		return nil, errUnverified
	}
	return a, nil
}

// read reads the body, at most limit bytes before and after it is decompressed. Error bodies
// of NetSuite came gzip-encoded unasked (netsuite-rest, issue 3).
func (a *answer) read(limit int) error {
	var from io.Reader = io.LimitReader(a.Body, int64(limit)+1)
	switch encoding := strings.ToLower(strings.TrimSpace(a.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		if a.ContentLength == 0 || a.Request.Method == http.MethodHead {
			return nil
		}
		unpacked, err := gzip.NewReader(from)
		switch {
		case errors.Is(err, io.EOF): // no body
			return nil
		case err != nil && timedOut(err):
			return err
		case err != nil:
			return &brokenOff{"is not the gzip that its head announces"}
		}
		from = io.LimitReader(unpacked, int64(limit)+1)
	default:
		return &brokenOff{"is in an encoding that was not asked for"}
	}
	if mediaType(a) == "text/event-stream" {
		from = &firstEvent{from: bufio.NewReader(from)}
	}
	body, err := io.ReadAll(from)
	switch {
	case len(body) > limit:
		return &tooLarge{fmt.Sprintf("is larger than the limit of %d bytes", limit)}
	case err != nil && timedOut(err):
		return err
	case err != nil:
		return &brokenOff{fmt.Sprintf("broke off after %d bytes", len(body))}
	}
	a.body = body
	return nil
}

// firstEvent reads a stream of events up to its first line with data, which has the whole
// answer: the server may keep the stream open.
type firstEvent struct {
	from *bufio.Reader
	rest []byte
	done bool
}

func (f *firstEvent) Read(into []byte) (int, error) {
	if len(f.rest) == 0 {
		if f.done {
			return 0, io.EOF
		}
		line, err := f.from.ReadBytes('\n')
		if f.done = bytes.HasPrefix(line, []byte("data:")); len(line) == 0 {
			return 0, err
		}
		f.rest = line
	}
	n := copy(into, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}
