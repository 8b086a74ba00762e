# Rekindle. Everything here needs make and python3 (3.11 or later) and nothing else.
# Each target makes the virtual environment it needs; a stamp in it says what is installed, and pyproject.toml renews it.

PYTHON ?= python3
VENV   ?= .venv
WORLDS ?= 500
OUT    ?= results/mosul-2016
ARGS   ?=

BIN := $(VENV)/bin
comma := ,
OLD := import sys; sys.exit(sys.version_info < (3, 11))
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run serve report test test-all test-lowest test-matrix check bench docs site findings messages vendor opening calibrate backtest effects verdicts stamp clean
.NOTPARALLEL:

help:  ## show this list
	@echo "make run     simulate $(WORLDS) worlds of Mosul 2016 and write the report to $(OUT)"
	@echo "make serve   serve the live page to the browser of this machine; Ctrl-C ends it"
	@echo "make test    run the tests"
	@echo "make test-all  run the slow ones too, as before a release"
	@echo "make test-lowest  run the tests with every dependency at its declared lower bound"
	@echo "make test-matrix  run the tests with each Python of $(PYTHONS), and say which are not here"
	@echo "make check   look for faults without running: style, types, order of imports"
	@echo "make bench   measure speed"
	@echo "make docs    write the pages of the documentation that are made from the code"
	@echo "make site    make the documentation's site in build/site; a link that leads nowhere ends it"
	@echo "make findings  simulate what docs/findings.md tells, and write it (some minutes)"
	@echo "make messages  gather what the live page says, in English and Arabic, and compile it"
	@echo "make vendor  bundle the libraries that the live page draws with (needs npm)"
	@echo "make opening  simulate anew what the live page opens with (some minutes)"
	@echo "make calibrate  learn from the record anew (about an hour) and put posteriors and scores into the package"
	@echo "make backtest   forecast and score anew with the posteriors that are packaged"
	@echo "make effects  hold the levers against published effects anew (minutes) and put the audit into the package and the docs"
	@echo "make report   write every verdict as a page and a PDF to results/mosul-2016-verdicts"
	@echo "make verdicts   simulate the claims anew under two seeds (about half an hour) and put them into the package"
	@echo "make stamp   after a change that moves no number: compare some worlds of the claims bit for bit, and stamp the rest"
	@echo "make clean   remove the virtual environment and what builds leave behind; results stay"
	@echo "Settings: PYTHON=python3.12 WORLDS=2000 OUT=results/mine ARGS='more options'"

run: $(VENV)/.runtime
	$(BIN)/rekindle run mosul-2016 --worlds $(WORLDS) --out $(OUT) $(ARGS)

serve: $(VENV)/.runtime
	$(BIN)/rekindle serve $(ARGS)

# One process more than there are processors, since tests of pages and of commands often wait.
PYTEST := -m pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist loadfile

test: $(VENV)/.development
	$(BIN)/python $(PYTEST) $(ARGS)

test-all: $(VENV)/.development
	$(BIN)/python $(PYTEST) -m "" $(ARGS)

# The bounds of pyproject.toml are what this ran with; what our dependencies need themselves is the newest that pip finds.
# The extra for calibration is left out: PyTorch alone would double the time.
LOWEST := $(VENV)-lowest

$(LOWEST)/.development: pyproject.toml .ci/lowest.py
	@$(MAKE) --no-print-directory VENV=$(LOWEST) $(LOWEST)/bin/python
	@$(LOWEST)/bin/python .ci/lowest.py test read verdicts > $(LOWEST)/constraints.txt
	@echo "Installing Rekindle with its dependencies at their lower bounds into $(LOWEST) (once; it takes a while)."
	@$(LOWEST)/bin/python -m pip install --quiet --constraint $(LOWEST)/constraints.txt --editable '.[test]'
	@touch $@

test-lowest: $(LOWEST)/.development
	$(LOWEST)/bin/python $(PYTEST) $(ARGS)

PYTHONS ?= python3.11 python3.12 python3.13

# Each in an environment of its own; those that are not here are named last, so that nobody takes them for tested.
test-matrix:
	@missing=; failed=; for python in $(PYTHONS); do \
	  if ! command -v $$python >/dev/null; then missing="$$missing $$python"; continue; fi; \
	  name=$$(basename $$python); echo "With $$($$python --version):"; \
	  $(MAKE) --no-print-directory PYTHON=$$python VENV=$(VENV)-$$name test || failed="$$failed $$python"; \
	done; \
	test -z "$$missing" || echo "Not tested, for they are not here:$$missing."; \
	test -z "$$failed" || { echo "Failed with:$$failed."; exit 1; }; \
	test "$$(echo $$missing)" != "$(strip $(PYTHONS))" || exit 1

check: $(VENV)/.development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.runtime
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.runtime
	$(BIN)/python -m rekindle.show.documentation.mechanisms docs

$(VENV)/.docs: $(VENV)/.runtime
	$(call install,.[docs], with what the site is made with)
	@touch $@

site: $(VENV)/.docs
	$(BIN)/python docs/site/build.py

findings: $(VENV)/.runtime
	$(BIN)/python docs/findings.py > docs/findings.new
	mv docs/findings.new docs/findings.md

messages: $(VENV)/.development
	$(BIN)/python docs/messages.py

vendor:
	cd vendor && npm ci --ignore-scripts && node build.mjs

opening: $(VENV)/.runtime
	$(BIN)/python docs/opening.py $(ARGS)

# PyTorch by itself brings gigabytes for graphics cards; a version without them can be named: make TORCH=torch==2.13.0 calibrate
TORCH ?= torch
POSTERIOR := src/rekindle/catalogue/posterior

$(VENV)/.calibration: $(VENV)/.development
	@$(BIN)/python -m pip install --quiet $(TORCH)
	$(call install,.[dev$(comma)calibrate], with what calibration needs)
	@touch $@ $(VENV)/.development $(VENV)/.runtime

calibrate: $(VENV)/.calibration
	$(BIN)/rekindle calibrate --out results/calibration $(ARGS)
	for made in results/calibration/*/calibration.json; do \
	  day=$$(basename $$(dirname $$made)); mkdir -p $(POSTERIOR)/$$day && \
	  cp results/calibration/$$day/posterior.csv results/calibration/$$day/posterior.json $$made $(POSTERIOR)/$$day/ || exit 1; done
	$(MAKE) backtest

backtest: $(VENV)/.runtime
	$(BIN)/rekindle backtest --out results/backtest --forecasts forecasts $(ARGS)
	cp results/backtest/backtest.json $(POSTERIOR)/backtest.json

effects: $(VENV)/.runtime
	$(BIN)/rekindle effects mosul-2016 --out results/effects $(ARGS)
	cp results/effects/effects.json $(POSTERIOR)/effects.json
	$(MAKE) docs

$(VENV)/.verdicts: $(VENV)/.runtime
	$(call install,.[verdicts], with what verdicts are explained and printed with)
	@touch $@

report: $(VENV)/.verdicts
	$(BIN)/rekindle report mosul-2016 $(ARGS)

VERDICTS := src/rekindle/catalogue/mosul-2016/verdicts

verdicts: $(VENV)/.verdicts
	$(BIN)/rekindle claims mosul-2016 --fresh --out $(VERDICTS) $(ARGS) > /dev/null
	$(BIN)/rekindle claims mosul-2016 --fresh --seed 2 --out results/mosul-2016-claims-2 $(ARGS) > /dev/null
	$(BIN)/python docs/verdicts.py $(VERDICTS) results/mosul-2016-claims-2 > docs/verdicts.new
	mv docs/verdicts.new docs/verdicts.md

stamp: $(VENV)/.runtime
	$(BIN)/python docs/restamp.py $(ARGS)

clean:
	rm -rf $(VENV) $(LOWEST) $(addprefix $(VENV)-,$(notdir $(PYTHONS))) build dist src/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

# An environment without its Python (upgraded or removed) has nothing installed any more, whatever its stamps say.
$(shell test -x $(BIN)/python || rm -f $(VENV)/.runtime $(VENV)/.development $(VENV)/.calibration $(VENV)/.verdicts $(VENV)/.docs)

# An environment that is already there is used as it is. A failed attempt leaves no python behind, so the next one starts again.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no '$(PYTHON)' here. Install Python 3.11 or later, or name it: make PYTHON=/path/to/python3 ..."; exit 1; }
	@$(PYTHON) -c '$(OLD)' || { \
	  echo "Rekindle needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	  echo "Install a newer one and name it, for example: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: its module ensurepip or venv is missing."; \
	  echo "On Debian or Ubuntu install it with: sudo apt install python3-venv"; \
	  echo "Or name another Python: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -f $(BIN)/python; \
	  echo "Making the virtual environment '$(VENV)' failed; the reason is above."; exit 1; }

define install
	@$(BIN)/python -c '$(OLD)' || { \
	  echo "The environment '$(VENV)' has $$($(BIN)/python --version 2>&1), and Rekindle needs 3.11 or later."; \
	  echo "Remove it with 'make clean' and name a newer Python: make PYTHON=python3.12 ..."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@echo "Installing Rekindle$(2) into $(VENV) (once; it takes a while)."
	@$(BIN)/python -m pip install --quiet --editable '$(1)'
endef

$(VENV)/.runtime: pyproject.toml $(BIN)/python
	$(call install,.,)
	@touch $@

$(VENV)/.development: pyproject.toml $(BIN)/python
	$(call install,.[dev], with what its tests and checks need)
	@touch $@ $(VENV)/.runtime
