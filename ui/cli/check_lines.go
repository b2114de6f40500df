package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
)

// batchLines is the greatest number of lines of a batch: enough that passing it on costs
// little compared with answering it, few enough to keep memory small.
const batchLines = 16

// batch is a run of consecutive lines and the answers to them.
type batch struct {
	c       diagnosis.Case
	library func() (*content.Library, error)
	lines   [][]byte
	tooLong []bool
	done    chan struct{} // closed when the answers are complete
	answers *bytes.Buffer
	worst   error // the worst result of a line, nil if nothing is wrong
	fault   error // a panic while answering, nil if none
}

// runLines answers each line with one line of JSON, in the order of the lines. A line that
// is not usable gets an answer with an error and does not stop the others. All cores
// work. Lines that have been read are answered before reading waits for more: whoever
// sent them may be waiting for the answers.
func (o checkOptions) runLines(ctx context.Context, args []string, c diagnosis.Case) error {
	source, name, err := o.source(ctx, args)
	if err != nil {
		return o.fail(c, intake.Input{Kind: intake.KindUnknown}, err)
	}
	defer source.Close()
	// The garbage of a line is small: to collect it less often costs a few MiB and saves a
	// tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(200))

	cores := runtime.GOMAXPROCS(0)
	work, order := make(chan *batch, cores), make(chan *batch, 4*cores)
	for range cores {
		go func() {
			for b := range work {
				b.answer(ctx)
			}
		}()
	}
	written := make(chan error, 1)
	stop := make(chan struct{}) // closed if writing fails
	var worst error
	go func() { written <- writeBatches(o.out, order, stop, &worst) }()

	some, readError := o.readBatches(ctx, source, c, work, order, stop)
	close(work)
	close(order)
	if err := <-written; err != nil {
		return err
	}
	if readError != nil {
		readError = fmt.Errorf("cannot read %s: %w", name, reason(readError))
	} else if !some && c.Verify { // exit code 0 would mean that a token was verified
		readError = fmt.Errorf("%s has no line, so nothing was verified; give one input a line", name)
	}
	if readError != nil {
		return o.fail(c, intake.Input{Kind: intake.KindUnknown}, readError)
	}
	return worst
}

// readBatches sends the lines on in batches and reports whether there were any. A batch
// ends early if reading more would wait.
func (o checkOptions) readBatches(ctx context.Context, source io.Reader, c diagnosis.Case, work, order chan<- *batch, stop <-chan struct{}) (some bool, err error) {
	lines := lineReader{reader: bufio.NewReaderSize(&heedful{ctx: ctx, source: source}, 64<<10)}
	b := &batch{}
	hand := func() {
		if len(b.lines) == 0 {
			return
		}
		b.c, b.library, b.done = c, o.library, make(chan struct{})
		if o.at == "" {
			b.c.At = o.now().UTC().Truncate(time.Second)
		}
		order <- b
		work <- b
		b = &batch{}
	}
	for {
		line, tooLong, err := lines.next()
		if err != nil {
			hand()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return some, err
		}
		if len(bytes.TrimSpace(line)) > 0 || tooLong {
			some = true
			b.lines, b.tooLong = append(b.lines, bytes.Clone(line)), append(b.tooLong, tooLong)
		}
		if len(b.lines) == batchLines || lines.reader.Buffered() == 0 {
			hand()
		}
		select {
		case <-stop:
			return some, nil
		default:
		}
	}
}

// writeBatches writes the answers in the order of the lines. It flushes them as soon as no
// other batch is waiting.
func writeBatches(to io.Writer, order <-chan *batch, stop chan<- struct{}, worst *error) error {
	out := bufio.NewWriterSize(to, 64<<10)
	var failed error
	for b := range order {
		<-b.done
		if failed != nil {
			continue // drain the channel: readBatches must not block
		}
		_, failed = out.Write(b.answers.Bytes())
		answerBuffers.Put(b.answers)
		failed = cmp.Or(failed, b.fault)
		if len(order) == 0 {
			failed = cmp.Or(failed, out.Flush())
		}
		if failed != nil {
			close(stop)
		}
		if b.worst != nil && (*worst == nil || errors.As(b.worst, new(reportedError))) {
			*worst = b.worst
		}
	}
	return cmp.Or(failed, out.Flush())
}

// answerBuffers are buffers of batches that were written.
var answerBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// answer answers the lines of a batch, until its context ends.
func (b *batch) answer(ctx context.Context) {
	defer close(b.done)
	b.answers = answerBuffers.Get().(*bytes.Buffer)
	b.answers.Reset()
	out := jsonEncoder(border.NewJSONWriter(b.answers), "")
	fault := border.Watched(func() {
		for i, line := range b.lines {
			if ctx.Err() != nil {
				return
			}
			err := answerLine(out, b.library, b.c, line, b.tooLong[i])
			if err != nil && (b.worst == nil || errors.As(err, new(reportedError))) {
				b.worst = err
			}
		}
	})
	if fault != nil {
		b.fault = fault
	}
}

func answerLine(out *json.Encoder, library func() (*content.Library, error), c diagnosis.Case, line []byte, tooLong bool) error {
	input := intake.Input{Kind: intake.KindUnknown, Problem: fmt.Sprintf("the line has more than %d bytes", intake.MaxText)}
	if !tooLong {
		input = intake.Recognise(string(line)).StateAlone()
	}
	if usable(input) {
		c.Verify = c.Verify || verifiable(input)
		c = c.With(input)
		report, ends := answered(input, c, diagnosis.Diagnose(c))
		return cmp.Or(out.Encode(report), ends)
	}
	c = c.With(input)
	pages, err := library()
	if err != nil {
		return err
	}
	if lead, words := leadOf(pages, input, string(line)); words {
		report, ends := reportWords(c, input, lead)
		return cmp.Or(out.Encode(report), ends)
	}
	report := newReport(input, c, diagnosis.Diagnose(c))
	report.Error = problemOf(input)
	return cmp.Or(out.Encode(report), error(reportedError{errors.New(report.Error)}))
}

// lineReader reads lines. It drops the rest of a line that exceeds intake.MaxText.
type lineReader struct {
	reader *bufio.Reader
	line   []byte
}

func (l *lineReader) next() (line []byte, tooLong bool, err error) {
	l.line = l.line[:0]
	for {
		piece, err := l.reader.ReadSlice('\n')
		if len(l.line)+len(bytes.TrimRight(piece, "\r\n")) > intake.MaxText {
			tooLong = true
		} else {
			l.line = append(l.line, piece...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(l.line) > 0 || tooLong):
			return l.line, tooLong, nil
		}
		return l.line, tooLong, err
	}
}
