# Two commands for a stranger: `make demo` and `make test`. Both install everything themselves
# and need only Python 3.11 or newer, and make.
# Variables given on the command line (PORT=8001) reach the scripts as their environment.

ARGS ?=
WORKERS ?= 2
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check front-end translations environment lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: python ## a filled portal in the browser: PORT=8000, RESET=1 begins again
	@$(PYTHON) -m tools.demo

test: environment translations ## the whole suite: ARGS="tests/house -k ports"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: environment translations ## ruff, mypy, import contracts, migrations
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(BIN)/python manage.py makemigrations --check --dry-run

environment: python # the packages that tests and checks need
	@$(PYTHON) -m tools.environment requirements-dev.txt

translations: environment # compiled catalogues
	@$(BIN)/python -m tools.catalogues

front-end: environment ## design system, theme, fonts and htmx under var/static-vendor
	@$(BIN)/python -m tools.frontend

lock: environment ## write the lock files again: ARGS=--upgrade for newer versions
	@$(BIN)/python -m tools.lock $(ARGS)

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "First Customer needs Python 3.11, 3.12 or 3.13."; exit 1; }
