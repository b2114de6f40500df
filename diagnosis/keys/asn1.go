package keys

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

// The identifier octets of the elements in keys and certificates (X.690).
const (
	tagInteger  = 0x02
	tagBits     = 0x03
	tagOctets   = 0x04
	tagNull     = 0x05
	tagOID      = 0x06
	tagSequence = 0x30
	tagZero     = 0xa0 // [0], constructed
	tagOne      = 0xa1 // [1], constructed
)

// element is one DER element. Its content is parsed one level at a time, so deep nesting
// costs nothing.
type element struct {
	tag   byte   // the identifier octet
	value []byte // the content
	full  []byte // identifier, length and content
}

var (
	errIndefinite = errors.New("a length is indefinite, which BER allows and DER does not")
	errTag        = errors.New("a tag is not one that keys have")
	errShape      = errors.New("its parts are not those of a key")
)

// cutShort is the error of an element that is longer than the data.
type cutShort struct{ need, have int }

func (e cutShort) Error() string {
	return fmt.Sprintf("it says that it is %d bytes long, but there are only %d", e.need, e.have)
}

// next returns the first element of der and the rest.
func next(der []byte) (e element, rest []byte, err error) {
	if len(der) < 2 {
		return e, nil, cutShort{2, len(der)}
	}
	if der[0]&0x1f == 0x1f {
		return e, nil, errTag
	}
	length, header := int(der[1]), 2
	if length == 0x80 {
		return e, nil, errIndefinite
	}
	if length > 0x80 {
		octets := length - 0x80
		if octets > 4 {
			return e, nil, errors.New("a length is absurd")
		}
		header += octets
		if len(der) < header {
			return e, nil, cutShort{header, len(der)}
		}
		length = 0
		for _, b := range der[2:header] {
			length = length<<8 | int(b)
		}
	}
	if length > len(der)-header {
		return e, nil, cutShort{header + length, len(der)}
	}
	end := header + length
	return element{der[0], der[header:end:end], der[:end:end]}, der[end:], nil
}

// children returns the first elements of a constructed element, at most twelve, which is
// enough to recognise any key.
func (e element) children() ([]element, error) { return elements(e.value, 12) }

// elements returns the first elements of der, at most the given number.
func elements(der []byte, most int) (all []element, err error) {
	for len(der) > 0 && len(all) < most {
		var e element
		if e, der, err = next(der); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// shape returns the tags of elements as letters: S sequence, E set, I integer, B bit
// string, O octet string, o object identifier, N null, T time, 0 and 1 for [0] and [1], ?
// for any other.
func shape(elements []element) string {
	letters := map[byte]byte{tagSequence: 'S', tagInteger: 'I', tagBits: 'B', tagOctets: 'O', tagNull: 'N', tagOID: 'o',
		asn1.TagUTCTime: 'T', asn1.TagGeneralizedTime: 'T', 0x31: 'E', tagZero: '0', tagOne: '1'}
	text := make([]byte, len(elements))
	for i, e := range elements {
		if text[i] = letters[e.tag]; text[i] == 0 {
			text[i] = '?'
		}
	}
	return string(text)
}

// parts returns the children if their shape begins with want.
func (e element) parts(want string) ([]element, error) {
	children, err := e.children()
	if err != nil {
		return nil, err
	}
	if len(children) < len(want) || shape(children[:len(want)]) != want {
		return nil, errShape
	}
	return children, nil
}

// integer reads an INTEGER in its shortest form.
func (e element) integer() (*big.Int, error) {
	v := e.value
	switch {
	case e.tag != tagInteger || len(v) == 0:
		return nil, errShape
	case len(v) > 1 && (v[0] == 0 && v[1] < 0x80 || v[0] == 0xff && v[1] >= 0x80):
		return nil, errors.New("an integer is not written in its shortest form")
	}
	n := new(big.Int).SetBytes(v)
	if v[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	return n, nil
}

// small reads an INTEGER of 0 to 2^31-1. It returns -1 for any other element.
func (e element) small() int {
	if len(e.value) > 5 {
		return -1
	}
	if n, err := e.integer(); err == nil && n.Sign() >= 0 && n.BitLen() < 32 {
		return int(n.Int64())
	}
	return -1
}

// bits returns the content of a BIT STRING of whole octets.
func (e element) bits() ([]byte, error) {
	if e.tag != tagBits || len(e.value) < 1 || e.value[0] != 0 {
		return nil, errShape
	}
	return e.value[1:], nil
}

// oid returns an OBJECT IDENTIFIER in dotted form; "" if the element is not one.
func (e element) oid() string {
	var id asn1.ObjectIdentifier
	if e.tag != tagOID || len(e.value) > 64 {
		return ""
	}
	if _, err := asn1.Unmarshal(e.full, &id); err != nil {
		return ""
	}
	return id.String()
}

// algorithm is an AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
type algorithm struct {
	oid        string
	parameters element // tag 0 for none
}

func (e element) algorithm() (a algorithm, err error) {
	parts, err := e.parts("o")
	if e.tag != tagSequence || err != nil {
		return a, errShape
	}
	if a.oid = parts[0].oid(); a.oid == "" {
		return a, errShape
	}
	if len(parts) > 1 {
		a.parameters = parts[1]
	}
	return a, nil
}
