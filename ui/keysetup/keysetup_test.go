package keysetup_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/keys"
	"authdoctor/ui"
	"authdoctor/ui/uitest"
)

// TestKeySetupShowsWhatDoesNotFit catches a screen that calls keys a pair that are
// none, or says nothing of a certificate that has ended.
func TestKeySetupShowsWhatDoesNotFit(t *testing.T) {
	for name, texts := range map[string][]string{
		"keys-pair":           {"belong together", "NetSuite accepts this certificate", "expected ID"},
		"keys-no-pair":        {"The private key does not belong to the certificate", "SignatureValidation · likely"},
		"keys-ended":          {"The certificate in old/ended.pem has expired", "NetSuite rejects this certificate"},
		"keys-pasted-private": {"This is a private key: never upload it to NetSuite or send it to anyone", "paste 1"},
		"open-missing":        {"There is no file nothing.pem."},
		"open-no-key":         {"The file contains no key and no certificate."},
		"pair-days":           {"7300 days exceed the limit of 730"},
		"made-pair":           {"The key pair is made", "new-private.pem · only you can read it", "Setup › Integration", "openssl req"},
		"made-assertion":      {"The client assertion is ready", "the signature is verified", "curl https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token \\"},
		"assertion-no-key":    {"Open the private key first"},
		"home-path":           {"Key setup", "public.pem"},
	} {
		term := uitest.Open(t, 120, 60)
		uitest.Play(t, term, name)
		term.MustSee(texts...)
	}
}

// TestAssertionWithAForeignKey catches a screen that asks for a private key although one was
// opened that cannot be used, and does not say why.
func TestAssertionWithAForeignKey(t *testing.T) {
	disk := uitest.TestDisk()
	disk.MapFS["putty.ppk"] = &fstest.MapFile{Data: []byte("PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nEncryption: none\n")}
	term := uitest.Open(t, 120, 60, func(o *ui.Options) { o.Disk = disk })
	uitest.OpenKeys(term, "public.pem", "putty.ppk")
	term.Do("down", "down", "down", "enter")
	term.MustSee("No assertion can be signed with putty.ppk", "This is a private key in PuTTY format", "puttygen FILE -O private-openssh -o key.pem")
}

// TestMadeFiles catches a private key that others can read, files that are not a
// pair, and an assertion with a line break behind it, which curl would send.
func TestMadeFiles(t *testing.T) {
	disk := uitest.TestDisk()
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.Play(t, term, "made-pair")
	private, public := disk.MapFS["new-private.pem"], disk.MapFS["new.pem"]
	if private == nil || public == nil || private.Mode != 0o600 || public.Mode != 0o644 {
		t.Fatalf("written: %v %v", private, public)
	}
	a, b := keys.Read("a", private.Data, nil), keys.Read("b", public.Data, nil)
	if !a.Keys[0].Matches(b.Keys[0]) || !b.Judge(uitest.Noon).Taken() {
		t.Errorf("they are no pair that NetSuite accepts: %+v", b.Judge(uitest.Noon))
	}
	term.Do("enter")
	term.MustSee("Key setup", "new.pem", "belong together")

	disk = uitest.TestDisk()
	term = uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.Play(t, term, "made-assertion")
	made := disk.MapFS["assertion.jwt"]
	if made == nil || made.Mode != 0o600 || strings.TrimSpace(string(made.Data)) != string(made.Data) {
		t.Fatalf("written: %v", made)
	}
	term.MustNotSee(string(made.Data[len(made.Data)-20:]), string(made.Data[:20]))
	term.Do("enter")
	term.MustSee("Token", "client assertion", "No fault was found in this token")
}

// TestNothingIsOverwritten catches a file of the user's that is lost, and half a
// pair that is left behind.
func TestNothingIsOverwritten(t *testing.T) {
	disk := uitest.TestDisk()
	before := string(disk.MapFS["private.pem"].Data)
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.NewPairFiles(term, "public.pem", "brandnew.pem")
	term.Do("enter")
	term.MustSee("There is a file public.pem already", "Which file should the certificate be written to?")
	if disk.MapFS["brandnew.pem"] != nil {
		t.Error("the private key of a pair without certificate is left behind")
	}
	term = uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.NewPairFiles(term, "new.pem", "private.pem")
	term.Do("enter")
	term.MustSee("There is a file private.pem already", "Which file should the private key be written to?")
	if string(disk.MapFS["private.pem"].Data) != before || disk.MapFS["new.pem"] != nil {
		t.Error("something was written")
	}
	disk.Full = true
	term = uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.NewPairFiles(term, "new.pem", "new-private.pem")
	term.Do("enter")
	term.MustSee("no space left on device")
}

// TestPasteOverProposedID catches a paste that is added to a Certificate ID that was
// proposed, also where the user came back to it.
func TestPasteOverProposedID(t *testing.T) {
	for _, back := range []bool{false, true} {
		term := uitest.Open(t, 100, 30)
		uitest.OpenKeys(term, "public.pem", "private.pem")
		term.Do("down", "down", "enter", "1")
		term.MustSee("The expected ID is proposed.")
		if back {
			term.Do("enter", "esc")
		}
		given := strings.Repeat("kid0", 10) + "abc"
		term.PasteText(given)
		if got := term.S.Shown().About().Field.Value(); got != given {
			t.Errorf("back %t: the field holds %q, want %q", back, got, given)
		}
	}
}

// TestLateAnswersAreDropped catches an answer that changes a screen the user has
// left, and a pair that is written after the user left.
func TestLateAnswersAreDropped(t *testing.T) {
	disk := uitest.TestDisk()
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.NewPairFiles(term, "new.pem", "new-private.pem")
	cmd := term.Pressed("enter")
	term.Press("esc") // back to the last question, while the key is being made
	term.Settle(cmd)
	if disk.MapFS["new.pem"] != nil {
		t.Error("the pair was written though the user went back")
	}
	term = uitest.Open(t, 100, 30)
	uitest.OpenKeys(term)
	term.Do("ctrl+o")
	term.EnterText("public.pem")
	cmd = term.Pressed("enter")
	term.Press("esc", "esc")
	term.Settle(cmd)
	if term.S.Case.Keys.Len() != 0 {
		t.Error("a file was taken that the user had turned away from")
	}
}

// TestForgettingAFile catches key material that stays after it was forgotten.
func TestForgettingAFile(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenKeys(term, "public.pem")
	term.Press("down", "down", "down", "down", "backspace")
	term.MustSee("Press backspace again")
	term.Press("backspace")
	if term.S.Case.Keys.Len() != 0 {
		t.Error("the file is still there")
	}
	term.MustNotSee("public.pem")
}
