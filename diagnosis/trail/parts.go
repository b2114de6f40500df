package trail

import (
	"cmp"
	"slices"
)

// parts counts the rows of each application for each of its users, roles and addresses:
// who else used the application when it failed, and how long one of them was well. It is a
// hash table with the counts in its slots, as three of them are looked up for each row.
type parts struct {
	slots []partCount // the length is a power of two, at most ¾ full
	used  int
	full  bool // there were too many: slots is nil
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
	key  uint64 // 1 + partKey.pack; 0 is a free slot
	rows uint64
	span
}

// maxParts bounds the memory of each worker's parts to 1 MiB, which a core keeps in its cache.
const maxParts = 3 << 13

func newParts() *parts { return &parts{slots: make([]partCount, 64)} }

// add counts rows of an application. The values are the places of user, role and address.
func (p *parts) add(application int32, values [len(partDimensions)]int32, failure bool, rows uint64, at stamp) {
	if p.full || application < 0 {
		*p = parts{full: true}
		return
	}
	for by, value := range values {
		if count := p.of(partKey{application, value, uint8(by), failure}); count != nil {
			count.rows += rows
			count.span.add(at)
		}
	}
}

// of returns the count of a key, nil if there are too many. It is valid until the next call.
func (p *parts) of(key partKey) *partCount {
	packed := key.pack() + 1
	mask := uint64(len(p.slots) - 1)
	if p.full {
		return nil
	}
	slot := scatter(packed) & mask
	for p.slots[slot].key != packed {
		if p.slots[slot].key == 0 {
			return p.make(packed)
		}
		slot = (slot + 1) & mask
	}
	return &p.slots[slot]
}

func (p *parts) make(packed uint64) *partCount {
	if p.used == maxParts {
		*p = parts{full: true}
		return nil
	}
	if (p.used+1)*4 > len(p.slots)*3 {
		old := p.slots
		p.slots = make([]partCount, 2*len(old))
		for i := range old {
			if old[i].key != 0 {
				*p.free(old[i].key) = old[i]
			}
		}
	}
	p.used++
	count := p.free(packed)
	count.key = packed
	return count
}

// free is the slot for a new key.
func (p *parts) free(packed uint64) *partCount {
	mask := uint64(len(p.slots) - 1)
	slot := scatter(packed) & mask
	for p.slots[slot].key != 0 {
		slot = (slot + 1) & mask
	}
	return &p.slots[slot]
}

// join adds what another worker or source counted. The functions translate places of
// applications, and of the values of each dimension.
func (p *parts) join(other *parts, application func(int32) int32, values [len(partDimensions)]func(int32) int32) {
	if other.full {
		*p = parts{full: true}
		return
	}
	for i := range other.slots {
		theirs := &other.slots[i]
		if theirs.key == 0 {
			continue
		}
		key := unpackPart(theirs.key - 1)
		if key.application = application(key.application); key.application < 0 {
			*p = parts{full: true}
			return
		}
		key.value = values[key.by](key.value)
		if count := p.of(key); count != nil {
			count.rows += theirs.rows
			count.span.join(theirs.span)
		}
	}
}

func (p *parts) settle(order DateOrder) {
	for i := range p.slots {
		p.slots[i].span.settle(order)
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
	order := make([]sorted, 0, p.used)
	for i := range p.slots {
		count := &p.slots[i]
		if count.key == 0 {
			continue
		}
		key := unpackPart(count.key - 1)
		if key.value >= 0 {
			key.value = positions[key.by][key.value]
		}
		order = append(order, sorted{key.pack(), count})
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
			part.Failures, part.FirstFailure, part.LastFailure = int64(one.count.rows), one.count.first().monthFirst, one.count.last.monthFirst
		} else {
			part.Successes, part.FirstSuccess, part.LastSuccess = int64(one.count.rows), one.count.first().monthFirst, one.count.last.monthFirst
		}
	}
	end()
	return out
}
