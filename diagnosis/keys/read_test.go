package keys_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
)

// ids lists the problems of a file and its keys as "level id".
func ids(file keys.File) (list []string) {
	for _, p := range file.Problems {
		list = append(list, string(p.Level)+" "+p.ID)
	}
	for _, k := range file.Keys {
		for _, p := range k.Problems {
			list = append(list, string(p.Level)+" "+p.ID)
		}
	}
	return list
}

func faulty(file keys.File) bool { return strings.Contains(fmt.Sprint(ids(file)), string(keys.Fault)) }

// checkStrings catches a string that could steer a terminal, and a problem that
// does not say everything.
func checkStrings(t *testing.T, file keys.File) {
	t.Helper()
	walk(t, reflect.ValueOf(file), "")
	for _, p := range problems(file) {
		first := strings.ToUpper(p.Title[:min(1, len(p.Title))])
		if p.ID == "" || p.Level == "" || p.Title == "" || p.Expected == "" || p.Got == "" || p.Why == "" || p.Fix == "" {
			t.Errorf("a problem is not complete: %+v", p)
		} else if p.Title[:1] != first || strings.HasSuffix(p.Title, ".") || !strings.HasSuffix(p.Why, ".") || !strings.HasSuffix(p.Fix, ".") {
			t.Errorf("a problem is not written in sentences: %+v", p)
		}
		for _, s := range []string{p.Title, p.Where, p.Got, p.Expected} {
			if len(s) > 200 {
				t.Errorf("a problem says too much: %+v", p)
			}
		}
	}
	if !file.Readable() && !faulty(file) && len(file.Problems) == 0 {
		t.Error("nothing was read, and nothing says why")
	}
}

func problems(file keys.File) []keys.Problem {
	all := file.Problems
	for _, k := range file.Keys {
		all = append(all[:len(all):len(all)], k.Problems...)
	}
	return all
}

func walk(t *testing.T, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if strings.HasSuffix(path, ".Command") || strings.HasSuffix(path, ".Unwrap") { // one on each line
			s = strings.ReplaceAll(s, "\n", "")
		}
		if _, n := border.Printable(s); n > 0 {
			t.Errorf("%s is not printable: %+q", path, v.String())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(t, v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(t, v.Elem(), path)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walk(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}
