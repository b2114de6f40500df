package paint

// For the tests of this package.

// Bytes is how many bytes the text of a field has, as it is counted.
func (f *Field) Bytes() int { return f.bytes }
