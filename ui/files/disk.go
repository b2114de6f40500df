// Package files provides the file system that the assistant and the commands use, and
// opens exports of the Login Audit Trail from files.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Disk is the file system that screens and commands use. Tests provide their own.
type Disk interface {
	// Read returns the content of a file of at most limit bytes. For a longer file, it
	// returns limit+1 bytes, so that the caller knows there is more.
	Read(name string, limit int64) ([]byte, error)
	// Open opens a file of any size and returns its size in bytes, or -1 if unknown.
	Open(name string) (io.ReadCloser, int64, error)
	// Stamp returns the state of a file, or the zero Stamp if it is not a regular file.
	Stamp(name string) (Stamp, error)
	// Entries lists a folder, sorted by name.
	Entries(folder string) ([]fs.DirEntry, error)
	// WriteNew creates a file. It never overwrites one: if the file exists, the error is
	// fs.ErrExist.
	WriteNew(name string, data []byte, mode fs.FileMode) error
	// Remove deletes a file that WriteNew created.
	Remove(name string) error
	// Home returns the home folder of the user, or "" if there is none.
	Home() string
}

// Stamp is the size of a file in bytes and the time it was last modified.
type Stamp struct {
	Size     int64
	Modified time.Time
}

func (s Stamp) same(other Stamp) bool {
	return s.Size == other.Size && s.Modified.Equal(other.Modified)
}

// ErrFolder is the error for reading a folder as a file.
var ErrFolder = errors.New("it is a folder")

// OSDisk is the file system of the operating system.
type OSDisk struct{}

// Read implements Disk.
func (OSDisk) Read(name string, limit int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrFolder}
	}
	return io.ReadAll(io.LimitReader(file, limit+1))
}

// Open implements Disk.
func (OSDisk) Open(name string) (io.ReadCloser, int64, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, 0, errors.Join(err, file.Close())
	case info.IsDir():
		return nil, 0, errors.Join(&fs.PathError{Op: "read", Path: name, Err: ErrFolder}, file.Close())
	case !info.Mode().IsRegular():
		return file, -1, nil
	}
	return file, info.Size(), nil
}

// Stamp implements Disk.
func (OSDisk) Stamp(name string) (Stamp, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return Stamp{}, err
	}
	return Stamp{info.Size(), info.ModTime()}, nil
}

// Entries implements Disk.
func (OSDisk) Entries(folder string) ([]fs.DirEntry, error) { return os.ReadDir(folder) }

// WriteNew implements Disk. The file appears whole or not at all: half a private key is
// worse than none. It is written under another name and then linked, which fails where
// there is a file; on a file system without links it is created directly.
func (OSDisk) WriteNew(name string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	part, err := os.CreateTemp(filepath.Dir(name), ".authdoctor-*")
	if err != nil {
		return writeDirectly(name, data, mode)
	}
	defer os.Remove(part.Name())
	_, err = part.Write(data)
	if err = errors.Join(err, part.Chmod(mode), part.Sync(), part.Close()); err != nil {
		return err
	}
	if err = os.Link(part.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return writeDirectly(name, data, mode)
	}
	return err
}

func writeDirectly(name string, data []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// Remove implements Disk.
func (OSDisk) Remove(name string) error { return os.Remove(name) }

// Home implements Disk.
func (OSDisk) Home() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}
