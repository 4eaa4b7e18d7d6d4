# Every command a contributor needs. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.ONESHELL:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
WATCH ?= none
WORKERS ?= 2
PYTEST_ARGS ?=
SAMPLE_ARGS ?=
INPUTS ?= 100000
CITIES ?= 20

BIN := .venv/bin
RUN_STAMP := .venv/.installed-run
DEV_STAMP := .venv/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
FIND_CHROMIUM := command -v "$${CLEARWORKS_CHROMIUM:-}" chromium chromium-browser \
	google-chrome google-chrome-stable | head -n 1 || true

.PHONY: help setup setup-dev run demo build-sample test lint docs-check check fix docs bench evaluate fuzz \
	new-indicator

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

# --- Installing -----------------------------------------------------------------------------

$(BIN)/python:
	@if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	  echo 'Clearworks needs Python 3.11 or newer. If it is not on the path: make PYTHON=/path/to/python3.11 ...' >&2
	  exit 1
	fi
	"$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo 'Installing what the app needs into .venv (a few minutes the first time) ...'
	$(PIP) -r requirements.txt
	touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt | $(BIN)/python
	@echo 'Installing what the tests need into .venv (a few minutes the first time) ...'
	$(PIP) -r requirements-dev.txt
	touch $(RUN_STAMP) $@

setup: $(RUN_STAMP) ## Create .venv and install what the app needs

setup-dev: $(DEV_STAMP) ## Install what contributors need besides

# --- Running --------------------------------------------------------------------------------

run: $(RUN_STAMP) ## Serve the app on http://127.0.0.1:8501 (makes the sample city the first time)
	@if [ ! -e "$${CLEARWORKS_LOCAL:-data/local}/sample/published.json" ]; then
	  echo 'No sample city yet: making and building it ...'
	  $(BIN)/python -m dashboard sample $(SAMPLE_ARGS)
	fi
	echo 'Clearworks is served on http://127.0.0.1:$(PORT) (Ctrl-C ends it)'
	exec $(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType $(WATCH)

demo: run ## The same as run

build-sample: $(RUN_STAMP) ## Make and build the sample city anew, e.g. SAMPLE_ARGS='--projects 500'
	@$(BIN)/python -m dashboard sample $(SAMPLE_ARGS)

# --- Checking -------------------------------------------------------------------------------

test: $(DEV_STAMP) ## Run every test but the benchmark
	@chromium=$$($(FIND_CHROMIUM))
	if [ -n "$$chromium" ]; then
	  export CLEARWORKS_CHROMIUM="$$chromium"
	else
	  echo 'No Chromium found, so the browser tests cannot run. On Debian or Ubuntu:' >&2
	  echo '  apt-get install chromium     (or name another one in CLEARWORKS_CHROMIUM)' >&2
	  if [ -n "$${CI:-}" ]; then exit 1; fi
	fi
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: $(DEV_STAMP) ## Look at the form of the Python and the SQL, change nothing
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/sqlfluff lint --processes 2 queries

docs-check: $(RUN_STAMP) ## Fail if a generated page is out of date
	$(BIN)/python -m dashboard docs --check

check: lint docs-check test ## What CI runs: form, generated pages, tests

fix: $(DEV_STAMP) ## Repair whatever a tool can repair
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format
	$(BIN)/sqlfluff fix --processes 2 queries

docs: $(RUN_STAMP) ## Write the generated pages in docs/
	$(BIN)/python -m dashboard docs

bench: $(DEV_STAMP) ## Measure speed and memory on a made-up city and write the table in docs/
	$(BIN)/python -m benchmarks.bench

evaluate: $(DEV_STAMP) ## Measure how often flags are right and write docs/evidence.md: CITIES=20
	$(BIN)/python -m dashboard evaluate --cities $(CITIES)

fuzz: $(DEV_STAMP) ## Break JSON documents at random and load them: INPUTS=100000 by default
	$(BIN)/python -W ignore tests/fuzz/json_readers.py --inputs $(INPUTS)

new-indicator: $(RUN_STAMP) ## Write the files of an indicator: make new-indicator name=late_payment family=payment
	@if [ -z "$(name)" ]; then
	  echo 'Say which: make new-indicator name=late_payment family=payment' >&2
	  exit 2
	fi
	$(BIN)/python -m dashboard new-indicator "$(name)" $(if $(family),--family "$(family)")
