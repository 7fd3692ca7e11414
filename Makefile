# The commands of the project. `make` alone explains them.

# The first Python on the path that is new enough; the starter explains when there is none.
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
BIN := .venv/bin
CODE := portal tests tools migrations config.py wsgi.py
FLASK := $(BIN)/python -m flask --app wsgi:application

.DEFAULT_GOAL := help
.PHONY: help run dev test env env-dev check lint types floors fix bench bench-ideas bench-search soak migrate migration seed reset words docs lock

help:  ## explain the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## from a clone to a running portal on http://127.0.0.1:8000 (PORT changes it)
	@exec $(PYTHON) -m tools.start

dev:  ## the same, starting again whenever a file changes
	@exec $(PYTHON) -m tools.start --reload

test:  ## everything: SQLite, PostgreSQL, browser; or one file on SQLite: make test T=tests/test_config.py
	@exec $(PYTHON) -m tools.test $(T)

check: env-dev  ## format, lint, types, floors, migrations, translations
	@$(BIN)/python -m tools.check

lint: env-dev  ## ruff and djlint
	@$(BIN)/python -m tools.check format lint templates

types: env-dev  ## mypy, strictly
	@$(BIN)/python -m tools.check types

floors: env-dev  ## the import contracts
	@$(BIN)/python -m tools.check floors

fix: env-dev  ## mend everything mechanical
	$(BIN)/ruff check --fix --quiet $(wildcard $(CODE)) || true
	$(BIN)/ruff format $(wildcard $(CODE))

bench: env-dev  ## the time budgets as multiples of a bare page; quickly: make bench B=--quick
	@$(BIN)/python -m tools.bench $(B)

bench-ideas: env-dev  ## the same for 20,000 ideas with 500,000 votes; more on PostgreSQL: B="--postgres URL"
	@$(BIN)/python -m tools.bench_ideas $(B)

bench-search: env-dev  ## how well and how fast both engines find; B="--kills 10 --sizes 10000", --large 1000000
	@$(BIN)/python -W ignore -m tests.search.measure $(B)

soak: env-dev  ## many people at once, then count by hand: make soak MINUTES=60 (S="--seed 7 --postgres URL")
	@$(BIN)/python -m tools.soak $(if $(MINUTES),--minutes $(MINUTES)) $(S)

migrate: env  ## upgrade the database, after a copy
	$(BIN)/python -m tools.prepare --only-database

migration: env-dev  ## next numbered revision: make migration m="add faq reviews"
	$(BIN)/python -m tools.migration "$(m)"

seed: env migrate  ## fill an empty database with the demo community
	$(FLASK) demo

reset:  ## throw away the local database and search index (the secret key and the backups stay)
	rm -rf var/maru.sqlite3 var/maru.sqlite3-wal var/maru.sqlite3-shm var/search

words: env-dev  ## extract, merge (W="file.json …"), compile translations; list what is missing
	@$(BIN)/python -m tools.words $(if $(W),--merge $(W))

docs: env-dev  ## regenerate the pages that are made from the code
	$(BIN)/python -m tools.pages

env:  ## the environment for running, from the hashed lock
	@$(PYTHON) -m tools.environment
	@$(BIN)/python -m tools.words --compile

env-dev:  ## the environment for developing
	@$(PYTHON) -m tools.environment --dev

# Needs uv on the path. Everybody else needs only what it writes.
LOCK := uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-annotate --no-emit-index-url --custom-compile-command "make lock"
lock:  ## lock the dependencies of pyproject.toml anew; UPGRADE=1 takes newer versions
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt
