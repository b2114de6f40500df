package quick_test

import (
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/quick"
	"github.com/alecthomas/chroma/v2/styles"
)

// TestHighlight catches source code that is changed or lost on its way through.
func TestHighlight(t *testing.T) {
	const source = "openssl req -x509 \\\n\t-newkey rsa:4096 # é\n"
	style := styles.Register(chroma.MustNewStyle("charm", chroma.StyleEntries{chroma.Text: "#fff"}))
	if styles.Registry["charm"] != style {
		t.Errorf("Registry holds %v; want the registered style", styles.Registry)
	}
	var out strings.Builder
	if err := quick.Highlight(&out, source, "sh", "terminal256", "charm"); err != nil || out.String() != source {
		t.Errorf("Highlight wrote %q, %v; want the source", out.String(), err)
	}
}
