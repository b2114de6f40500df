package screen

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
)

// Reading is the part of a screen whose command reads a large file. It shows the progress
// and stops the command. The command reports progress through atomics alone, and its result
// as a Result.
type Reading struct {
	Asking
	Progress Far
	started  time.Time
	stop     context.CancelFunc // nil while nothing is read
	stopping bool               // the user wants to see what there is
}

// Far is the progress of a command, such as a trail.Progress.
type Far interface {
	Bytes() int64
	Total() int64 // -1 where it is not known
	Rows() int64
	Again() (bytes, total int64) // read once more to compare rows; 0 before
}

// asksLong is an asker that reads.
type asksLong interface {
	Asker
	Busy() bool
	Abandon()
}

// Begin returns the command that reads, together with one that polls its progress.
func (r *Reading) Begin(s *Session, who asksLong, work func(context.Context, *trail.Progress) any) tea.Cmd {
	r.Abandon()
	ctx, stop := context.WithCancel(context.Background())
	progress := new(trail.Progress)
	r.stop, r.Progress, r.started, r.stopping = stop, progress, s.Now(), false
	return tea.Batch(r.Ask(who, func() any { return work(ctx, progress) }), pollSoon(who, r.number))
}

// Busy reports whether the command still reads.
func (r *Reading) Busy() bool { return r.stop != nil }

// Ended records that the command has answered, and reports whether it was stopped.
func (r *Reading) Ended() (stopped bool) {
	if r.stop != nil {
		r.stop()
	}
	stopped = r.stopping
	r.stop, r.stopping = nil, false
	return stopped
}

// Halt asks the command to stop and return what it has; the second call waits for nothing
// any more. It reports whether there was a command to stop.
func (r *Reading) Halt() bool {
	if r.stop == nil || r.stopping {
		r.Abandon()
		return false
	}
	r.stopping = true
	r.stop()
	return true
}

// Abandon stops the command and drops its result.
func (r *Reading) Abandon() {
	if r.stop != nil {
		r.stop()
		r.stop, r.stopping = nil, false
		r.Drop()
	}
}

// pollEvery is how often progress is drawn.
const pollEvery = 100 * time.Millisecond

// PollMsg is sent when it is time to draw how far a screen has read, for the latest
// question that it asked.
type PollMsg struct {
	Who asksLong
	Ask int
}

func pollSoon(who asksLong, ask int) tea.Cmd {
	return tea.Tick(pollEvery, func(time.Time) tea.Msg { return PollMsg{who, ask} })
}

// Next goes on looking while the screen reads. A screen that was closed meanwhile
// stops.
func (msg PollMsg) Next(s *Session) tea.Cmd {
	if msg.Who.Asked() != msg.Ask || !msg.Who.Busy() {
		return nil
	}
	if !isOpen(s, msg.Who) {
		msg.Who.Abandon()
		return nil
	}
	return pollSoon(msg.Who, msg.Ask)
}

// Draw draws the progress: a bar, the rate and the time left.
func (r *Reading) Draw(s *Session, doing, stops string, width int) []string {
	lines := []string{"  " + s.Styles.Heading.Paint(paint.Clip(doing, width-2)), ""}
	done, total, rows := r.Progress.Bytes(), r.Progress.Total(), r.Progress.Rows()
	elapsed := s.Now().Sub(r.started).Seconds()
	figures, read := paint.Amount(done), done
	if again, all := r.Progress.Again(); all != 0 { // the bar begins again
		figures = "comparing rows: " + paint.Amount(again)
		read, done, total = done+again, again, all
	}
	if total > 0 {
		done = min(done, total)
		percent := "  " + paint.Count(int(done*100/total)) + " %"
		room := max(1, min(width-10, 60))
		full := paint.Share(done, total, room, "")
		lines = append(lines, "  "+s.Styles.Cursor.Paint(full)+s.Styles.Rule.Paint(strings.Repeat(paint.BarEmpty, room-paint.Cells(full)))+percent, "")
		figures += " of " + paint.Amount(total)
	}
	figures += " · " + paint.Plural(int(rows), "row", "rows")
	lines = append(lines, "  "+paint.Clip(figures, width-2))
	if elapsed > 0 && read > 0 {
		rate := paint.Amount(int64(float64(read)/elapsed)) + "/s · " + paint.Count(int(float64(rows)/elapsed)) + " rows/s"
		if total > 0 {
			left := float64(total-done) / (float64(read) / elapsed)
			rate += " · " + timeLeft(time.Duration(left*float64(time.Second))) + " left"
		}
		lines = append(lines, "  "+s.Styles.Quiet.Paint(paint.Clip(rate, width-2)))
	}
	if r.stopping {
		stops = "Stopping …"
	}
	lines = append(lines, "")
	lines = append(lines, s.Styles.Quiet.Paragraph("  ", stops, width)...)
	return lines
}

// timeLeft rounds to seconds, at least one.
func timeLeft(left time.Duration) string {
	return diagnosis.Span(max(time.Second, left.Round(time.Second)))
}
