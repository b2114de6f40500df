package trail

// Unsought is the column without which no incident can be looked for: that of the
// date where no row has one that can be read, or that of the reason where no source
// has it. It is "" where nothing hinders, or there is no failure.
func (s *Summary) Unsought() Column {
	if s.Failures == 0 {
		return ""
	}
	if s.First.IsZero() {
		return ColumnDate
	}
	for _, source := range s.Sources {
		if len(source.Dialect.Columns) == 0 || source.Dialect.Index(ColumnDetail) >= 0 {
			return ""
		}
	}
	return ColumnDetail
}

// WithoutStatus reports whether a source has no column Status: each of its rows with a word
// in Detail that is not of a logout was counted as a failure, all others as successes.
func (d Dialect) WithoutStatus() bool { return len(d.Columns) > 0 && d.Index(ColumnStatus) < 0 }
