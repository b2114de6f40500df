package trail

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestCutting catches rows that hang on where blocks end: whatever the size of a block,
// and however it is cut, the same rows are read as in one piece. A cut that was
// deceived must say so.
func TestCutting(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	fields := []string{"a", "", `"b, c"`, "\"two\nlines\"", "\"CRLF\r\n, \"\"x\"\"\"", `5" pipe`, `"not closed`, `"Shop "North" Sync"`, `""`, `"""`, "\"a\n\n\n", "x\"\n\"y", "é", "\xe9"}
	form := csvForm{',', '\n'}
	deceived := 0
	for range 300 {
		var s bytes.Buffer
		stray := r.IntN(3) == 0
		for range 1 + r.IntN(60) {
			for i := range 4 {
				if i > 0 {
					s.WriteByte(',')
				}
				n := len(fields)
				if !stray {
					n = 5
				}
				s.WriteString(fields[r.IntN(n)])
			}
			s.WriteString([]string{"\n", "\r\n"}[r.IntN(2)])
		}
		want, _ := recordsOf(s.Bytes(), form, 1<<20, false)
		for _, size := range []int{16, 40, 64, 100, 1000} {
			for _, likely := range []bool{false, true} {
				got, early := recordsOf(s.Bytes(), form, size, likely)
				if early && likely {
					deceived++
					continue
				}
				if got != want {
					t.Fatalf("blocks of %d, likely %v: other records than in one piece of %q", size, likely, s.String())
				}
			}
		}
	}
	if deceived == 0 {
		t.Error("no cut was ever deceived: the texts are too tame")
	}
}

// recordsOf is every record of a text that is cut into blocks of that size.
func recordsOf(data []byte, form csvForm, size int, likely bool) (out string, early bool) {
	b := newBlocks(bytes.NewReader(data), form, 1, 1)
	b.size, b.likely = size, likely
	rec := record{form: form}
	var lines []string
	for {
		block, err := b.next(context.Background())
		for at := 0; at < len(block.data); {
			at += rec.next(block.data[at:])
			early = early || rec.early && !block.last
			lines = append(lines, fmt.Sprintf("%q %s", rec.fields, rec.bad))
		}
		if err != nil {
			return strings.Join(lines, "\n"), early
		}
		b.giveBack(block)
	}
}
