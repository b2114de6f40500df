package paint

import (
	"strconv"
	"strings"
)

// Bars are made of blocks of one cell each.

const (
	barFull  = "█"
	BarEmpty = "░"
)

// Sparks draws a small bar for each value: a space for 0, a visible bar for anything above
// it. The tallest bar leaves a gap to the line above.
func Sparks(values []int64) string {
	levels := []rune("▁▂▃▄▅▆▇")
	var most int64
	for _, value := range values {
		most = max(most, value)
	}
	var b strings.Builder
	for _, value := range values {
		if value <= 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(levels[int((float64(value)*float64(len(levels))-1)/float64(most))])
	}
	return b.String()
}

// Share draws a bar of width cells, of which part of whole is full.
func Share(part, whole int64, width int, empty string) string {
	if whole <= 0 || width <= 0 {
		return ""
	}
	full := int(min(part, whole) * int64(width) / whole)
	if part > 0 {
		full = max(1, full)
	}
	return strings.Repeat(barFull, full) + strings.Repeat(empty, width-full)
}

// Amount formats a number of bytes in decimal units, as in 179 MB.
func Amount(bytes int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	value, unit := float64(bytes), 0
	for value >= 999.5 && unit < len(units)-1 {
		value /= 1000
		unit++
	}
	digits := 0
	if unit > 0 && value < 10 {
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + units[unit]
}
