package standin

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"time"
)

// Mapping is a row of OAuth 2.0 Client Credentials (M2M) Setup: a certificate for one entity
// and role (section_162686838198).
type Mapping struct {
	ID           string // the Certificate ID
	Entity, Role string
	Created      time.Time
	Revoked      bool

	certificate *x509.Certificate
}

// until is the end of the row: a certificate of more than two years is shortened.
func (m *Mapping) until() time.Time {
	end := m.certificate.NotAfter
	if limit := m.certificate.NotBefore.AddDate(2, 0, 0); end.After(limit) {
		end = limit
	}
	return end
}

// Map uploads a certificate in PEM for an entity and a role, and returns its Certificate ID.
func (s *Server) Map(certificate []byte, entity, role string) string {
	s.test.Helper()
	block, _ := pem.Decode(certificate)
	if block == nil || block.Type != "CERTIFICATE" {
		s.test.Fatal("the stand-in maps certificates in PEM only")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		s.test.Fatal(err)
	}
	sum := sha256.Sum256(block.Bytes)
	m := &Mapping{ID: base64.RawURLEncoding.EncodeToString(sum[:]), Entity: entity, Role: role, Created: s.now(), certificate: parsed}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.mappings = append(s.mappings, m)
	return m.ID
}

// Revoke presses the button Revoke of a row.
func (s *Server) Revoke(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, m := range s.mappings {
		m.Revoked = m.Revoked || m.ID == id
	}
}

// Unmap removes all rows, as the refresh of a sandbox does.
func (s *Server) Unmap() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.mappings = nil
}

// mapping returns the row that a kid names and that is in use; else nil and the reason.
func (s *Server) mapping(kid string) (*Mapping, string) {
	for _, m := range s.mappings {
		switch {
		case m.ID != kid:
		case m.Revoked:
			return nil, "the certificate is revoked"
		case s.now().After(m.until()):
			return nil, "the certificate has expired"
		default:
			return m, ""
		}
	}
	return nil, "no certificate has this kid"
}
