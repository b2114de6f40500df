package online

import "time"

// Row returns the row with a Certificate ID: of several, one that is not revoked, and of those
// the one that ends last. A list that is nil has no rows.
func (l *CertificateList) Row(id string) (found Certificate, listed bool) {
	if l == nil || id == "" {
		return Certificate{}, false
	}
	for _, row := range l.Rows {
		better := !listed || found.Revoked && !row.Revoked || found.Revoked == row.Revoked && row.ValidUntil.After(found.ValidUntil)
		if row.ID == id && better {
			found, listed = row, true
		}
	}
	return found, listed
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
