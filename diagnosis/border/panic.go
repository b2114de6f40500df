package border

import (
	"fmt"
	"runtime"
)

// PanicText is the value of a panic as it may be printed. What Go's runtime says names
// numbers and types; any other value may quote what was being read, so that only its type
// is told. The stack beside it holds addresses and no texts.
func PanicText(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a panic with a value of type %T, which is not shown: it may hold what was read", value)
}
