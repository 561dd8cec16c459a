# Noticeline. `make` says what can be asked for; the environment in .venv is made when it is first needed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Each command starts several processes: without compiled files every one of them would compile SQLAlchemy anew.
unexport PYTHONDONTWRITEBYTECODE
# Argon2 is a quarter faster, and its memory goes back after each hash: hotline/memory.py has the same and says more.
export GLIBC_TUNABLES ?= glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8388608

PYTHON ?= python3
# One more than cores: many tests wait, for a browser or for a process that is to be killed. With two more, what may wait
# for two seconds and no longer did so on a busy machine.
JOBS ?= 3
ARGS ?=
BIN := .venv/bin
RUNTIME := .venv/runtime-installed
DEVELOPMENT := .venv/development-installed
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

WORDS := $(BIN)/python -m babel.messages.frontend -q

# The packages of the requirements files $(1), each checked against its hash. uv is ten times faster; pip does as well.
install = { test -x $(BIN)/uv && $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes $(1:%=-r %); } \
	|| $(BIN)/python -m pip install --quiet --require-hashes $(1:%=-r %)

.PHONY: help demo call code test check bench fuzz lock rehearsal words

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## a hotline on this machine with made-up people; Ctrl-C ends it
	@$(BIN)/flask demo

call: $(RUNTIME) ## ring the demo from this terminal, as a caller with a keypad
	@$(BIN)/python -m carrier.terminal --carrier "http://127.0.0.1:$${CARRIER_PORT:-8001}"

code: $(RUNTIME) ## the codes with which the demo's people sign in at the desk now
	@$(BIN)/flask demo-code

test: $(DEVELOPMENT) ## every test, on SQLite and on a real PostgreSQL
	@$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

check: $(DEVELOPMENT) ## style, types, the floors of the house, and the docs against the code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q -n $(JOBS) tests/house

bench: $(DEVELOPMENT) ## speeds and loads, each beside its aim; ARGS=load for one of them
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(DEVELOPMENT) ## calls, requests and lists by the thousand from a seed; ARGS=--seed=N repeats one
	@$(BIN)/python -m fuzz $(ARGS)

rehearsal: $(DEVELOPMENT) ## an import killed again and again, over an hour; ARGS=fortnight: two weeks of calls
	@$(BIN)/python -m rehearsal $(ARGS)

words: $(DEVELOPMENT) ## gather the sentences of the desk's pages, and compile their translations
	@found=$$(mktemp); trap 'rm -f "$$found"' EXIT; \
	$(WORDS) extract -F pyproject.toml -k _l --no-location --sort-output -o "$$found" .; \
	$(WORDS) update -i "$$found" -d agents_ui/translations --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(WORDS) compile -d agents_ui/translations

lock: $(DEVELOPMENT) ## pin requirements*.in again, versions and hashes only
	@$(LOCK) $(ARGS) requirements.in --output-file requirements.txt
	@$(LOCK) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Noticeline needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.txt \
		|| echo 'uv could not be installed: pip will do its work, more slowly'

$(RUNTIME): requirements.txt | $(BIN)/pip
	@echo 'Installing what the hotline runs on …'
	@$(call install,$<)
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo 'Installing what the tests and checks need …'
	@$(call install,requirements.txt $<)
	@touch $@
