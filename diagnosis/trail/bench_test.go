package trail_test

import (
	"context"
	"os"
	"testing"

	"authdoctor/diagnosis/trail"
)

func BenchmarkFile(b *testing.B) {
	for _, p := range []string{"plain", "clean", "messy"} {
		b.Run(p, func(b *testing.B) {
			name := "/tmp/trail/" + p + ".csv"
			info, err := os.Stat(name)
			if err != nil {
				b.Skip()
			}
			b.SetBytes(info.Size())
			for range b.N {
				if _, err := trail.Count(context.Background(), []trail.Source{fileSource(b, name)}, trail.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
