# Works with GNU Make 3.81 (macOS) and newer. A line `target: ## text` is listed by `make`.

.DEFAULT_GOAL := help
.NOTPARALLEL:

PORT ?= 8000

# What people type is taken as it is and reaches commands through the environment: no shell reads it.
typed := PORT TASK FRAMEWORK TYPE NAME ONLY ARM
$(foreach name,$(typed),$(eval override $(name) := $$(strip $$(value $(name)))))
export $(typed)
export NO_MKDOCS_2_WARNING = 1

ready      := @sh tools/setup/environments.sh
python     := .venv/bin/python
pytest     := $(python) -m pytest
# One more than two cores: contracts mostly wait for servers.
workers    := -n 3 --dist loadgroup
tasks      := $(patsubst snippets/%/task.yml,%,$(wildcard snippets/*/task.yml))
frameworks  = $(patsubst snippets/$(TASK)/%/requirements.in,%,$(wildcard snippets/$(TASK)/*/requirements.in))

# $(call one-of,VARIABLE,known values): fails unless VARIABLE is exactly one of them.
one-of = $(if $(and $(filter 1,$(words $($1))),$(filter $2,$($1))),,@printf \
	"make $@ needs $1=<name>, one of: $(or $2,none yet)%s.\n" "$${$1:+; not '$$$1'}" >&2; exit 1)

.PHONY: help
help:
	@echo "make <target> [PYTHON=/path/to/python]; about how long: 2 cores, later runs"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## make the environments and find a browser; every other target makes what it needs [2 s, first 1–2 min]
	$(ready) checks others node_modules browser servers

.PHONY: serve
serve: ## build the site and serve it with live reload, PORT=8000
	$(ready) main
	@$(python) -m tools.setup.ports "$$PORT"
	$(python) -m tools.serve "127.0.0.1:$$PORT"

.PHONY: build
build: ## build the site into site/, strictly [40 s]
	$(ready) main
	@test ! -d node_modules/pyodide || $(python) -m tools.live
	$(python) -m tools.build

.PHONY: live
live: ## make what pages fetch to run applications, as far as it changed [10 s, first 2 min]
	$(ready) checks node_modules
	$(python) -m tools.live

.PHONY: live-library
live-library: ## note which modules of Python's library applications in pages import, by their contracts [6 min]
	$(ready) checks others node_modules
	$(python) -m tools.live
	$(python) -m tools.live.library

.PHONY: live-checks
live-checks: ## note how many tests a check in a page runs, and about how long it takes [3 min]
	$(ready) checks node_modules
	$(python) -m tools.live
	$(python) -m tools.live.checks

.PHONY: build-zensical
build-zensical: ## build the site with Zensical into build/zensical [50 s]
	$(ready) zensical
	.venv-zensical/bin/python -m tools.check.zensical

.PHONY: check
check: ## check sentences, dates and facts [20 s]
	$(ready) main
	$(python) -m tools.check.pages
	$(python) -m tools.check.lint --prose
	$(pytest) tests/docs -m "not slow" --quiet

.PHONY: lint
lint: ## check style, types, prose and workflows [15 s]
	$(ready) checks node_modules
	$(python) -m tools.check.lint

.PHONY: test
test: ## run the tests; those that take long run in CI and by test-deep [12 min]
	$(ready) checks others node_modules browser servers
	$(python) -m tools.live
	$(pytest) $(workers)

.PHONY: test-deep
test-deep: ## run the tests and the slow ones: deliberate faults, the contracts in what runs in pages [about 2 h]
	$(ready) checks others node_modules browser servers apache
	$(python) -m tools.live
	@echo '$(pytest) --deep, then --in-page'; $(pytest) $(workers) --deep; all=$$?; \
		$(pytest) $(workers) --deep tests/contract --in-page && exit $$all # both, whatever the first found

.PHONY: test-task
test-task: ## run one task's contract and own tests, and record them, TASK=form [20 s to 3.5 min]
	$(call one-of,TASK,$(tasks))
	$(ready) main others servers apache
	$(pytest) $(workers) tests/contract --task "$$TASK" --record

.PHONY: test-faults
test-faults: ## see that one task's contract notices its faults, TASK=form [1 to 10 min]
	$(call one-of,TASK,$(tasks))
	$(ready) main servers
	$(pytest) $(workers) tests/contract --task "$$TASK" --faults

.PHONY: contract
contract: ## run one task's contract and record it, TASK=form, if you like FRAMEWORK=django [20 s to 3.5 min]
	$(call one-of,TASK,$(tasks))
	$(if $(FRAMEWORK),$(call one-of,FRAMEWORK,$(frameworks)))
	$(ready) main others apache
	$(pytest) $(workers) tests/contract --task "$$TASK" $(if $(FRAMEWORK),--framework "$$FRAMEWORK") --record

.PHONY: new-task
new-task: ## start a task: folders, failing contract and page, NAME=file-upload [1 s]
	$(if $(NAME),,@echo 'make $@ needs NAME=<new-name>; taken: $(or $(tasks),none yet).' >&2; exit 1)
	$(ready) main
	$(python) -m tools.new.task

.PHONY: new-page
new-page: ## start a page from its type's template, TYPE=scenario NAME=chat [1 s]
	$(ready) main
	$(python) -m tools.new.page

.PHONY: lock
lock: ## make the locks of Python and npm, UPGRADE=1 for the newest versions [5 s]
	$(ready) checks
	$(python) -m tools.setup.lock $(if $(UPGRADE),--upgrade)
	$(ready) node_modules
	$(python) -m tools.setup.vendor

.PHONY: packages
packages: ## refresh data/packages.json from the package index [1 min]
	$(ready) checks
	$(python) -m tools.record.packages

.PHONY: tried
tried: ## try each library beside its framework, ALL=1 what is on record too [1 s, all 6 min]
	$(ready) checks
	$(python) -m tools.record.tried $(if $(ALL),--all)

.PHONY: screens
screens: ## photograph the applications where code or data/screens.yml changed, ALL=1 all of them [1 s, all 2 min]
	$(ready) checks browser
	$(python) -m tools.record.screens $(if $(ALL),--all)

.PHONY: measure
measure: ## measure the frameworks, ONLY=memory, ARM=crud-flask, QUICK=1 to try it [31 min, QUICK 3 min]
	$(ready) checks measure fresh apache
	@.venv-measure/bin/python -m tools.measure.frameworks \
		$(if $(QUICK),--quick) $(if $(ONLY),--only "$$ONLY") $(if $(ARM),--arm "$$ARM")

.PHONY: defaults
defaults: ## ask fresh projects where code or data/defaults.yml changed, ALL=1 all of them [1 s, all 40 s]
	$(ready) main others
	$(python) -m tools.record.defaults $(if $(ALL),--all)

.PHONY: measure-site
measure-site: ## weigh and time the site, print one table; QUICK=1 for single runs [11 min, QUICK 4 min]
	$(ready) checks browser
	$(python) -m tools.measure $(if $(QUICK),--quick)

.PHONY: measure-live
measure-live: ## time applications in a page, from the click to the first page, beside bare Pyodide [2 min]
	$(ready) checks node_modules browser
	@test -d site/live || $(MAKE) --no-print-directory build
	$(python) -m tools.measure.live

.PHONY: clean
clean: ## remove what was built, the caches and the environments
	rm -rf build site .venv .venv-* node_modules .cache .pytest_cache .mypy_cache .ruff_cache .rumdl_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
