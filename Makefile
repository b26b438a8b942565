# Works with GNU Make 3.81 (macOS) and newer. A line `target: ## text` is listed by `make`.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup serve build test test-deep test-task contract lint lock new-page new-task facts diagrams measure-site clean

PORT ?= 8000
export PORT
export NO_MKDOCS_2_WARNING = 1

ready  := @sh tools/bootstrap.sh
python := .venv/bin/python
tasks      = $(patsubst snippets/%/task.yml,%,$(wildcard snippets/*/task.yml))
frameworks = $(patsubst snippets/$(TASK)/%/requirements.in,%,$(wildcard snippets/$(TASK)/*/requirements.in))

# $(call one-of,VARIABLE,known values): fails unless VARIABLE is one of them.
one-of = $(if $(filter $($1),$2),,@echo 'make $@ needs $1=<name>; known: $(or $2,none yet).' >&2; exit 1)

help:
	@echo "make <target> [PYTHON=/path/to/python]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

setup: ## make the environments (every other target makes what it needs)
	$(ready) main checks lts node_modules

serve: ## build the site and serve it with live reload, PORT=8000
	$(ready) main port
	.venv/bin/mkdocs serve --strict --livereload -a 127.0.0.1:$(PORT)

build: ## build the site into site/, strictly
	$(ready) main
	$(python) -m tools.build

test: ## run the tests
	$(ready) main checks lts node_modules
	$(python) -m pytest -n 2 --dist loadgroup

test-deep: ## run the tests and the slow ones, deliberate faults included
	$(ready) main checks lts node_modules
	$(python) -m pytest -n 2 --dist loadgroup --deep

test-task: ## check one task in every framework, TASK=form
	$(call one-of,TASK,$(tasks))
	$(ready) main lts
	$(python) -m pytest tests/content tests/contract --task $(TASK) --record

contract: ## run one task's contract, TASK=form, if you like FRAMEWORK=django
	$(call one-of,TASK,$(tasks))
	$(if $(FRAMEWORK),$(call one-of,FRAMEWORK,$(frameworks)))
	$(ready) main lts
	$(python) -m pytest tests/contract --task $(TASK) $(if $(FRAMEWORK),--framework $(FRAMEWORK)) --record

lint: ## check style, types, prose and workflows
	$(ready) main checks node_modules
	$(python) -m tools.check.lint

lock: ## make the locks of Python and npm, UPGRADE=1 for the newest versions
	$(ready) main checks
	$(python) -m tools.lock $(if $(UPGRADE),--upgrade)

new-page: ## start a page from its type's template, TYPE=scenario NAME=chat
	$(ready) main
	$(python) -m tools.new.page "$(TYPE)" "$(NAME)"

new-task: ## start a task: folders, failing contract and page, NAME=file-upload
	$(if $(NAME),,@echo 'make $@ needs NAME=<new-name>; taken: $(or $(tasks),none yet).' >&2; exit 1)
	$(ready) main
	$(python) -m tools.new.task $(NAME)

facts: ## refresh data/packages.json from the package index
	$(ready) main checks
	$(python) -m tools.record.packages

diagrams: ## render data/diagrams/*.mmd to SVG
	$(ready) main checks node_modules
	$(python) -m tools.record.diagrams

measure-site: ## weigh and time the site, print one table; QUICK=1 for single runs
	$(ready) main checks
	$(python) -m tools.measure $(if $(QUICK),--quick)

clean: ## remove what was built, the caches and the environments
	rm -rf build site .venv .venv-lts node_modules .cache .pytest_cache .mypy_cache .ruff_cache .rumdl_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
