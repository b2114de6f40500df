// Package block writes bytes as lines of letters and digits that survive mail, tickets and
// word processors, and finds them again in a text. It does not know what the bytes are.
//
// A block looks like this:
//
//	AUTHDOCTOR CASE 1 BEGINS, 2 LINES
//	L001 040007QAZHZTFAT1Y1AMMN1892PCSJAF9H8WGKTK91A4GJSD XJ90
//	L002 AX4AMB295M308000ZZZG0000000000000000000000000000 VSB0
//	U001 AS4AMCN3T5WT7AT11YN4MN1892PCSJAF9H8WGKTK91A4GJSD M0PJ
//	AUTHDOCTOR CASE ENDS
//
// A line is a letter, a number, 30 bytes in the base32 of Crockford, and a checksum of 20
// bits. Its alphabet has no I, L, O and U, so L and U mark the beginning of a line wherever
// it is. An L line has data. A U line is the exclusive or of every n-th L line, at most 16,
// and restores one of them.
//
// The data is the payload in DEFLATE (RFC 1951) behind a header: the version, the length of
// the compressed payload, and the beginning of the SHA-256 of the payload itself. A reader
// accepts a payload only if that hash is right.
package block

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

const (
	version = 1
	// MaxPayload is the size of the largest payload that is written or read, in bytes.
	MaxPayload = 1 << 20
	// maxLines is the largest number that a line can have.
	maxLines = 999

	lineBytes  = 30
	lineChars  = lineBytes * 8 / 5
	checkChars = 4
	groupLines = 16 // lines that one U line can restore, at most

	hashBytes   = 8
	headerBytes = 1 + 3 + hashBytes
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

type row [lineBytes]byte

// Encode returns the lines of a block with payload in it, or "" if payload needs more lines
// than a block can have: some 30 KB after compression.
func Encode(payload []byte) string {
	data := pack(payload)
	rows := (len(data) + lineBytes - 1) / lineBytes
	if rows > maxLines || len(payload) > MaxPayload {
		return ""
	}
	groups := groupsOf(rows)
	parity := make([]row, groups)
	var out strings.Builder
	fmt.Fprintf(&out, "AUTHDOCTOR CASE %d BEGINS, %d LINES\n", version, rows)
	for i := range rows {
		var r row
		copy(r[:], data[i*lineBytes:])
		parity[i%groups].add(r)
		out.WriteString(r.line('L', i+1))
	}
	for i, r := range parity {
		out.WriteString(r.line('U', i+1))
	}
	out.WriteString("AUTHDOCTOR CASE ENDS\n")
	return out.String()
}

// groupsOf returns the number of U lines for that many L lines. Line n is in the group n
// modulo groups, so that a gap of several lines is in several groups.
func groupsOf(rows int) int { return (rows + groupLines - 1) / groupLines }

func (r *row) add(other row) {
	for i := range r {
		r[i] ^= other[i]
	}
}

func (r row) line(kind byte, number int) string {
	mark, body := fmt.Sprintf("%c%03d", kind, number), encoding.EncodeToString(r[:])
	return mark + " " + body + " " + checksum(mark+body) + "\n"
}

// checksum returns 20 bits of the CRC-32 of a line in four characters.
func checksum(line string) string {
	sum := crc32.ChecksumIEEE([]byte(line))
	var out [checkChars]byte
	for i := range out {
		out[i] = alphabet[sum>>27]
		sum <<= 5
	}
	return string(out[:])
}

// pack returns the data of a block: header and compressed payload.
func pack(payload []byte) []byte {
	var packed bytes.Buffer
	packed.Write(make([]byte, headerBytes))
	w, _ := flate.NewWriter(&packed, flate.BestCompression) // the level is valid, and a Buffer does not fail
	_, _ = w.Write(payload)
	_ = w.Close()
	data := packed.Bytes()
	binary.BigEndian.PutUint32(data, uint32(len(data)-headerBytes))
	data[0] = version
	sum := sha256.Sum256(payload)
	copy(data[4:], sum[:hashBytes])
	return data
}

// header is what the first bytes of a block say.
type header struct {
	version int
	packed  int // bytes after the header
	hash    [hashBytes]byte
}

func readHeader(first row) header {
	h := header{version: int(first[0]), packed: int(binary.BigEndian.Uint32(first[:4]) & 0xffffff)}
	copy(h.hash[:], first[4:])
	return h
}

func (h header) rows() int { return (headerBytes + h.packed + lineBytes - 1) / lineBytes }

// unpack returns the payload in data; ok reports whether its hash is right.
func (h header) unpack(data []byte) (payload []byte, ok bool) {
	if len(data) < headerBytes+h.packed {
		return nil, false
	}
	reader := flate.NewReader(bytes.NewReader(data[headerBytes : headerBytes+h.packed]))
	payload, err := io.ReadAll(io.LimitReader(reader, MaxPayload+1))
	if err != nil || len(payload) > MaxPayload {
		return nil, false
	}
	sum := sha256.Sum256(payload)
	return payload, bytes.Equal(sum[:hashBytes], h.hash[:])
}
