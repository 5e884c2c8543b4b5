# make: check and test. make run: install, build the index, serve on http://127.0.0.1:7860
PYTHON ?= python3
BIN := .venv/bin
export HF_HUB_OFFLINE := 1

.PHONY: all check audit test run build eval clean
all: check test

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[build]"
	touch $@

.venv/.developer: .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

check: .venv/.developer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python .ci/audit.py

audit: .venv/.installed
	$(BIN)/python .ci/audit.py --strict

test: .venv/.developer
	$(BIN)/pytest

run: .venv/.installed
	$(BIN)/python app.py

build: .venv/.installed
	$(BIN)/python build_index.py

eval: .venv/.installed build
	$(BIN)/python -m bot evaluate tests/questions/dev.jsonl

clean:
	rm -rf .venv .audit var
