package keys

import (
	"slices"
	"strings"
	"sync"
)

// DropForeignCommands removes the commands of problems of a case file that are not in the
// tables of this package. Anyone can have written the file, and a command is there to be run.
func DropForeignCommands(problems []Problem) {
	for i := range problems {
		for line := range strings.SplitSeq(problems[i].Command, "\n") {
			if !slices.Contains(ownLines(), withoutNames.Replace(line)) {
				problems[i].Command = ""
			}
		}
	}
}

// withoutNames puts FILE in place of the file that a repair before it wrote, and leaves out that it
// is DER.
var withoutNames = strings.NewReplacer("decoded.der", "FILE", "-inform DER ", "")

// ownLines returns the lines of the commands that do not depend on what is in a file.
var ownLines = sync.OnceValue(func() []string {
	all := []conversion{{}, fromPKCS7, fromOpenSSH, fromOpenSSHPublic, fromRFC4716, fromPuTTY, lockAgain, lockAgainOld,
		nameCurve, writePoint, newPair, dropTrust, saveCertificate, signRequest, {command: strings.TrimSpace(withoutNames.Replace(decode))},
		{command: strings.Replace(fromOpenSSH.command, "< FILE", relabel, 1)}}
	for _, legacy := range []bool{false, true} {
		for _, kinds := range [][]Kind{{Certificate, PrivateKey}, {Certificate}, {PrivateKey}} {
			f := found{legacy: legacy}
			for _, kind := range kinds {
				f.file.Keys = append(f.file.Keys, Key{Kind: kind})
			}
			all = append(all, fromPKCS12(f))
		}
	}
	for _, form := range []string{"JKS", "JCEKS"} {
		all = append(all, fromKeystore(found{form: form}))
	}
	all = append(all, fromKeystore(found{file: File{Keys: []Key{{Kind: Certificate}}}}))
	for n := range MaxKeys {
		all = append(all, saveNumber(n+1))
	}
	var lines []string
	for _, c := range all {
		lines = append(lines, strings.Split(c.command, "\n")...)
	}
	return lines
})
