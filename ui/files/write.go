package files

import (
	"errors"
	"io/fs"
	"path/filepath"

	"authdoctor/diagnosis/border"
)

// WritePair writes a certificate and its private key to two new files. If the second file
// cannot be created, it removes the first.
func WritePair(disk Disk, certificateName string, certificate []byte, privateName string, private []byte) error {
	if filepath.Clean(certificateName) == filepath.Clean(privateName) {
		return FileError{privateName, errors.New("it is the file of the certificate too; the private key needs one of its own")}
	}
	if err := writeText(disk, privateName, private, 0o600); err != nil {
		return err
	}
	if err := writeText(disk, certificateName, certificate, 0o644); err != nil {
		return errors.Join(err, disk.Remove(privateName))
	}
	return nil
}

// WriteSecret writes data to a new file that only its owner may read.
func WriteSecret(disk Disk, name string, data []byte) error {
	return writeText(disk, name, data, 0o600)
}

// writeText creates a file. All data passes through border.Text, so that no file contains
// raw input.
func writeText(disk Disk, name string, data []byte, mode fs.FileMode) error {
	return writeError(name, disk.WriteNew(name, []byte(border.Text(string(data))), mode))
}

// FileError is the error for a file that could not be created.
type FileError struct {
	Name string
	Err  error
}

// Error implements error.
func (e FileError) Error() string {
	name, _ := border.Printable(border.Redact(e.Name))
	if errors.Is(e.Err, fs.ErrExist) {
		return "there is a file " + name + " already, and nothing is overwritten; give another name"
	}
	reason := e.Err
	var path *fs.PathError
	if errors.As(reason, &path) {
		reason = path.Err
	}
	return "the file " + name + " cannot be written: " + reason.Error()
}

// Unwrap returns why the file cannot be written.
func (e FileError) Unwrap() error { return e.Err }

func writeError(name string, err error) error {
	if err == nil {
		return nil
	}
	return FileError{name, err}
}
