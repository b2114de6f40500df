package paint

// Scroll is a window on a list of lines that may be longer than its place. The
// lines are made again for every frame; scroll only remembers where it stood.
type Scroll struct {
	Top   int
	Tall  int // of the window, as last drawn
	Total int // of the lines, as last drawn
}

// Window returns the lines to show.
func (s *Scroll) Window(lines []string, height int) []string {
	s.Tall, s.Total = max(0, height), len(lines)
	s.clamp()
	return lines[s.Top:min(s.Top+s.Tall, len(lines))]
}

// By moves the window and says whether it moved.
func (s *Scroll) By(lines int) bool {
	before := s.Top
	s.Top += lines
	s.clamp()
	return s.Top != before
}

// Show moves the window as little as it takes to have the lines from first to
// last in it; where they are too many, the first ones.
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

// Percent is how far down the window stands, 100 at the end.
func (s *Scroll) Percent() int {
	if s.Fits() {
		return 100
	}
	return s.Top * 100 / (s.Total - s.Tall)
}

// MoreBelow reports whether lines follow below the window.
func (s *Scroll) MoreBelow() bool { return s.Top+s.Tall < s.Total }

// Window cuts lines to height, so that those from first to last are seen.
func Window(lines []string, first, last, height int) []string {
	var view Scroll
	view.Show(first, last, height, len(lines))
	return view.Window(lines, height)
}
