.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
# Python compiles what is imported when it is first, a tenth of what would be compiled here, and
# keeps it: containers often forbid that, and every command would compile it anew.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	--only-binary :all: --no-compile
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet
export QUARTO_PYTHON := $(CURDIR)/$(PY)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help new report results check preview brief funder release publish test demo lock benchmark clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

new: .venv/installed ## begin a study: make new STUDY=folder BEFORE="files" AFTER="files" CODINGS="files"
	@$(PY) -m analysis new $(or $(STUDY),$(error name a folder: make new STUDY=../ours)) \
		$(if $(BEFORE),--before $(BEFORE)) $(if $(AFTER),--after $(AFTER)) \
		$(if $(CODINGS),--codings $(CODINGS)) $(if $(ANSWERS),--answers $(ANSWERS))

report: .venv/installed ## results if missing or stale, then website, PDF and Word
	@$(PY) -m analysis results --if-stale
	@$(PY) -m render

results: .venv/installed ## compute the results (of another study: STUDY=folder make results)
	@$(PY) -m analysis results

check: .venv/installed ## whether results are fresh (PROFILE=funder: and what the funder would not take)
	@QUARTO_PROFILE="$(PROFILE)" $(PY) -m analysis check

preview: .venv/installed ## serve the website here and rebuild what changes
	@$(PY) -m render preview

brief: .venv/installed ## four pages for councillors, boards and residents
	@$(PY) -m analysis results --if-stale
	@$(PY) -m render --profile brief

funder: .venv/installed ## the funder's report (on synthetic data: DEMONSTRATION=1 make funder)
	@$(PY) -m analysis results --if-stale
	@QUARTO_PROFILE=funder $(PY) -m analysis check $(if $(DEMONSTRATION),--demonstration)
	@$(PY) -m render --profile funder $(if $(DEMONSTRATION),--demonstration)

release: .venv/installed ## archive of a version: make release VERSION=1.0.0 (TAG=1 tags it)
	@$(PY) -m release $(or $(VERSION),$(error give a version: make release VERSION=1.0.0)) \
		$(if $(TAG),--tag)

publish: .venv/installed ## all editions as a folder for a web server: make publish DIR=_site
	@$(PY) -m release.editions $(or $(DIR),$(error name a folder: make publish DIR=_site))

test: .venv/installed-dev ## run all tests (FAST=1 make test: those of an edit, in a minute)
	@$(PY) -m pytest $(if $(FAST),-m "not slow")

demo: .venv/installed ## write the demonstration data again
	@$(PY) -m analysis demo

benchmark: .venv/installed-dev ## time and memory of the report and of estimation
	@$(PY) -m benchmarks

lock: ## resolve pyproject.toml into both lock files (needs uv)
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) -o requirements-dev.lock --extra word --group dev -c requirements.lock

clean: ## remove what was built; results and data stay
	rm -rf _report _figures .groundwork .quarto .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed, this is " + sys.version.split()[0] + \
		"; name another one: make PYTHON=python3.12")'
	@echo "Making the environment in .venv (once; about a minute)"
	@$(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo "Adding what tests and benchmarks need (once; a few minutes, most of it for Spark)"
	@$(INSTALL) --no-binary pyspark,readability -r requirements-dev.lock
	@touch $@
