package cli

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// progressEvery is the interval at which the progress line is drawn.
const progressEvery = 100 * time.Millisecond

// progressLine shows the progress of reading in one line of a terminal, which is redrawn
// in place and erased at the end.
type progressLine struct {
	out   *border.Writer
	width func() int // of the terminal
	begun time.Time
	read  interface { // of trail.Progress
		Bytes() int64
		Total() int64
		Rows() int64
		Again() (bytes, total int64)
	}
	drawn bool
}

// watch draws the progress until the function it returns is called. It draws nothing if
// standard error is not a terminal.
func (o trailOptions) watch(progress *trail.Progress) (done func()) {
	file, terminal := terminalOf(o.err)
	out, ok := o.err.(*border.Writer)
	if !terminal || !ok || os.Getenv("TERM") == "dumb" {
		return func() {}
	}
	line := &progressLine{out: out, begun: o.now(), read: progress, width: func() int {
		width, _, err := term.GetSize(file.Fd())
		if err != nil {
			return narrowest
		}
		return width
	}}
	ticker := time.NewTicker(progressEvery)
	stop := make(chan struct{})
	var drawing sync.WaitGroup
	// A fault in drawing does not stop the count.
	drawing.Go(func() { _ = border.Watched(func() { line.follow(ticker.C, stop, o.now) }) })
	return func() {
		ticker.Stop()
		close(stop)
		drawing.Wait()
	}
}

// follow draws at every tick, and erases the line when it is stopped.
func (p *progressLine) follow(ticks <-chan time.Time, stop <-chan struct{}, now func() time.Time) {
	defer p.wipe()
	for {
		select {
		case <-stop:
			return
		case <-ticks:
			p.draw(now())
		}
	}
}

func (p *progressLine) draw(now time.Time) {
	room := max(0, p.width()-1) // a full last column would wrap
	_ = p.out.Redraw(ansi.Truncate(p.text(now.Sub(p.begun), room), room, ""))
	p.drawn = true
}

func (p *progressLine) wipe() {
	if p.drawn {
		_ = p.out.Redraw("")
	}
}

// text returns the line for the time taken so far. If the total size is known, it begins
// with a bar that fills the room and ends with the time left; the bar begins again when rows
// are compared.
func (p *progressLine) text(taken time.Duration, room int) string {
	bytes, total, rows := p.read.Bytes(), p.read.Total(), p.read.Rows()
	var parts []string
	read := bytes                               // in the time taken
	if again, all := p.read.Again(); all != 0 { // the bar begins again
		parts = append(parts, "comparing rows")
		read, bytes, total = bytes+again, again, all
	}
	if total > 0 {
		parts = append(parts, fmt.Sprintf("%.0f %%", 100*min(1, float64(bytes)/float64(total))))
	} else {
		parts = append(parts, fmt.Sprintf("%.0f MB read", float64(bytes)/1e6))
	}
	if seconds := taken.Seconds(); seconds > 0 {
		parts = append(parts, fmt.Sprintf("%.0f MB/s", float64(read)/1e6/seconds), grouped(int64(float64(rows)/seconds))+" rows/s")
		if total > 0 && read > 0 {
			left := time.Duration(float64(taken) * float64(max(0, total-bytes)) / float64(read)).Round(time.Second)
			parts = append(parts, timeLeft(left))
		}
	}
	line := strings.Join(parts, "  ")
	const longest, shortest = 20, 4
	if cells := min(longest, room-ansi.StringWidth(line)-1); total > 0 && cells >= shortest {
		full := int(min(1, float64(bytes)/float64(total)) * float64(cells))
		line = strings.Repeat("█", full) + strings.Repeat("░", cells-full) + " " + line
	}
	return line
}

// timeLeft formats a time, as in 0:07 left.
func timeLeft(left time.Duration) string {
	seconds := int64(left.Seconds())
	if hours := seconds / 3600; hours > 0 {
		return fmt.Sprintf("%d:%02d:%02d left", hours, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d left", seconds/60, seconds%60)
}
