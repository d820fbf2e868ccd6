# Each command makes its own environment in .venv first.
#
#   make demo       watch files being checked, planned, applied and refused
#   make test       lint, types, the wheel, the quick tests: what to run before a commit
#   make test-deep  the rest of what CI runs: slow tests and coverage, exhaustive tests, other Pythons, oldest releases
#
#   make generate   rebuild generated/ and the derived pages, after a change of openapi/, rules or methods
#   make docs       the documentation as a site, in site/
#   make pictures   the pictures of the documentation (needs Chromium)
#   make dist       a release in dist/, built twice and compared
#   make bench      the speed beside that of the peers (ten minutes; needs Node and wrk)
#   make torture    the attacks of docs/reliability.md (ten minutes)
#   make lock       pin every tool and dependency anew
#   make clean      remove everything that these commands make

.PHONY: help demo test test-deep docs pictures bench torture dist generate lock clean

PY := .venv/$(if $(filter Windows_NT,$(OS)),Scripts/python.exe,bin/python)
PIP = $(PY) -m pip --quiet --disable-pip-version-check

help:
	@sed -n 's/^#   //p' Makefile

demo: .venv/project
	@PYTHONSAFEPATH=1 $(PY) examples/demo.py

test: .venv/tools
	@$(PY) -m nox

test-deep: .venv/tools
	@$(PY) -m nox -t deep

docs: .venv/tools
	@$(PY) -m nox -s docs

pictures: .venv/tools
	@$(PY) -m nox -s pictures

bench: .venv/tools
	@$(PY) -m nox -s bench

torture: .venv/tools
	@$(PY) -m nox -s torture

dist: .venv/tools
	@$(PY) -m nox -s dist

generate: .venv/tools
	@$(PY) -m nox -s generate

lock: .venv/tools
	@$(PY) -m nox -s lock

clean:
	rm -rf .venv .nox .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis dist site openapi/node_modules

.venv/tools: scripts/environment.sh constraints.txt
	@sh scripts/environment.sh
	@touch $@

.venv/project: .venv/tools pyproject.toml
	@echo "Installing this project into .venv"
	@PIP_CONSTRAINT=constraints.txt $(PIP) install --editable '.[cli,mock]'
	@touch $@
