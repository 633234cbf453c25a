# Every command of this project, for people and for CI alike; `make` lists them.

GEN := target/release/gen
# How many blueprints `soak` draws.
CASES ?= 10000
# How long `fuzz` runs each target, and what tells libFuzzer where an input went: it needs no nightly Rust.
SECONDS_EACH ?= 120
HOST := $(shell rustc -vV | sed -n 's/^host: //p')
COVERAGE := --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
	-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1
FUZZER := target/fuzz/$(HOST)/release
FUZZ_FLAGS = -max_total_time=$(SECONDS_EACH) -timeout=20 -rss_limit_mb=4096 -max_len=16384 -artifact_prefix=target/fuzz/

.DEFAULT_GOAL := help
.PHONY: help gen check test soak fuzz fmt doc tools conformance bench

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

gen: ## Generate the platforms of blueprints/ into generated/
	cargo build --release --locked
	$(GEN) blueprints

check: ## Compare generated/ with the blueprints and write nothing
	cargo build --release --locked
	$(GEN) check blueprints

test: ## Formatting, lints, then every test; no snapshot is ever updated
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	INSTA_UPDATE=no cargo test --locked

soak: ## Ten thousand random blueprints, valid and damaged; Terraform reads what they give
	PROPTEST_CASES=$(CASES) cargo test --release --locked --test properties -- --include-ignored

fuzz: ## Feed the readers of blueprints and ledgers with mutated bytes, SECONDS_EACH long
	CARGO_TARGET_DIR=target/fuzz RUSTFLAGS='$(COVERAGE)' cargo build --release --manifest-path fuzz/Cargo.toml --target $(HOST)
	mkdir -p target/fuzz/corpus/blueprint target/fuzz/corpus/ledger target/fuzz/seeds
	for ledger in generated/*/gen.lock.json; do cp "$$ledger" target/fuzz/seeds/$$(basename $$(dirname "$$ledger")).json; done
	$(FUZZER)/blueprint target/fuzz/corpus/blueprint blueprints tests/data/blueprints -dict=fuzz/blueprint.dict $(FUZZ_FLAGS)
	$(FUZZER)/ledger target/fuzz/corpus/ledger target/fuzz/seeds $(FUZZ_FLAGS)

fmt: ## Format the sources
	cargo fmt

doc: ## Build the documentation of the library; a broken link is an error
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

tools: ## Install what conformance needs: checkov, IAM's tables, moto and helm, each in a folder of its own
	scripts/tools.sh

conformance: ## Prove generated/ with Terraform and checkov, and that the proofs can fail
	cargo build --release --locked
	scripts/conformance --self-test
	scripts/conformance
	scripts/renames.py --self-test
	scripts/renames.py

bench: ## Measure time and memory of one environment and of a thousand, beside `true` and `cp -r`
	cargo build --release --locked
	scripts/bench
	scripts/bench --fleet
