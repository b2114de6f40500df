package trail

// Timeline counts the failures with a code in n equal stretches from the first row
// to the last; nil where no row has a date that can be read.
func (s *Summary) Timeline(code string, n int) []int64 {
	if s.First.IsZero() || n < 1 {
		return nil
	}
	from, to := s.First.Unix()/3600, s.Last.Unix()/3600+1
	out := make([]int64, n)
	for hour, failures := range s.timelines[code] {
		out[min(int64(n)-1, (hour-from)*int64(n)/(to-from))] += failures
	}
	return out
}
