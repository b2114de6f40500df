package paint

// Scroll is a window on a list of lines that may not all fit. The lines are made again for
// every frame; Scroll only keeps the position.
type Scroll struct {
	Top   int
	Tall  int // of the window, as last drawn
	Total int // of the lines, as last drawn

	Search Search
}

// Window returns the lines to show.
func (s *Scroll) Window(lines []string, height int) []string {
	s.Tall, s.Total = max(0, height), len(lines)
	s.clamp()
	end := min(s.Top+s.Tall, len(lines))
	if s.Search.Open {
		return s.Search.drawn(lines, s.Top, end)
	}
	return lines[s.Top:end]
}

// By moves the window by lines and reports whether it moved.
func (s *Scroll) By(lines int) bool {
	before := s.Top
	s.Top += lines
	s.clamp()
	return s.Top != before
}

// Show moves the window just far enough to contain the lines from first to last or, if
// they are too many, the first of them.
func (s *Scroll) Show(first, last, height, length int) {
	s.Tall, s.Total = max(0, height), length
	if last >= s.Top+s.Tall {
		s.Top = last - s.Tall + 1
	}
	if first < s.Top {
		s.Top = first
	}
	s.clamp()
}

func (s *Scroll) clamp() { s.Top = max(0, min(s.Top, s.Total-s.Tall)) }

// Fits reports whether there is nothing to scroll.
func (s *Scroll) Fits() bool { return s.Total <= s.Tall }

// Percent returns how far down the window is, 100 at the end.
func (s *Scroll) Percent() int {
	if s.Fits() {
		return 100
	}
	return s.Top * 100 / (s.Total - s.Tall)
}

// MoreBelow reports whether lines follow below the window.
func (s *Scroll) MoreBelow() bool { return s.Top+s.Tall < s.Total }

// Window returns height of the lines, among them those from first to last.
func Window(lines []string, first, last, height int) []string {
	var view Scroll
	view.Show(first, last, height, len(lines))
	return view.Window(lines, height)
}

// List is a Scroll with a cursor. A row of it may take several lines.
type List struct {
	Scroll
	At     int  // the chosen row
	follow bool // the chosen row is kept in the window
	first  int  // the line on which the chosen row begins, as last drawn
}

// Choose moves the cursor to a row, which the next frame shows.
func (l *List) Choose(at int) { l.At, l.follow = at, true }

// Browse moves the window and leaves the cursor where it is.
func (l *List) Browse(lines int) {
	l.By(lines)
	l.follow = false
}

// Move chooses the next or the previous of n rows. Beyond the last row it browses, to the
// lines below it, and from there back line by line.
func (l *List) Move(by, n int) {
	switch next := l.At + by; {
	case next < 0 || next >= n:
		l.Browse(by)
	case by < 0 && !l.follow && l.By(-1):
	default:
		l.Choose(next)
	}
}

// Jump chooses one of n rows further away. With the cursor at that end already, it
// browses.
func (l *List) Jump(by, n int) {
	before := l.At
	if l.Choose(max(0, min(l.At+by, n-1))); l.At == before {
		l.Browse(by)
	}
}

// Find moves the cursor to the row that a line belongs to, and shows the line; starts are the
// lines on which the rows begin, as last drawn. A line after ends is in no row.
func (l *List) Find(line int, starts []int, ends int) {
	row := l.At
	for i, start := range starts {
		if start <= line && line <= ends {
			row = i
		}
	}
	if row != l.At { // which may change how many lines the rows take
		l.Choose(row)
		return
	}
	l.follow = false
	l.Show(line, line, l.Tall, l.Total)
}

// InView reports whether the chosen row is in the window, and has the next frame show it
// otherwise: nobody should open what they have not seen.
func (l *List) InView() bool {
	seen := l.first >= l.Top && l.first < l.Top+max(1, l.Tall)
	l.follow = l.follow || !seen
	return seen
}

// Frame returns the lines to show. The chosen row takes those from first to last.
func (l *List) Frame(lines []string, first, last, height int) []string {
	l.first = first
	if l.follow {
		l.Show(first, last, height, len(lines))
	}
	return l.Window(lines, height)
}
