# Three commands for a newcomer; each makes its own environment in .venv first.
#
#   make demo       watch a connection being checked, created and refused
#   make test       lint, types, tests with coverage, the wheel: what to run before a commit
#   make test-deep  the rest of what CI runs: exhaustive tests, other Pythons, oldest releases
#
# And when the document in openapi/ has changed: make generate
# What it costs, beside its peers (needs Node and wrk, about ten minutes): make bench
# Whether the mock server lasts (32 clients, faults, ten minutes): make soak
# What attacks find (malformed, damaged, killed, flooded; ten minutes): make torture

.PHONY: help demo test test-deep bench soak torture generate lock clean

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

bench: .venv/tools
	@$(PY) -m nox -s bench

soak: .venv/tools
	@$(PY) -m nox -s soak

torture: .venv/tools
	@$(PY) -m nox -s torture

generate: .venv/tools
	@$(PY) -m nox -s generate -- write

lock: .venv/tools
	@$(PY) -m nox -s lock

clean:
	rm -rf .venv .nox .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis dist openapi/node_modules

.venv/tools: scripts/environment.sh constraints.txt
	@sh scripts/environment.sh
	@touch $@

.venv/project: .venv/tools pyproject.toml
	@echo "Installing this project into .venv"
	@PIP_CONSTRAINT=constraints.txt $(PIP) install --editable '.[cli,mock]'
	@touch $@
