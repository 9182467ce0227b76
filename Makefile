# Homeward. `make demo` and `make test` need Python 3.11 or later, make and a C library;
# everything else is installed, by hash, into .venv. `make help` lists the targets.

.POSIX:
.SUFFIXES:
SHELL = /bin/sh

# The first Python that is new enough; name another with `make PYTHON=... demo`.
PYTHON = python3
OUT = out/demo
WORKERS = auto
# Runs of each timing in `make bench`, counties in its large set, rows of its big CSV.
COPIES ?= 377
RUNS = 3
ROWS ?= 3500000
# Kills of `make test-long`; inputs of `make fuzz`; and the seed of both.
KILLS = 200
N = 2000
SEED = 1

PY = .venv/bin/python
PEERS = .venv-peers/bin/python
PIP = -m pip --disable-pip-version-check --no-input -qq
INSTALL = $(PIP) install --no-compile --require-hashes --only-binary :all:

.PHONY: help demo test test-long fuzz check docs calibration coverage fix bench system-packages clean base dev peers python

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

demo: base ## Make a synthetic county, run the whole study on it, write the report to out/demo
	@.venv/bin/homeward demo --out $(OUT)
	@echo "Every number in it is synthetic. Open:"
	@echo "  $(OUT)/outgoing/report/report.html"

test: dev ## Run every test that needs no special server
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

test-long: dev ## Kill every command KILLS times, before every change on disk too; log in out/kills.tsv
	@$(PY) -m tests.crash --kills $(KILLS) --seed $(SEED) --log out/kills.tsv
	@HOMEWARD_TEST_ALL=1 $(PY) -m pytest -q -n $(WORKERS) tests/crash/test_changes.py

fuzz: dev ## Break N files (seed SEED) and read them, each with limits of time and memory
	@$(PY) -m tests.fuzz --inputs $(N) --seed $(SEED)

check: dev ## Style, types, import contracts, architecture tests, freshness of generated pages
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo "do: make fix"; exit 1; }
	@$(PY) -m mypy
	@$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-logo
	@$(PY) -m docs.builders --check
	@$(PY) -m pytest -q tests/architecture

docs: dev ## Write the generated pages again
	@$(PY) -m docs.builders

calibration: dev ## Live through the synthetic counties again: data and pictures of the calibration page
	@$(PY) -m docs.calibrate
	@$(PY) -m docs.builders

coverage: dev ## Judge the demand findings' intervals on 1,400 synthetic counties again (twenty minutes)
	@$(PY) -m docs.coverage
	@$(PY) -m docs.builders

fix: dev ## Mend what a tool can mend: imports, formatting, generated pages
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@$(PY) -m docs.builders

bench: base peers ## Time the main job and its peers; results are compared first
	@$(PY) benchmarks/run.py --peer-python $(PEERS) --runs $(RUNS) --copies $(COPIES) --rows $(ROWS)

# Only what a test needs beyond Python. A test whose package is absent says so and skips.
# R is the reference of the estimators: nothing that is installed to be used needs it.
R_PACKAGES = survival MASS sandwich
system-packages: ## Install what tests need from the system (Debian and Ubuntu; asks sudo if not root)
	@missing=""; for name in git chromium; do \
	  command -v $$name >/dev/null 2>&1 || missing="$$missing $$name"; done; \
	command -v Rscript >/dev/null 2>&1 || missing="$$missing r-base-core"; \
	for name in $(R_PACKAGES); do \
	  Rscript -e "library($$name)" >/dev/null 2>&1 || \
	    missing="$$missing r-cran-$$(echo $$name | tr A-Z a-z)"; done; \
	if [ -z "$$missing" ]; then echo "system packages: all here"; exit 0; fi; \
	command -v apt-get >/dev/null 2>&1 || { echo "please install:$$missing"; exit 1; }; \
	as=""; if [ "$$(id -u)" != 0 ]; then as=sudo; fi; \
	$$as apt-get update -qq && $$as apt-get install -y -qq --no-install-recommends $$missing

clean: ## Remove environments, caches and results
	rm -rf .venv .venv-peers out build dist .pytest_cache .ruff_cache .mypy_cache \
	  .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- environments
# A stamp is named after what was installed, and where: the lock, the package's own
# metadata, the version and this folder. Nothing is installed again until one changes.

SUM = | cksum | cut -d' ' -f1
META = pyproject.toml src/homeward/__init__.py
BASE_STAMP = .venv/.base-$$( (pwd; cat requirements/base.txt $(META)) $(SUM) )
DEV_STAMP = .venv/.dev-$$( (pwd; cat requirements/dev.txt $(META)) $(SUM) )
PEERS_STAMP = .venv-peers/.peers-$$( (pwd; cat requirements/peers.txt) $(SUM) )
# Byte-compiling once, in parallel, halves the start of every command.
PACKAGE = $(PY) $(PIP) install --no-deps --no-build-isolation -e . && \
  { $(PY) -m compileall -q -j 0 .venv/lib src >/dev/null || true; }

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Homeward needs Python 3.11 or later, and no '$(PYTHON)' was found."; \
	  echo "Install it, or name yours: make PYTHON=/path/to/python3 demo"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Homeward needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1)."; \
	  echo "Name a newer one: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments."; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

base: python
	@if [ -f $(BASE_STAMP) ] || [ -f $(DEV_STAMP) ]; then exit 0; fi; \
	echo "Setting up .venv (once; about 800 MB)"; rm -f .venv/.base-* .venv/.dev-*; \
	$(PYTHON) -m venv .venv && \
	$(PY) $(INSTALL) -r requirements/base.txt && \
	$(PACKAGE) && touch $(BASE_STAMP)

dev: python
	@if [ -f $(DEV_STAMP) ]; then exit 0; fi; \
	echo "Setting up .venv for development (once; about 1.2 GB)"; rm -f .venv/.base-* .venv/.dev-*; \
	$(PYTHON) -m venv .venv && \
	$(PY) $(INSTALL) --no-binary pyspark-client -r requirements/dev.txt && \
	$(PACKAGE) && touch $(DEV_STAMP)

peers: python
	@if [ -f $(PEERS_STAMP) ]; then exit 0; fi; \
	echo "Setting up .venv-peers (once)"; \
	$(PYTHON) -m venv .venv-peers && \
	$(PEERS) $(INSTALL) --no-binary autograd-gamma -r requirements/peers.txt && \
	touch $(PEERS_STAMP)
