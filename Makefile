# make: check and test. make run: install, build the index, serve on http://127.0.0.1:7860
PYTHON ?= python3
BIN := .venv/bin
export HF_HUB_OFFLINE := 1

.NOTPARALLEL:
.PHONY: all check audit test run build eval bench bench-parts clean
all: check test

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[build]"
	touch $@

# A developer's packages include those of a build: on a fresh clone one installation brings both. Modules are compiled
# when they are first imported, as few of them ever are; a service may not be allowed to write what it compiles.
.venv/.developer: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch .venv/.installed $@

check: .venv/.developer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python .ci/audit.py

audit: .venv/.installed
	$(BIN)/python .ci/audit.py --strict

# The index is built once, before two processes share the tests by module.
test: .venv/.developer build
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

run: .venv/.installed
	$(BIN)/python app.py

build: .venv/.installed
	$(BIN)/python build_index.py

eval: .venv/.installed build
	$(BIN)/python -m bot evaluate tests/questions/dev.jsonl

# The peers, in an environment of their own: torch first and pinned, so that no CUDA build comes.
.bench/.installed: pyproject.toml constraints-bench.txt
	$(PYTHON) -m venv .bench
	.bench/bin/pip install --quiet --disable-pip-version-check "pip>=25.1"
	.bench/bin/pip install --quiet --disable-pip-version-check -c constraints-bench.txt torch==2.13.0
	.bench/bin/pip install --quiet --disable-pip-version-check -c constraints-bench.txt --group bench
	touch $@

bench: .venv/.installed .bench/.installed
	$(BIN)/python -m bench

bench-parts: .venv/.developer build
	$(BIN)/pytest tests/speed/parts.py --benchmark-sort=name --benchmark-columns=median,mean,stddev,max

clean:
	rm -rf .venv .audit .bench var
