// Package ui is the terminal program, the assistant.
//
// # Packages
//
//	ui            the Bubble Tea model with its frame, its keys, help and the Case at the side
//	ui/<journey>  the screens: home, guide, pages, findings, record, keysetup, openfile, trails, handover, cases, setup, online
//	ui/screen     what every screen is given: Screen, Session, destinations
//	ui/files      the file system, and exports of the trail in files
//	ui/paint      draws; knows no session and no screen
//	ui/report     what is handed over: short first, as Markdown or HTML
//	ui/uitest     a terminal, a disk, keys and the scenes of every screen: for tests only
//	ui/console    the terminal itself: raw mode, signals
//	ui/clipboard  the way to the clipboard, by a program or through the terminal
//	ui/plain      the assistant in words, with the session and without a screen
//	ui/cli        the commands; needs paint, report, files and Run, and no screen
//
// Imports run one way, ui → journey → screen → files → paint, which TestImports checks. A
// journey knows no other: it asks for a destination, and table.go makes the screen.
// Update and View read no file, no network and no clock but the session's: what takes
// time is a command, and what it brings carries the question it answers
// (screen/result.go).
//
// # The life of a key press
//
// App.Update in app.go gets it. App.key obeys ctrl+c first, then checks whether it belongs
// to a paste that comes key by key (gather.go), then whether it is one of the program's
// own bindings. Every binding is declared in paint/bindings.go, where each key has one
// meaning; App.programBindings in app.go enables those of the program by the Focus of the
// screen that is seen. Every other key goes to Update of
// that screen, which changes in place, and may change the Case (screen/session.go) or ask
// for a destination (screen/history.go). Both make the Diagnosis again in Session.judge,
// and every screen shows the new one, because none keeps a copy. App.View in frame.go
// draws header, body, panel (panel.go, on wide terminals beside.go) and footer; what it has
// to know of the screen is in its About (screen/screen.go).
//
// # The life of a paste
//
// A paste comes as one message, or key by key and is gathered (gather.go). App.paste in
// app.go gives it to the screen where a value was asked for, unless it is a token or a
// key. Otherwise intake.Recognise finds out what it is: an export of the trail
// (files/export.go) goes to Session.TakeExport, anything else that is known to
// Session.TakeInput, both in screen/take.go. TakeInput asks first where it is
// for another account (screen/waiting.go), gives it to the Case so that it can be taken
// back (screen/undo.go), closes the screens it outdates and goes where it leads. What is
// not known goes into the field of the screen, or a notice says why not.
//
// # How to add a screen
//
//  1. Its own file in the folder of its journey: a type that embeds screen.Plain, or
//     screen.Reader where it has no field, and a constructor that returns screen.Screen.
//     A new question that the frame has about screens is a new field of screen.About.
//  2. Its destination in screen/destination.go, with its policy: a new screen each time,
//     back to the open one, or kept.
//  3. Its row in table.go.
//  4. Its scene in uitest/scenes_<journey>.go, from which make golden writes its frame.
//
// A screen that only its own journey opens needs no destination: Session.Push shows it.
// Let a binding or a row of another screen lead to it; no test notices if nothing does. This fails until all of that
// is there, and draws the screen at every size:
//
//	go test ./ui/...
package ui
