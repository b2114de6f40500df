package trail

import (
	"cmp"
	"slices"
)

// parts counts the rows of each application for each of its users, roles and addresses:
// who else used the application when it failed, and how long one of them was well.
type parts struct {
	numbers // of the counts: partKey.pack
	counts  []partCount
	full    bool // there were too many: counts is nil
}

// partKey is the key of a count. The application and the value are places in their tables;
// the value is -1 if it has no place.
type partKey struct {
	application, value int32
	by                 uint8 // index into partDimensions
	failure            bool
}

// partDimensions are the dimensions of parts, in order of partKey.by.
var partDimensions = [...]Dimension{ByUser, ByRole, ByIP}

func (k partKey) pack() uint64 {
	n := uint64(k.application)<<35 | uint64(k.by)<<33 | uint64(uint32(k.value))<<1
	if k.failure {
		n |= 1
	}
	return n
}

func unpackPart(n uint64) partKey {
	return partKey{int32(n >> 35), int32(uint32(n >> 1)), uint8(n >> 33 & 3), n&1 != 0}
}

type partCount struct {
	rows uint64
	span
}

// maxParts bounds the memory of each worker's parts to about 3 MiB.
const maxParts = 60_000

func newParts() *parts { return &parts{numbers: newNumbers()} }

// add counts rows of an application. The values are the places of user, role and address.
func (p *parts) add(application int32, values [len(partDimensions)]int32, failure bool, rows uint64, at stamp) {
	for by, value := range values {
		p.count(partKey{application, value, uint8(by), failure}, partCount{rows, span{at, at}})
	}
}

func (p *parts) count(key partKey, more partCount) {
	if p.full || key.application < 0 {
		*p = parts{full: true}
		return
	}
	place, isNew := p.place(key.pack())
	switch {
	case !isNew:
		count := &p.counts[place]
		count.rows += more.rows
		count.span.join(more.span)
	case len(p.counts) == maxParts:
		*p = parts{full: true}
	default:
		p.counts = append(p.counts, more)
	}
}

// join adds what another worker or source counted. The functions translate places of
// applications, and of the values of each dimension.
func (p *parts) join(other *parts, application func(int32) int32, values [len(partDimensions)]func(int32) int32) {
	if other.full {
		*p = parts{full: true}
	}
	for i, packed := range other.keys {
		key := unpackPart(packed)
		key.application, key.value = application(key.application), values[key.by](key.value)
		p.count(key, other.counts[i])
	}
}

func (p *parts) settle(order DateOrder) {
	for i := range p.counts {
		p.counts[i].span.settle(order)
	}
}

// byApplication lists the parts of every application, by dimension and then by position.
// positions are the positions of the groups of each dimension, by the place of their value.
// It is nil if the memory limit was exceeded.
func (p *parts) byApplication(name func(int32) []byte, positions [len(partDimensions)][]int32) map[string][]Part {
	if p.full {
		return nil
	}
	type sorted struct {
		key   uint64
		count *partCount
	}
	order := make([]sorted, len(p.counts))
	for i := range p.counts {
		key := unpackPart(p.keys[i])
		if key.value >= 0 {
			key.value = positions[key.by][key.value]
		}
		order[i] = sorted{key.pack(), &p.counts[i]}
	}
	slices.SortFunc(order, func(a, b sorted) int { return cmp.Compare(a.key, b.key) })
	out := map[string][]Part{}
	list, before := make([]Part, 0, len(order)), partKey{application: -1}
	begin := 0 // of the application in the list
	end := func() {
		if begin < len(list) {
			out[string(name(before.application))] = list[begin:len(list):len(list)]
		}
		begin = len(list)
	}
	for _, one := range order {
		key := unpackPart(one.key)
		if key.application != before.application {
			end()
		}
		if key.application != before.application || key.by != before.by || key.value != before.value {
			list = append(list, Part{By: partDimensions[key.by], Place: key.value})
		}
		before = key
		part := &list[len(list)-1]
		if key.failure {
			part.Failures, part.FirstFailure, part.LastFailure = int64(one.count.rows), one.count.first.monthFirst, one.count.last.monthFirst
		} else {
			part.Successes, part.FirstSuccess, part.LastSuccess = int64(one.count.rows), one.count.first.monthFirst, one.count.last.monthFirst
		}
	}
	end()
	return out
}
