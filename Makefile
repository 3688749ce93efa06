# Two commands set everything up on a fresh machine: `make demo` and `make test`. `make help` lists all.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO_ARGS ?=
TEST_ARGS ?=
FLOORS_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test dashboard airflow check fix floors confidence docs bench durability replay peer-tests lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY)  ## run the whole pipeline on the built-in newsroom and compare what its outlets said
	@$(BIN)/outwire demo $(DEMO_ARGS)

test: $(READY)  ## run all tests (browser tests are skipped where there is no Chromium)
	@$(BIN)/pytest $(TEST_ARGS)

dashboard: $(READY)  ## open the analysts' pages on the last published snapshot
	@$(BIN)/outwire dashboard

airflow: $(READY)  ## start Airflow on this machine (scheduler, web pages) with the project's DAGs
	@$(BIN)/outwire airflow

check: check-code check-types check-sql  ## what CI checks besides tests; writes nothing (-j 2: at once)

check-code: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pipeline.record_schemas --check

check-types: $(READY)
	$(BIN)/mypy

check-sql: $(READY)
	$(BIN)/sqlfluff lint --disable-progress-bar warehouse

fix: $(READY)  ## put right what a machine can: format, order of imports, generated schemas
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar warehouse
	$(BIN)/python -m pipeline.record_schemas

floors: $(READY)  ## measure the reader on the annotated articles and raise what it may not fall below
	@$(BIN)/python -m tests.claims.floors $(FLOORS_ARGS)

confidence: $(READY)  ## measure how often each rule of the reader is right
	@$(BIN)/python -m tests.claims.confidence

docs: $(READY)  ## render docs/claims.md from the golden cases and docs/promises.md from the long runs' figures
	@$(BIN)/python -m tests.claims.golden
	@$(BIN)/python -m tests.durability.promises

bench: $(READY)  ## measure speed, as ratios within one run
	$(BIN)/python -m tests.bench

durability: $(READY)  ## kill, starve and damage it for an hour, and leave the figures for docs/promises.md (then: make docs)
	OUTWIRE_TEST_LONG=1 $(BIN)/pytest -n 2 tests/durability

replay: $(READY)  ## poll 500 simulated feeds for a week on a virtual clock: OUTWIRE_REPLAY_DAYS=2 for less
	@$(BIN)/python -m tests.replay

peer-tests: $(READY)  ## run feed files that others keep through our path to entries: make peer-tests DIR="…/tests/wellformed …"
	@$(BIN)/python -m tests.peers $(DIR)

lock: $(READY)  ## resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 pyproject.toml --all-extras --group dev \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:  ## remove the virtual environment and the caches; the store (data/) stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

# uv itself comes out of the lock, checked by its hash; it then installs the rest in seconds. Compiling saves every
# first run the seconds that importing Great Expectations and Airflow costs without bytecode.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else \
		"Outwire needs Python 3.11 to 3.13, and $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	@echo "Installing into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@awk '/^uv==/ {keep = 1; print; next} /^[a-z]/ {keep = 0} keep' requirements.lock > .venv/uv.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/uv.lock
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $(READY)
