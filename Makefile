# Needs python3 (3.11 or newer) and make, nothing else.
# Another Python: make PYTHON=python3.12 demo.  Options of a command: make demo ARGS=--once

PYTHON ?= python3
BIN := .venv/bin
export MAKECMDGOALS
# What was compiled once is kept, whatever the environment says: a command starts in a fifth less.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check soak fuzz bench bench-growth kill-imports serve docs hxl setup lock clean lint style types
.DEFAULT_GOAL := demo

demo: setup ## the main job on the sample files, then GraphQL on 127.0.0.1:8000
	@$(BIN)/sijill demo $(ARGS)

serve: setup ## GraphQL over the registry that is there
	@$(BIN)/sijill serve $(ARGS)

# Four at once on two cores as well: half of what a test on a database takes is waiting for the disk and the other side.
# Types are checked meanwhile: that keeps one core busy for longer than all other checks before it.
test: setup style ## everything CI checks
	@mkdir -p build; $(BIN)/mypy > build/types.txt 2>&1 & types=$$!; \
	$(BIN)/python -m pytest --numprocesses 4 --dist worksteal $(ARGS); tested=$$?; \
	wait $$types || { cat build/types.txt; exit 1; }; exit $$tested

check: setup lint ## what fits in a minute: style, types, import contracts, architecture
	@$(BIN)/python -m pytest -q tests/architecture $(ARGS)

soak: setup ## the properties for longer, from other seeds each time: make soak ARGS="--minutes 60"
	@$(BIN)/python -m tests.properties.soak $(ARGS)

fuzz: setup ## files that nobody thought of, for the parsers: make fuzz ARGS="--minutes 60"
	@$(BIN)/python -m tests.intake.fuzzing $(ARGS)

lint: setup style types

style: setup
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports

types: setup
	@$(BIN)/mypy

bench: setup ## every figure beside its raw limit, and what each stage costs: make bench ARGS="--quick commands"
	@$(BIN)/python -m bench $(ARGS)

bench-growth: setup ## one register that grows: make bench-growth ARGS="10000 100000 1000000"
	@$(BIN)/python -m bench.growth $(ARGS)

kill-imports: setup ## a list of 100,000 rows whose import is killed again and again: make kill-imports ARGS="--kills 20"
	@$(BIN)/python -m bench.killed $(ARGS)

docs: setup ## what is generated: the GraphQL schema, and what the reporting views promise
	@$(BIN)/sijill export-schema > registry/api/schema.graphql.new
	@mv registry/api/schema.graphql.new registry/api/schema.graphql
	@$(BIN)/python -m registry.projections.reporting > registry/projections/reporting/views.txt.new
	@mv registry/projections/reporting/views.txt.new registry/projections/reporting/views.txt

# In an environment of its own: libhxl needs Unidecode, which is under the GPL.
hxl: ## HXL's own validator over a file of `sijill report 4w`: make hxl FILE=4w.csv
	@test -x build/hxl/bin/hxlvalidate || { $(PYTHON) -m venv build/hxl && \
		build/hxl/bin/python -m pip install -qq --disable-pip-version-check libhxl six; }
	@build/hxl/bin/hxlvalidate $(FILE)

setup: ## .venv from requirements.lock; instant when it is in order
	@$(PYTHON) deploy/environment.py

# Keeps the present versions where they still fit; make lock ARGS=--upgrade takes the newest.
lock: ## requirements.lock again, from pyproject.toml
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install -qq --disable-pip-version-check uv
	@build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --extra dev \
		--custom-compile-command "make lock" --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## everything built; never a data folder
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
