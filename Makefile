# Steun: make demo | test | check | bench. Everything sets itself up; nothing has to be installed by hand.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := src
# Of the tests: one more than two cores, because a fifth of the time a test waits for a browser, a server or a lock.
WORKERS ?= 3
LOCK := requirements.lock
UV := --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: docs openapi demo demo-reset test check bench bench-growth bench-planner mutants fuzz lock words clean setup dev law-cases law-mutants

demo: setup
	@$(BIN)/python -m steun.cli demo

demo-reset: setup
	@$(BIN)/python -m steun.cli demo --reset

setup: $(VENV)/.ready $(VENV)/.served
dev: setup $(VENV)/.dev

# What browsers get: names with a hash, compressed. No package but ours and those whose pages we show has any.
$(VENV)/.served: $(VENV)/.ready $(wildcard src/steun/web/static/steun/*)
	@STEUN_WORLD=demo STEUN_STATIC_ROOT=src/steun/web/served $(BIN)/python -m steun.cli manage collectstatic \
		--clear --no-input -v 0 -i axe.min.js -i '*LICENSE*' -i stamp -i ext -i 'htm*x-4*'
	@touch $@

$(VENV)/.installed: $(LOCK)
	@echo "Klaarzetten: Python-pakketten (eenmalig) / Setting up: Python packages (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-compile -r $(LOCK)
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	@echo "Klaarzetten: wat tests nodig hebben (eenmalig) / Setting up: what tests and checks need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-compile -r requirements-dev.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.installed package-lock.json $(wildcard src/steun/web/locale/*/LC_MESSAGES/*.po)
	@echo "Klaarzetten: bestanden voor de pagina's en vertalingen / Setting up: front-end files and translations"
	@$(BIN)/python -m steun.vendor
	@$(BIN)/pybabel --quiet compile --directory src/steun/web/locale --domain django
	@echo "Klaarzetten: de rekenkern van de planner (een minuut, eenmalig) / Setting up: the planner's kernels (a minute, once)"
	@$(BIN)/python -c "from steun.optimise.warm import compile_all; compile_all()"
	@touch $@

test: dev
	@$(BIN)/python -m tests.system
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --durations=10
	STEUN_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --durations=10 tests/web tests/journeys

check: dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev
	$(BIN)/python bench/run.py
	$(BIN)/python -m bench.served
	$(BIN)/python bench/light.py

bench-growth: dev
	$(BIN)/python -m bench.growth --crowded

bench-planner: dev
	$(BIN)/python -m bench.planner

mutants: dev
	$(BIN)/python -m bench.mutants

# 200,000 inputs per database; a part of it: make fuzz FUZZ="--database postgresql --begin 40 --inputs 5000 --seed 7"
fuzz: dev
	$(BIN)/python -m tests.fuzz $(FUZZ)

# The cases of the law, written from its literal texts: the score, and every difference.
law-cases: dev
	@$(BIN)/python -m steun.rules.cases

# Breaks the law in one small place at a time: what no case notices is printed. One country, or rows that begin so:
# make law-mutants LAW="nl polw-58"
law-mutants: dev
	@$(BIN)/python -m bench.law_mutants $(LAW)

words: dev
	$(BIN)/python -m tests.words

lock:
	$(BIN)/uv pip compile $(UV) -o $(LOCK) pyproject.toml
	$(BIN)/uv pip compile $(UV) --group dev -c $(LOCK) -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile $(UV) --group pyproject.toml:front-end -c requirements-dev.lock -o requirements-setup.lock

clean:
	rm -rf $(VENV) var src/steun/web/static/vendor src/steun/web/served

docs: dev openapi
	@$(BIN)/python -m steun.optimise.allocation.format.schema
	@$(BIN)/python -m steun.optimise.movement.format.files
	@STEUN_WORLD=demo DJANGO_SETTINGS_MODULE=steun.web.settings $(BIN)/cog -r GLOSSARY.md docs/know.md docs/law.md docs/lives.md docs/planner.md docs/reference-planner.md docs/movement.md

openapi: dev
	@STEUN_WORLD=demo $(BIN)/python -c "import json, django; from django.conf import settings; import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'steun.web.settings'; django.setup(); from steun.web.api import api; print(json.dumps(api.get_openapi_schema(), indent=1, default=str))" > docs/openapi.json
