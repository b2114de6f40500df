package diagnosis

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/pattern"
)

// hours returns the value of a fact that is a number of hours; 0 where it is not known.
func (facts Facts) hours(name FactName) (time.Duration, bool) {
	n, err := strconv.Atoi(facts.Value(name))
	return time.Duration(n) * time.Hour, err == nil
}

var spanForm = pattern.Lazy(`^([0-9]{1,7}) ?([dhm])$`)

// spanUnits are the units of a span, the largest first.
var spanUnits = []struct {
	name string
	size time.Duration
}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}}

// longestSpan is ten years: a time.Duration cannot be longer than 292.
const longestSpan = 3650 * 24 * time.Hour

// normaliseSpan returns a span in its largest whole unit: 168h becomes 7d.
func normaliseSpan(value string) (string, error) {
	span, ok := parseSpan(strings.ToLower(value))
	if !ok {
		return "", fmt.Errorf("fact %s is %s; it must be a whole number with its unit, days, hours or minutes: 7d, 168h, 90m", FactSinceConsent, sayable(value))
	}
	for _, unit := range spanUnits {
		if span%unit.size == 0 {
			return fmt.Sprintf("%d%s", span/unit.size, unit.name), nil
		}
	}
	return value, nil // a span has whole minutes
}

// parseSpan parses a span such as 7d, 168h or 90m.
func parseSpan(value string) (time.Duration, bool) {
	match := spanForm().FindStringSubmatch(value)
	if match == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(match[1])
	for _, unit := range spanUnits {
		if unit.name == match[2] && time.Duration(n) <= longestSpan/unit.size {
			return time.Duration(n) * unit.size, true
		}
	}
	return 0, false
}
