# Assay. `make` alone says what there is.
SHELL := /bin/bash
export SWIFT_BACKTRACE := enable=no

PREFIX ?= /usr/local
BUILD := .build
BINARY := $(BUILD)/release/assay

.PHONY: help packages build demo test install portable lint format bench fuzz clean

help:
	@echo "make demo      build, and show what Assay does on the logs in corpora/"
	@echo "make test      build and run all tests"
	@echo "make install   install assay, completions and manual page under PREFIX=$(PREFIX)"
	@echo "make portable  build one static executable, and run the demo with it"
	@echo "make lint      check format and style"
	@echo "make bench     measure speed and size against zstd, sha256 and others"
	@echo "make fuzz      run the fuzzers of all parsers, SECONDS_EACH=60"
	@echo "make clean     remove what was built"

packages:
	@tools/packages

build: packages
	@echo "== building (release); the first time takes some minutes"
	swift build -c release --product assay

demo: build
	@tools/demo $(BINARY)

test: packages
	@echo "== building everything and its tests (release, the configuration that is shipped)"
	swift build -c release --build-tests
	@echo "== running all tests"
	swift test -c release --skip-build
	@echo "== done. Next: make demo, or make install PREFIX=$$HOME/.local"

install: build
	@tools/install $(BINARY) "$(PREFIX)"

portable: packages
	@tools/packages portable
	@echo "== building one static executable; the first time takes some minutes"
	ASSAY_PORTABLE=1 swift build -c release --static-swift-stdlib --product assay --scratch-path $(BUILD)/portable
	@tools/portable $(BUILD)/portable/release/assay $(BUILD)/assay-portable
	@tools/demo $(BUILD)/assay-portable

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@tools/lint-imports
	@tools/limits-doc --check

format:
	swift format format --in-place --recursive --parallel Sources Tests Package.swift

bench: packages
	swift build -c release
	$(BUILD)/release/assay-bench

fuzz: packages
	@fuzz/run $${SECONDS_EACH:-60}

clean:
	rm -rf $(BUILD)
