# `make run` starts everything, `make test` runs the whole suite. Needs Python 3.11 or 3.12.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
	2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
PYTEST := $(BIN)/python -m pytest

.PHONY: run setup test test-postgres check fix venv lock bench clean

run: setup  ## migrate, seed the demo, then serve until Ctrl-C
	@$(BIN)/python manage.py seed_demo
	@echo "  Starting; stop with Ctrl-C."
	@exec $(BIN)/python manage.py run

setup: $(VENV)/.run
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0

test: venv  ## the whole suite, browsers included
	@scripts/find-chromium
	@$(PYTEST) -n 2 --dist loadfile -m "not cluster and not browser"
	@$(PYTEST) -m "cluster or browser"

check: venv  ## lint, types, import order, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	@$(BIN)/python manage.py check --fail-level WARNING

fix:  ## let ruff put right what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

venv: $(VENV)/.dev  ## install everything into .venv

lock: venv  ## compile the requirement files
	$(COMPILE) --override requirements-overrides.txt requirements.in -o requirements.txt
	$(COMPILE) --override requirements-overrides.txt requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --override requirements-overrides.txt requirements-whisperx.in -o requirements-whisperx.txt

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing (about a minute, once) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(PIP) -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache
