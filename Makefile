# The tasks of this repository; `make` alone lists them.

SWIFT ?= swift
# All Swift code of this repository, for `make format` and `make lint`.
FORMATTED := Package.swift Sources Tests Plugins Benchmarks Torture Fuzzing/Package.swift Fuzzing/Sources Examples/DailyUsage/Package.swift Examples/DailyUsage/Sources Examples/Server/Package.swift Examples/Server/Sources

# Compilers do not search the folders in which Homebrew keeps libpq and libpg_query.
ifeq ($(shell uname -s),Darwin)
export PKG_CONFIG_PATH := $(shell brew --prefix libpq)/lib/pkgconfig:$(PKG_CONFIG_PATH)
export PATH := $(shell brew --prefix libpq)/bin:$(PATH)
SWIFT_FLAGS := -Xcc -I$(shell brew --prefix)/include -Xlinker -L$(shell brew --prefix)/lib
else
# Swift's own libraries go into the executable, so that it runs on machines without a toolchain.
RELEASE_FLAGS := --static-swift-stdlib -Xlinker --strip-all
endif

.PHONY: help
help:
	@echo "make demo      set up what is missing, build, and show the life of a materialized view"
	@echo "make test      set up what is missing and run all tests (PostgreSQL's on a private server)"
	@echo "make test-all  the same on PostgreSQL 15, 16 and 18, two of which it downloads"
	@echo "make build     build athanor in release mode: .build/release/athanor"
	@echo "make bench     measure, and rewrite the figures in Benchmarks/README.md"
	@echo "make torture   kill, cut, pause and crowd athanor, and rewrite the figures in Torture/README.md"
	@echo "make differences  score changes of schemas on the pairs files in ATHANOR_DIFFERENCES"
	@echo "make reference write the command reference and the manual page from the commands"
	@echo "make documentation  build the guides and the API's documentation, and fail on warnings"
	@echo "make format    format all Swift code"
	@echo "make lint      check that all Swift code is formatted"
	@echo "make setup     install what building and testing need and this machine lacks"

.PHONY: setup
setup:
	@Scripts/setup --tests

.PHONY: demo
demo:
	@Scripts/setup
	@echo "Building the example (the first time takes some minutes) …"
	@$(SWIFT) build --package-path Examples/DailyUsage --product migrate $(SWIFT_FLAGS)
	@Scripts/demo

.PHONY: build
build:
	@Scripts/setup
	$(SWIFT) build --configuration release --product athanor $(SWIFT_FLAGS) $(RELEASE_FLAGS)

.PHONY: test
test: setup
	$(SWIFT) build --build-tests $(SWIFT_FLAGS)
	@SWIFT="$(SWIFT)" Scripts/test $(SWIFT_FLAGS)

.PHONY: documentation
documentation: setup
	$(SWIFT) build --target Athanor $(SWIFT_FLAGS)
	@Scripts/documentation $(SWIFT_FLAGS)

.PHONY: test-all
test-all: setup
	$(SWIFT) build --build-tests $(SWIFT_FLAGS)
	@servers=$$(Scripts/postgresql-servers) && \
		SWIFT="$(SWIFT)" ATHANOR_TEST_POSTGRES="$$servers" Scripts/test $(SWIFT_FLAGS)

.PHONY: bench
bench: setup
	$(SWIFT) build --configuration release --product athanor $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	$(SWIFT) build --configuration release --product planning-benchmark $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	$(SWIFT) build --configuration release --product refreshing-benchmark $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	Benchmarks/run
	Benchmarks/graph
	Benchmarks/refreshes

.PHONY: torture
torture: setup
	$(SWIFT) build --configuration release --product athanor $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	$(SWIFT) build --configuration release --product torture-migrate $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	$(SWIFT) build --configuration release --product torture $(SWIFT_FLAGS) $(RELEASE_FLAGS)
	@SWIFT="$(SWIFT)" Scripts/torture

.PHONY: differences
differences: setup
	$(SWIFT) build --product difference-score $(SWIFT_FLAGS)
	@Scripts/differences

.PHONY: reference
reference:
	Scripts/reference $(SWIFT_FLAGS)

.PHONY: format
format:
	$(SWIFT) format format --in-place --parallel --recursive $(FORMATTED)

.PHONY: lint
lint:
	$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)
