package trail

import (
	"net/netip"
	"strings"

	"authdoctor/diagnosis/detail"
)

// columnByContent recognises a column by its values: dates, words for failure and success,
// words of the Detail column, addresses. It returns "" for a column it does not recognise.
func columnByContent(values []string) Column {
	if len(values) == 0 {
		return columnNone
	}
	st := newStatus("", "")
	var c calendar
	counts := map[Column]int{}
	for _, value := range values {
		trimmed := strings.TrimSpace(value)
		if _, _, _, ok := c.read([]byte(trimmed)); ok {
			counts[ColumnDate]++
		} else if _, _, fraction, ok := serialNumber([]byte(trimmed)); ok && fraction {
			counts[ColumnDate]++
		}
		if _, ok := st.read([]byte(trimmed)); ok {
			counts[ColumnStatus]++
		}
		if detail.Known(string(codeOf([]byte(trimmed)))).Protocol != detail.Unknown {
			counts[ColumnDetail]++
		}
		if _, err := netip.ParseAddr(trimmed); err == nil {
			counts[ColumnIP]++
		}
		if strings.Count(trimmed, "@") == 1 && !strings.ContainsAny(trimmed, " /") {
			counts[ColumnEmail]++
		}
		if strings.HasPrefix(trimmed, "/") && !strings.Contains(trimmed, " ") {
			counts[ColumnURI]++
		}
	}
	for _, column := range []Column{ColumnDate, ColumnStatus, ColumnIP, ColumnEmail, ColumnURI} {
		if counts[column]*10 >= len(values)*9 {
			return column
		}
	}
	if counts[ColumnDetail]*2 >= len(values) {
		return ColumnDetail
	}
	return columnNone
}
