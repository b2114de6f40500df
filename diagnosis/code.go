package diagnosis

import "authdoctor/diagnosis/detail"

// Code is a value of the Detail column, spelled as NetSuite spells it.
type Code = detail.Code

// Step is the part of a flow in which a login failed.
type Step = detail.Step
