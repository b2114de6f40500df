package openfile

import (
	"cmp"
	"io/fs"
	"slices"
	"time"

	"authdoctor/diagnosis/pattern"
	"authdoctor/ui/paint"
)

// entry is an entry of a folder.
type entry struct {
	fs.DirEntry
	export   bool // its name and size are those of an export of the trail
	size     int64
	modified time.Time
}

var (
	// exportName matches the name of a file that may be an export.
	exportName = pattern.Lazy(`(?i)\.(csv|tsv|xls|xlsx|json|ndjson|jsonl)(\.gz)?$`)
	// trailName matches a name that NetSuite or a user gives to an export of the trail.
	trailName = pattern.Lazy(`(?i)audit|trail|login`)
)

const (
	// leastExport is the size of a header with three columns, in bytes.
	leastExport = 40
	// mostLooked bounds the number of files whose size is asked for.
	mostLooked = 2000
)

// exportsFirst returns the entries of a folder with the likely exports of the trail first:
// those named like one, then the others, the newest first. The rest stays in order.
func exportsFirst(all []fs.DirEntry) []entry {
	out, looked := make([]entry, len(all)), 0
	for i, one := range all {
		out[i].DirEntry = one
		if one.IsDir() || looked == mostLooked || !exportName().MatchString(one.Name()) {
			continue
		}
		looked++
		if info, err := one.Info(); err == nil && info.Mode().IsRegular() && info.Size() >= leastExport {
			out[i].export, out[i].size, out[i].modified = true, info.Size(), info.ModTime()
		}
	}
	rank := func(e entry) int {
		switch {
		case e.export && trailName().MatchString(e.Name()):
			return 0
		case e.export:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b entry) int {
		return cmp.Or(rank(a)-rank(b), b.modified.Compare(a.modified))
	})
	return out
}

// about says how large an export is and when it was written, "" for any other entry.
func (e entry) about() string {
	if !e.export {
		return ""
	}
	text := paint.Amount(e.size)
	if !e.modified.IsZero() {
		text += " · " + e.modified.Format("2 January 2006")
	}
	return text
}
