# Every command of this project, for people and for CI alike; `make` lists them.

GEN := target/release/gen

.DEFAULT_GOAL := help
.PHONY: help gen check test fmt doc tools conformance bench

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

fmt: ## Format the sources
	cargo fmt

doc: ## Build the documentation of the library; a broken link is an error
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

tools: ## Install what conformance needs: checkov, IAM's tables and moto, each in a folder of its own
	scripts/tools.sh

conformance: ## Prove generated/ with Terraform and checkov, and that the proofs can fail
	cargo build --release --locked
	scripts/conformance --self-test
	scripts/conformance
	scripts/renames.py --self-test
	scripts/renames.py

bench: ## Measure time and memory beside `true` and `cp -r`
	cargo build --release --locked
	scripts/bench
