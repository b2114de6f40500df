package cli

import (
	"runtime/debug"
	"strings"
)

// version returns the version of this program for --version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return versionOf(info)
}

// versionOf formats the version, the commit with its date if the program was built in a
// checkout, and the version of Go, as in v1.2.3 (commit abcdef123456, 2026-11-30)
// go1.26.8. A build between two versions is devel.
func versionOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	commit := settings["vcs.revision"]
	commit = commit[:min(len(commit), 12)]
	version := strings.TrimSuffix(info.Main.Version, "+dirty")
	if version == "" || version == "(devel)" || commit != "" && strings.HasSuffix(version, "-"+commit) {
		version = "devel"
	}
	if commit != "" {
		parts := []string{"commit " + commit}
		if day, _, ok := strings.Cut(settings["vcs.time"], "T"); ok {
			parts = append(parts, day)
		}
		if settings["vcs.modified"] == "true" {
			parts = append(parts, "modified")
		}
		version += " (" + strings.Join(parts, ", ") + ")"
	}
	return version + " " + info.GoVersion
}
