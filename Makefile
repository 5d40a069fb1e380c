# The commands of README.md. Settings: PORT, DATA, DATABASE_URL, REDIS_URL, REQUIRE_BROWSER, N, ARGS.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check demo bench bench-import bench-issues bench-volunteers bench-votes lock clean

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= data
N ?= 2
ARGS ?=
CANDIDATES := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make run     start the portal (PORT=8000 DATA=data)"
	@echo "make test    run every test (DATABASE_URL, REDIS_URL, REQUIRE_BROWSER=1, N=2, ARGS='-k word')"
	@echo "make check   format, lint, types, layers, migrations, production settings, shape"
	@echo "make bench   what the pages cost at Renmin Road's size, as ratios to a floor page"
	@echo "make demo    fill an empty portal with the demonstration community (DATA=data STORY=renminlu)"
	@echo "make bench-import  what a roster's import costs beside the bare reading and writing, and beside a plain library"
	@echo "make bench-volunteers  what activities cost: 500 of them, 10,000 sessions, 300 people at one"
	@echo "make bench-votes  what an owners' vote costs: ballots a minute of several processes, counting to 100,000, pages"
	@echo "make bench-issues  what matters cost as they grow to 100,000 (SIZES=1000,10000,100000)"
	@echo "make bench-points  what the book of points costs beside two bare statements, as it grows to 1,000,000 (SIZES=10000,1000000)"
	@echo "make setup   only install what the portal needs"
	@echo "make lock    after a change of pyproject.toml: pin all packages again (needs uv)"

setup: $(VENV)/setup.stamp
setup-dev: $(VENV)/setup-dev.stamp

$(BIN)/python:
	@for python in $(CANDIDATES); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Linli needs Python 3.11 or newer, and none was found. On Debian or Ubuntu: apt-get install python3 python3-venv"; exit 1; fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; fi; \
	$$found -m venv $(VENV)

$(VENV)/setup.stamp: requirements.txt | $(BIN)/python
	@echo "Installing the packages of requirements.txt (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/setup-dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing the packages of requirements-dev.txt (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/setup.stamp

run: setup
	@PORT=$(PORT) DATA=$(DATA) exec $(BIN)/python manage.py run

test: setup-dev
	@DATA=$(DATA) $(BIN)/pytest -n $(N) --dist loadfile $(ARGS)

# an invented community at its published size; fills an empty portal only
STORY ?= renminlu
demo: setup
	@DATA=$(DATA) $(BIN)/python manage.py migrate -v 0 && DATA=$(DATA) $(BIN)/python manage.py demo $(STORY)

# what must be typed: what happens and who may; and the sentences that find rows
TYPED = $(filter-out %/models.py, $(sort $(wildcard */actions.py */actions/*.py */rules.py */scope.py */limits.py jobs/*.py)))
NOUNS = $(sort $(wildcard */models.py */models/*.py))
PRODUCTION = HTTPS=1 ALLOWED_HOSTS=linli.example SITE_URL=https://linli.example \
	SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH

check: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/mypy $(NOUNS)
	@$(BIN)/lint-imports
	@DATA=$(DATA) $(BIN)/python manage.py makemigrations --check --dry-run
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	  env -u DATABASE_URL -u REDIS_URL DATA=$$scratch $(PRODUCTION) \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	@DATA=$(DATA) $(BIN)/pytest tests/test_shape.py tests/test_mechanisms.py

# tables and page files, as a portal has them when it is started for the first time
EMPTY_PORTAL = $(BIN)/python manage.py migrate -v0 && $(BIN)/python manage.py collectstatic --noinput -v0

# on a community of its own, thrown away afterwards; some minutes
bench: setup
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA=$$scratch && \
	  $(EMPTY_PORTAL) && $(BIN)/python manage.py demo renminlu >/dev/null && $(BIN)/python manage.py bench

# on an empty database of its own, or the empty one that DATABASE_URL names; some minutes
SIZES ?= 1000,10000,100000
bench-issues: setup
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA=$$scratch && \
	  $(EMPTY_PORTAL) && $(BIN)/python manage.py bench_issues --sizes $(SIZES)

# on SQLite in a directory of its own, or on the empty database that DATABASE_URL names
bench-points: SIZES = 10000,100000,1000000
bench-points: setup
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA=$$scratch && \
	  $(EMPTY_PORTAL) && $(BIN)/python manage.py bench_points --sizes $(SIZES)

# on an empty database of its own, or the empty one that DATABASE_URL names; a minute
bench-volunteers: setup
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA=$$scratch && \
	  $(EMPTY_PORTAL) && $(BIN)/python manage.py bench_volunteers

# on an empty database of its own, or the empty one that DATABASE_URL names; two minutes
bench-votes: setup
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATA=$$scratch && \
	  $(EMPTY_PORTAL) && $(BIN)/python manage.py bench_votes

# every measurement in a process and on data of its own; a PostgreSQL that answers is measured too. ROWS adds a size, ROUNDS repeats
ROWS ?= 0
ROUNDS ?= 1
bench-import: setup
	@$(BIN)/python manage.py bench_import --rows $(ROWS) --rounds $(ROUNDS)

# --universal: one lock for every platform; the index is whatever this machine's uv is set to, and is not written down
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pipx install uv"; exit 1; }
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev -o requirements-dev.txt

clean:
	rm -rf $(VENV) static-built .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
