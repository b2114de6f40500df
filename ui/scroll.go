package ui

// scroll is a window on a list of lines that may be longer than its place. The
// lines are made again for every frame; scroll only remembers where it stood.
type scroll struct {
	top   int
	tall  int // of the window, as last drawn
	total int // of the lines, as last drawn
}

// window returns the lines to show.
func (s *scroll) window(lines []string, height int) []string {
	s.tall, s.total = max(0, height), len(lines)
	s.clamp()
	return lines[s.top:min(s.top+s.tall, len(lines))]
}

// by moves the window and says whether it moved.
func (s *scroll) by(lines int) bool {
	before := s.top
	s.top += lines
	s.clamp()
	return s.top != before
}

// show moves the window as little as it takes to have the lines from first to
// last in it; where they are too many, the first ones.
func (s *scroll) show(first, last, height, length int) {
	s.tall, s.total = max(0, height), length
	if last >= s.top+s.tall {
		s.top = last - s.tall + 1
	}
	if first < s.top {
		s.top = first
	}
	s.clamp()
}

func (s *scroll) clamp() { s.top = max(0, min(s.top, s.total-s.tall)) }

// fits reports whether there is nothing to scroll.
func (s *scroll) fits() bool { return s.total <= s.tall }

// percent is how far down the window stands, 100 at the end.
func (s *scroll) percent() int {
	if s.fits() {
		return 100
	}
	return s.top * 100 / (s.total - s.tall)
}

// moreBelow reports whether lines follow below the window.
func (s *scroll) moreBelow() bool { return s.top+s.tall < s.total }
