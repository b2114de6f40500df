# authdoctor: `make` explains the targets.

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME    ?= 60s

# The flags of the build; ui_test reads this line. HTTP/2 would add 0.4 MB, and key sets are
# available over HTTP/1.1 as well. Inlining everywhere would add 1.7 MB and makes no frame
# faster. It is on where it counts: in the standard library, except what is rarely called, and in
# the packages that read tokens and trails byte by byte. Of several -gcflags the last that fits a
# package counts. Without cgo the program is linked without the C library.
BUILD       := -trimpath -tags nethttpomithttp2 -gcflags all=-l -gcflags std= -gcflags authdoctor/diagnosis/border= -gcflags authdoctor/diagnosis/token= -gcflags authdoctor/diagnosis/detail= -gcflags 'authdoctor/diagnosis/trail/...=' -gcflags crypto/internal/fips140/mlkem=-l -gcflags crypto/internal/fips140/tls12=-l -gcflags crypto/internal/fips140/tls13=-l -gcflags crypto/internal/fips140/drbg=-l -gcflags crypto/internal/fips140/ssh=-l -gcflags crypto/internal/fips140/ed25519=-l -gcflags crypto/internal/fips140/edwards25519/...=-l -gcflags crypto/internal/fips140/ecdh=-l -gcflags crypto/internal/hpke=-l -gcflags crypto/dsa=-l -gcflags crypto/des=-l -gcflags crypto/rc4=-l -gcflags crypto/ed25519=-l -gcflags crypto/ecdh=-l -gcflags archive/...=-l -gcflags html/...=-l -gcflags go/...=-l -gcflags mime/...=-l -gcflags os/...=-l -gcflags context=-l -gcflags fmt=-l -gcflags crypto/tls=-l -gcflags crypto/x509=-l -gcflags log/...=-l -gcflags math/big=-l -gcflags net/...=-l -gcflags regexp/syntax=-l -gcflags text/...=-l -gcflags vendor/...=-l -ldflags '-s -w'

.DEFAULT_GOAL := help
.PHONY: help run build test golden prove vet staticcheck race check bench evaluate matrix fuzz screens clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build ./authdoctor and open the assistant
	@test -e authdoctor || echo "Building ./authdoctor. The first time, this can take a minute."
	@CGO_ENABLED=0 go build $(BUILD) -o authdoctor .
	@./authdoctor

# ui/chroma and ui/bluemonday are separate modules, which ./... does not include.
PACKAGES := ./... github.com/alecthomas/chroma/v2/... github.com/microcosm-cc/bluemonday

build: ## build ./authdoctor, stripped
	CGO_ENABLED=0 go build $(BUILD) -o authdoctor .

test: ## run every test
	go test -timeout 30m $(PACKAGES)

prove: ## prove the pages, the guide and the lessons: every link, heading, fact, question and value
	go test ./content -run '^TestEmbedded'

golden: ## write the frames of every screen again; git diff shows what changed
	AUTHDOCTOR_GOLDEN=1 go test -count 1 -run '^TestScreens|^TestColours' ./ui/...

vet: ## check the format, and vet
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet $(PACKAGES)

staticcheck: ## run staticcheck
	@if go run $(STATICCHECK) -version >/dev/null; then echo "staticcheck"; go run $(STATICCHECK) $(PACKAGES); \
	else echo "staticcheck: it cannot be fetched here, skipped"; fi

race: ## run every test, with the race detector if there is a C compiler
	@if command -v $$(go env CC) >/dev/null; then echo "go test -race"; go test -race -timeout 60m $(PACKAGES); \
	else echo "race detector: no C compiler here, skipped"; go test -timeout 30m $(PACKAGES); fi

# The packages that have long runs of their tests run them once, without the race detector.
check: vet staticcheck ## format, vet, staticcheck, known vulnerabilities, long runs, race
	@if out=$$(go run $(GOVULNCHECK) ./... 2>&1); then echo "govulncheck: no known vulnerability"; \
	elif echo "$$out" | grep -qE 'fetching vulnerabilities|dial tcp|no such host|connection refused|Forbidden|403'; then echo "govulncheck: its database cannot be reached, skipped"; \
	else echo "$$out"; exit 1; fi
	AUTHDOCTOR_LONG=1 go test -timeout 60m ./ui/... ./ui_test ./diagnosis/trail/... ./diagnosis/keys ./diagnosis/casefile ./content
	@$(MAKE) --no-print-directory race

bench: ## measure every budget, five times
	go test -run '^$$' -bench . -benchmem -count 5 ./...

# Seeds 1 to 50 are for tuning; figures are reported on others. ACCOUNTS names a folder with
# accounts of gen_accounts.py, which are made if there is none. V=-v lists each fault.
SEEDS ?= 1001-1100

evaluate: ## recall, precision and more of the incidents found, over SEEDS (1001-1100) of made accounts
	@cd diagnosis/trail/incident/evaluate && go test -count 1 $(V) -run '^TestEvaluate$$' -args -seeds $(SEEDS) $(if $(ACCOUNTS),-accounts $(abspath $(ACCOUNTS)))

# What is not installed is not tried. NODE names a folder in which npm installed jose.
NODE ?= .

matrix: ## exchange keys and assertions of each kind with OpenSSL and libraries of Node and Python
	@MATRIX_NODE=$(abspath $(NODE)) go test ./ui_test -run '^TestMatrix$$' -matrix -count 1 -v

# Input that reaches new code is not minimized: that takes up to a minute, during which no
# other input is tried. If a run ends with "context deadline exceeded" and writes no input,
# this is a fault of go test at the end of its time, and the run counts as passed. Each target
# is run in its folder: some folders are modules of their own.
fuzz: ## fuzz each target for FUZZTIME (60s), one for each core at a time
	@grep -r --include='*_test.go' '^func Fuzz' . | sed -n 's|^\(.*\)/[^/]*:func \(Fuzz[A-Za-z0-9_]*\).*|\1 \2|p' | sort | \
	xargs -n 2 -P $$(getconf _NPROCESSORS_ONLN) sh -c ' \
		out=$$(cd "$$0" && go test -run "^$$" -fuzz "^$$1\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x -parallel 1 2>&1); status=$$?; \
		if [ $$status -ne 0 ]; then case "$$out" in *"Failing input"*) ;; *"context deadline exceeded"*) status=0 ;; esac; fi; \
		if [ $$status -ne 0 ]; then echo "$$0 $$1: failed"; echo "$$out"; exit 255; fi; \
		echo "$$0 $$1: $$(echo "$$out" | grep "^fuzz: elapsed" | tail -n 1 | sed "s/^fuzz: //")"'

screens: ## write the pictures in assets
	go test ./ui_test -run '^TestWriteScreens$$' -screens ../assets -count 1

clean: ## remove the results of builds and the test cache
	rm -rf authdoctor dist coverage.out
	go clean -testcache
