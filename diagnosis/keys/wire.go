package keys

import (
	"encoding/binary"
	"math/big"
)

// wire reads the binary formats of SSH (RFC 4251 section 5) and of Java, whose numbers and
// lengths are written alike. After a length that exceeds the data everything is empty, and
// bad is set.
type wire struct {
	rest []byte
	bad  bool
}

// take returns the next n bytes.
func (w *wire) take(n int) []byte {
	if w.bad = w.bad || n > len(w.rest); w.bad {
		return nil
	}
	taken := w.rest[:n:n]
	w.rest = w.rest[n:]
	return taken
}

// number returns an unsigned integer of the given size in bytes, at most four.
func (w *wire) number(size int) int {
	var whole [4]byte
	copy(whole[4-size:], w.take(size))
	return int(binary.BigEndian.Uint32(whole[:]))
}

// bytes returns a string with its length before it.
func (w *wire) bytes() []byte { return w.take(w.number(4)) }

// integer returns an mpint; a negative one as if it were positive.
func (w *wire) integer() *big.Int { return new(big.Int).SetBytes(w.bytes()) }

// checked reads the two numbers that are equal if a private key of OpenSSH was decrypted
// with the right pass phrase (PROTOCOL.key in its source, section 3).
func (w *wire) checked() bool {
	first, second := w.number(4), w.number(4)
	return first == second && !w.bad
}
