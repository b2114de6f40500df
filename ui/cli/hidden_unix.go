//go:build unix

package cli

import "io"

// readHidden reads a line from a terminal whose echo is off. It does not change the
// settings of the terminal, which may be restored while the read still waits.
func readHidden(tty io.Reader) ([]byte, error) {
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := tty.Read(one)
		switch {
		case n > 0 && one[0] == '\n':
			return line, nil
		case n > 0:
			line = append(line, one[0])
		case err == io.EOF && len(line) > 0:
			return line, nil
		case err != nil:
			return nil, err
		}
	}
}
