package keys

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// The identifier octets of the elements in keys and certificates (X.690).
const (
	tagInteger  = 0x02
	tagBits     = 0x03
	tagOctets   = 0x04
	tagNull     = 0x05
	tagOID      = 0x06
	tagSequence = 0x30
	tagSet      = 0x31
	tagZero     = 0xa0 // [0], constructed
	tagOne      = 0xa1 // [1], constructed
	tagThree    = 0xa3 // [3], constructed
)

// element is one DER element. Its content is parsed one level at a time, so deep nesting
// costs nothing.
type element struct {
	tag   byte   // the identifier octet
	value []byte // the content
	full  []byte // identifier, length and content
}

var (
	errIndefinite = errors.New("one of its lengths is indefinite, which BER allows but DER does not")
	errTag        = errors.New("it contains a tag that keys do not have")
	errShape      = errors.New("its parts are not the parts of a key")
)

// cutShort is the error of an element that is longer than the data.
type cutShort struct{ need, have int }

func (e cutShort) Error() string {
	return fmt.Sprintf("its stated length is %d bytes, but only %d are present", e.need, e.have)
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
			return e, nil, errors.New("one of its lengths is impossible")
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
		asn1.TagUTCTime: 'T', asn1.TagGeneralizedTime: 'T', tagSet: 'E', tagZero: '0', tagOne: '1'}
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

// integer reads an INTEGER. shortest reports whether it is in its shortest form, as in DER.
func (e element) integer() (n *big.Int, shortest bool, err error) {
	v := e.value
	if e.tag != tagInteger || len(v) == 0 {
		return nil, false, errShape
	}
	n = new(big.Int).SetBytes(v)
	if v[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	return n, len(v) == 1 || !(v[0] == 0 && v[1] < 0x80 || v[0] == 0xff && v[1] >= 0x80), nil
}

// numbers reads the INTEGERs of a key, none of which is negative: openssl and Java read
// their bytes without a sign. exact reports whether all are positive or zero, and in their
// shortest form.
func numbers(elements []element) (list []*big.Int, exact bool, err error) {
	exact = true
	for _, e := range elements {
		n, shortest, err := e.integer()
		if err != nil {
			return nil, false, err
		}
		exact = exact && shortest && n.Sign() >= 0
		list = append(list, n.SetBytes(e.value))
	}
	return list, exact, nil
}

// small reads an INTEGER of 0 to 2^31-1. It returns -1 for any other element.
func (e element) small() int {
	if len(e.value) > 5 {
		return -1
	}
	if n, _, err := e.integer(); err == nil && n.Sign() >= 0 && n.BitLen() < 32 {
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
	v := e.value
	if e.tag != tagOID || len(v) == 0 || len(v) > 64 || v[len(v)-1] >= 0x80 {
		return ""
	}
	var text strings.Builder
	arc, begun := new(big.Int), false
	for _, b := range v {
		if !begun && b == 0x80 { // a zero in front
			return ""
		}
		if arc.Lsh(arc, 7).Or(arc, big.NewInt(int64(b&0x7f))); b >= 0x80 {
			begun = true
			continue
		}
		if text.Len() == 0 { // the first two arcs are one number (X.690 section 8.19.4)
			root := int64(2)
			if arc.BitLen() < 8 {
				root = min(root, arc.Int64()/40)
			}
			text.WriteString(strconv.FormatInt(root, 10))
			arc.Sub(arc, big.NewInt(40*root))
		}
		text.WriteByte('.')
		text.Write(arc.Append(nil, 10))
		arc.SetInt64(0)
		begun = false
	}
	return text.String()
}

// maxDepth is the number of levels of a certificate or key that are walked.
const maxDepth = 32

// walk visits all parts of an element, to the depth at which they are octets, and returns
// an error if one does not have the length it states. shortest reports whether all lengths
// are in their shortest form, as in DER.
func (e element) walk(depth int) (shortest bool, err error) {
	length := len(e.value)
	shortest = len(e.full)-length == 2 || length >= 0x80 && e.full[2] != 0
	if e.tag&0x20 == 0 {
		return shortest, nil
	}
	if depth == 0 {
		return false, errors.New("its parts are nested too deeply")
	}
	for rest := e.value; len(rest) > 0; {
		var child element
		if child, rest, err = next(rest); err != nil {
			return false, err
		}
		good, err := child.walk(depth - 1)
		if err != nil {
			return false, err
		}
		shortest = shortest && good
	}
	return shortest, nil
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
