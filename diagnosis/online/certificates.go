package online

import "time"

// Row returns the row with a Certificate ID. A list that is nil has no rows.
func (l *CertificateList) Row(id string) (Certificate, bool) {
	if l == nil || id == "" {
		return Certificate{}, false
	}
	for _, row := range l.Rows {
		if row.ID == id {
			return row, true
		}
	}
	return Certificate{}, false
}

// Usable returns the rows that are neither revoked nor past their end at a time.
func (l *CertificateList) Usable(at time.Time) []Certificate {
	if l == nil {
		return nil
	}
	var usable []Certificate
	for _, row := range l.Rows {
		if !row.Revoked && (row.ValidUntil.IsZero() || at.Before(row.ValidUntil)) {
			usable = append(usable, row)
		}
	}
	return usable
}
