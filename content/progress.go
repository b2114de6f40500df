package content

import (
	"encoding/json"
	"fmt"
	"slices"

	"authdoctor/diagnosis"
)

// Progress is what was ticked by hand in lessons, by their names. Its JSON is a member of case
// files, and may come from anybody.
type Progress map[string]LessonProgress

// LessonProgress is what was ticked by hand in one lesson.
type LessonProgress struct {
	// ByHand has an item "<ID of the step>#<number of the check, from 1>" for each tick.
	ByHand []string `json:"by_hand"`
}

// mostTicks is the largest number of ticks that are read of one lesson.
const mostTicks = 200

// ReadProgress returns the progress in a case file; none where it cannot be read.
func ReadProgress(text []byte) Progress {
	var read Progress
	if len(text) == 0 || json.Unmarshal(text, &read) != nil {
		return nil
	}
	for name, one := range read {
		one.ByHand = one.ByHand[:min(len(one.ByHand), mostTicks)]
		read[name] = one
	}
	return read
}

// JSON returns the progress for a case file, nil for none.
func (p Progress) JSON() json.RawMessage {
	if len(p) == 0 {
		return nil
	}
	text, _ := json.Marshal(p) // cannot fail: maps of texts
	return text
}

// tickID names a check of a step in LessonProgress.
func tickID(step LessonStep, check int) string { return fmt.Sprintf("%s#%d", step.ID, check+1) }

func (p LessonProgress) has(step LessonStep, check int) bool {
	return slices.Contains(p.ByHand, tickID(step, check))
}

// Tick returns the progress after a person has ticked what is open in a step or, where nothing
// is, taken back what was ticked by hand. It reports whether that changed anything.
func (p Progress) Tick(lesson string, step StepState) (Progress, bool) {
	var open, byHand []string
	for i, check := range step.Checks {
		switch {
		case check.ByHand:
			byHand = append(byHand, tickID(step.LessonStep, i))
		case check.State == diagnosis.TickOpen:
			open = append(open, tickID(step.LessonStep, i))
		}
	}
	return p.with(lesson, open, byHand)
}

// TickCheck is Tick for one check of the step.
func (p Progress) TickCheck(lesson string, step StepState, check int) (Progress, bool) {
	id := []string{tickID(step.LessonStep, check)}
	switch one := step.Checks[check]; {
	case one.ByHand:
		return p.with(lesson, nil, id)
	case one.State == diagnosis.TickOpen:
		return p.with(lesson, id, nil)
	}
	return p, false
}

// with returns a copy with the ticks open or, if there are none of them, without those byHand.
func (p Progress) with(lesson string, open, byHand []string) (Progress, bool) {
	if len(open)+len(byHand) == 0 {
		return p, false
	}
	changed := Progress{}
	for name, one := range p {
		changed[name] = one
	}
	ticks := slices.Clone(changed[lesson].ByHand)
	if len(open) > 0 {
		ticks = append(ticks, open...)
	} else {
		ticks = slices.DeleteFunc(ticks, func(id string) bool { return slices.Contains(byHand, id) })
	}
	if len(ticks) == 0 {
		delete(changed, lesson)
	} else {
		changed[lesson] = LessonProgress{ByHand: ticks}
	}
	return changed, true
}
