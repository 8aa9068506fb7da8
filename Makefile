# Needs Python 3.11 or later, make and git; the rest is installed into .venv from pinned, hashed requirements.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TESTS  ?= tests

# Two processes more than there are processors: many tests wait for a disk, a process or a clock.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')

# Without byte code every start of the command line compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-long chaos fuzz coverage mutation check check-style check-types check-layers check-docs check-clients check-api lint-peers fmt docs site clients bench requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## the whole story on the reference estate, in under a minute
	$(BIN)/govkit demo

test: $(READY) ## the tests, all but those that take minutes (TESTS=… narrows, TEST_ORDER=7 shuffles)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not long" $(TESTS)

test-long: $(READY) ## all tests, with many more drawn examples
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

chaos: $(READY) ## workers killed a thousand times, on both stores (CHAOS_SEED, CHAOS_KILLS, CHAOS_STORE narrow; CHAOS_DESK=1: people act meanwhile, CHAOS_BULK=1: lists are loaded)
	$(BIN)/python -m tests.chaos

FUZZ_SECONDS ?= 60
FUZZ_SEED    ?= 1

fuzz: $(READY) ## whatever reads texts of strangers, fuzzed target by target (FUZZ_SECONDS for each, FUZZ_SEED, FUZZ_TARGETS narrows)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED) $(FUZZ_TARGETS)

coverage: $(READY) ## the tests, and which lines and branches they reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not long" $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/coverage report --include '$(COVERED)' --fail-under 100

# What is covered whole, by lines and branches.
COVERED := */govkit/sync/effects/*

mutation: $(READY) ## small changes of the modules that hold the laws, of which tests must notice 85 in 100 (AREAS=…; 9 minutes of each)
	$(BIN)/python -m tools.mutation $(AREAS)

check: check-style check-types check-layers check-docs check-clients check-api site ## all that is not a test (make -k check: go on after a failure)

check-style: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types: $(READY)
	$(BIN)/mypy

check-layers: $(READY)
	$(BIN)/lint-imports --no-logo

check-docs: $(READY)
	$(BIN)/python -m tools.docs --check

check-clients: $(READY)
	$(BIN)/govkit generate --check

check-api: $(READY) ## whether scripts that use govkit.api go on working, as griffe sees it
	$(BIN)/python -m tools.surface

lint-peers: $(READY) ## the descriptions and workflows of the estate under the recommended rules of Spectral and Redocly (needs npm)
	$(BIN)/python -m tools.peers

fmt: $(READY) ## formats the code and mends what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

site: $(READY) ## the pages of docs/ as a site in build/site, without a network
	$(BIN)/python -m tools.site

.PHONY: recording
recording: $(READY) ## records docs/demo.cast and docs/demo.svg from a real run
	$(BIN)/python -m tools.recording

.PHONY: screenshots
screenshots: $(READY) ## pictures of every page of the portal, in build/screenshots
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q -m long tests/portal/test_screenshots.py

docs: $(READY) ## writes the reference pages from rules and commands
	$(BIN)/python -m tools.docs

clients: $(READY) ## writes the models and clients of the estate
	$(BIN)/govkit generate

bench: $(READY) ## every benchmark beside its peers, and the page of benchmarks with its charts (BENCH=… narrows; python -m benchmarks --list)
	$(BIN)/python -m benchmarks $(BENCH); code=$$?; [ $$code -gt 1 ] || $(BIN)/python -m tools.docs; exit $$code

COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

requirements: $(READY) ## pins the dependencies anew (UPGRADE=--upgrade for the newest)
	$(COMPILE) $(UPGRADE) pyproject.toml requirements/dev.in --extra all -o requirements/dev.txt
	$(COMPILE) $(UPGRADE) pyproject.toml -c requirements/dev.txt -o requirements/base.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --extra all -c requirements/dev.txt -o requirements/all.txt
	$(COMPILE) $(UPGRADE) requirements/build.in -c requirements/dev.txt -o requirements/build.txt

clean: ## removes what was built, cached and installed
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache .govkit benchmarks/.cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "govkit needs Python 3.11 or later: make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q -j 0 src
	touch $@
