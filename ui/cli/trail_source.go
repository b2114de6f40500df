package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"authdoctor/diagnosis/trail"
)

// exports are the files to read.
type exports struct {
	sources []trail.Source
	notes   []string // printable
	pipes   []io.Closer
}

// close closes the pipes, whether or not they were read.
func (e *exports) close() {
	for _, file := range e.pipes {
		_ = file.Close()
	}
}

// exports opens every file before any is read, so that a file that cannot be opened is
// reported at once rather than after a minute of counting.
func (o trailOptions) exports(ctx context.Context, args []string) (*exports, error) {
	if len(args) == 0 {
		args = []string{"-"}
	}
	e := &exports{}
	times := map[string]int{}
	for _, name := range args {
		times[name]++
		if name == "-" && times[name] > 1 {
			e.close()
			return nil, errors.New("standard input can be read only once; - is given twice")
		}
		source, err := o.export(ctx, name, e)
		if err != nil {
			e.close()
			return nil, err
		}
		e.sources = append(e.sources, source)
		if times[name] == 2 && !o.dedupe {
			e.notes = append(e.notes, fmt.Sprintf("%s is given more than once: its rows are counted each time", source.Name))
		}
	}
	return e, nil
}

func (o trailOptions) export(ctx context.Context, name string, e *exports) (trail.Source, error) {
	if name == "-" {
		if isTerminal(o.in) {
			return trail.Source{}, errors.New("trail reads files or a pipe; give the name of an export: authdoctor trail FILE")
		}
		return once(ctx, "standard input", o.in, sizeOf(o.in)), nil
	}
	file, err := await(ctx, func() (fs.File, error) { return o.open(name) })
	if err != nil {
		if secret := refuseSecret(name); secret != nil {
			return trail.Source{}, secret
		}
		return trail.Source{}, fmt.Errorf("cannot open %s: %w", shown(name), reason(err))
	}
	info, err := file.Stat()
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() { // a pipe, which would be empty if it were opened again
		e.pipes = append(e.pipes, file)
		return once(ctx, called(name), file, -1), nil
	}
	_ = file.Close() // so that many files are not open at once
	switch {
	case err != nil:
		return trail.Source{}, fmt.Errorf("cannot open %s: %w", shown(name), reason(err))
	case info.IsDir():
		return trail.Source{}, fmt.Errorf("%s is a folder; give the files in it", shown(name))
	}
	return trail.Source{Name: called(name), Size: info.Size(), Open: func() (io.ReadCloser, error) {
		file, err := o.open(name)
		if err != nil {
			return nil, reason(err)
		}
		return file, nil
	}}, nil
}

// once returns a source that can be read only once and whose reads end with ctx.
func once(ctx context.Context, name string, from io.Reader, size int64) trail.Source {
	opened := false
	return trail.Source{Name: name, Size: size, Once: true, Open: func() (io.ReadCloser, error) {
		if opened {
			return nil, errors.New("a pipe can be read only once")
		}
		opened = true
		return io.NopCloser(&heedful{ctx: ctx, source: from}), nil
	}}
}

// sizeOf returns the size of standard input in bytes if it is a regular file, otherwise -1.
func sizeOf(in io.Reader) int64 {
	if file, ok := in.(fs.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return -1
}
