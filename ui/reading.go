package ui

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
)

// reading is the part of a screen whose command reads a large file: how far it is,
// and the way to stop it. The command tells its progress by atomics alone; what it
// brings back comes as a result.
type reading struct {
	asking
	progress far
	started  time.Time
	stop     context.CancelFunc // nil while nothing is read
	stopping bool               // the user wants to see what there is
}

// far is how far a command has read: a trail.Progress.
type far interface {
	Bytes() int64
	Total() int64 // -1 where it is not known
	Rows() int64
}

// asksLong is an asker that reads.
type asksLong interface {
	asker
	busy() bool
	abandon()
}

// begin makes the command that reads, and the one that looks how far it is.
func (r *reading) begin(s *session, who asksLong, work func(context.Context, *trail.Progress) any) tea.Cmd {
	r.abandon()
	ctx, stop := context.WithCancel(context.Background())
	progress := new(trail.Progress)
	r.stop, r.progress, r.started, r.stopping = stop, progress, s.now(), false
	return tea.Batch(r.ask(who, func() any { return work(ctx, progress) }), pollSoon(who, r.number))
}

func (r *reading) busy() bool { return r.stop != nil }

// ended takes note that the command has answered, and says whether it was stopped.
func (r *reading) ended() (stopped bool) {
	if r.stop != nil {
		r.stop()
	}
	stopped = r.stopping
	r.stop, r.stopping = nil, false
	return stopped
}

// halt asks the command to stop and bring what it has; at the second time, nothing
// is waited for any more. It says whether there was something to stop.
func (r *reading) halt() bool {
	if r.stop == nil || r.stopping {
		r.abandon()
		return false
	}
	r.stopping = true
	r.stop()
	return true
}

// abandon stops the command, and nothing it still brings is taken.
func (r *reading) abandon() {
	if r.stop != nil {
		r.stop()
		r.stop, r.stopping = nil, false
		r.drop()
	}
}

// pollEvery is how often progress is drawn.
const pollEvery = 100 * time.Millisecond

// pollMsg is sent when it is time to draw how far a screen has read, for the latest
// question that it asked.
type pollMsg struct {
	who asksLong
	ask int
}

func pollSoon(who asksLong, ask int) tea.Cmd {
	return tea.Tick(pollEvery, func(time.Time) tea.Msg { return pollMsg{who, ask} })
}

// next goes on looking while the screen reads. A screen that was closed meanwhile
// stops.
func (msg pollMsg) next(s *session) tea.Cmd {
	if msg.who.asked() != msg.ask || !msg.who.busy() {
		return nil
	}
	if !isOpen(s, msg.who) {
		msg.who.abandon()
		return nil
	}
	return pollSoon(msg.who, msg.ask)
}

// draw draws how far a reading is: a bar, the rate and the time left.
func (r *reading) draw(s *session, doing, stops string, width int) []string {
	lines := []string{"  " + s.styles.Heading.paint(clip(doing, width-2)), ""}
	done, total, rows := r.progress.Bytes(), r.progress.Total(), r.progress.Rows()
	elapsed := s.now().Sub(r.started).Seconds()
	figures := amount(done)
	if total > 0 {
		done = min(done, total)
		percent := "  " + count(int(done*100/total)) + " %"
		room := max(1, min(width-10, 60))
		full := share(done, total, room, "")
		lines = append(lines, "  "+s.styles.Cursor.paint(full)+s.styles.Rule.paint(strings.Repeat(barEmpty, room-cells(full)))+percent, "")
		figures = amount(done) + " of " + amount(total)
	}
	figures += " · " + plural(int(rows), "row", "rows")
	lines = append(lines, "  "+clip(figures, width-2))
	if elapsed > 0 && done > 0 {
		rate := amount(int64(float64(done)/elapsed)) + "/s · " + count(int(float64(rows)/elapsed)) + " rows/s"
		if total > 0 {
			left := float64(total-done) / (float64(done) / elapsed)
			rate += " · " + timeLeft(time.Duration(left*float64(time.Second))) + " left"
		}
		lines = append(lines, "  "+s.styles.Quiet.paint(clip(rate, width-2)))
	}
	if r.stopping {
		stops = "Stopping …"
	}
	lines = append(lines, "")
	for _, line := range wrap(stops, width-2) {
		lines = append(lines, "  "+s.styles.Quiet.paint(line))
	}
	return lines
}

// timeLeft is never nothing while something is left.
func timeLeft(left time.Duration) string {
	return diagnosis.Span(max(time.Second, left.Round(time.Second)))
}
