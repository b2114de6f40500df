package casefile

import "reflect"

// Stored is the type of the JSON of a case file.
var Stored = reflect.TypeFor[stored]()
