# Everything a fresh machine needs is Python 3.11, make and (for the browser test) Debian's package manager.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
KG := $(VENV)/bin/kg
EDITABLE := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
LOCK := .ci/lock
BUILD := $(VENV)/build
TOOLS := $(VENV)/tools
PYTEST := $(PY) -m pytest
FAST := $(VENV)/fast
BENCH := -P -m benchmarks
PACKAGED := setup.py setup.cfg pyproject.toml README.md LICENSE NOTICE $(shell find kg ontology -type f ! -path '*/__pycache__/*' ! -name '.*')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

.PHONY: demo
demo: $(VENV)/.run ## build the graph of the bundled sample articles and its page, and say where to look
	$(KG) build --samples -o outputs/demo
	$(KG) view outputs/demo --no-open
	$(KG) ask donations -g outputs/demo
	@echo
	@echo "The graph is in outputs/demo: open its page, outputs/demo/index.html, in a browser."
	@echo "To search and ask it: . $(VENV)/bin/activate, then kg serve outputs/demo; for the rest, kg --help"

.PHONY: test
test: lint $(VENV)/.browser $(VENV)/.java $(FAST)/.made ## lint, types and every test, the page in a real browser included
	$(PYTEST) -n 2

.PHONY: lint
lint: $(VENV)/.dev ## lint and strict types only
	$(PY) -m ruff check .
	$(PY) -m mypy

.PHONY: golden
golden: $(VENV)/.dev ## write tests/golden anew from the sample articles; read the difference before you commit it
	$(PYTEST) -n 0 tests/golden --update

.PHONY: ontology
ontology: $(VENV)/.dev ## write the generated part of ontology/ anew from kg/zh
	$(PY) -m ontology.build

.PHONY: floors
floors: $(VENV)/.dev ## measure the articles in ../shared with the referee there and compare with tests/floors.toml
	$(PY) .ci/floors.py

.PHONY: raise
raise: $(VENV)/.dev ## the same, then raise the floors to what was measured
	$(PY) .ci/floors.py --raise

.PHONY: ratios
ratios: $(FAST)/.made ## measure how fast the program is beside jieba and rdflib and compare with tests/ratios.toml; RAISE=1 raises these
	PYTHONPATH=tests $(PY) $(BENCH).ratios $(if $(RAISE),--raise)
	PYTHONPATH=tests $(FAST)/bin/python $(BENCH).ratios $(if $(RAISE),--raise)

.PHONY: bench
bench: $(VENV)/.browser $(VENV)/.java $(FAST)/.made ## measure what all costs beside what else there is, into the READMEs; SIZES="100 1000 6000 20000" for more
	PYTHONPATH=tests $(FAST)/bin/python $(BENCH) --source $(PY) --write $(if $(SIZES),--sizes $(SIZES)) $(if $(RESUME),--resume)

.PHONY: kills
kills: $(VENV)/.dev ## kill commands at random moments and look at what they leave; KILLS=1000 for more than a hundred
	PYTHONPATH=tests $(PY) -P -m reliability.kills $(if $(KILLS),--kills $(KILLS))

.PHONY: fuzz
fuzz: $(VENV)/.fuzz ## throw inputs at readers and stages, led by which code they reach; RUNS=500000 of each kind for more
	PYTHONPATH=tests $(PY) -P -m reliability.fuzz $(if $(RUNS),--runs $(RUNS))

.PHONY: load
load: $(VENV)/.dev ## let many clients ask a server at once and compare each answer; SECONDS=600 CLIENTS=64 for more than a minute of 32
	PYTHONPATH=tests $(PY) -P -m reliability.load $(if $(SECONDS),--seconds $(SECONDS)) $(if $(CLIENTS),--clients $(CLIENTS))

.PHONY: interface
interface: $(VENV)/.dev ## ask a server what its description allows and what not, and look whether it answers so; EXAMPLES=1000 for more
	PYTHONPATH=tests $(PY) -P -m reliability.interface $(if $(EXAMPLES),--examples $(EXAMPLES))

.PHONY: confidence
confidence: $(VENV)/.dev ## measure how sure facts and roles are, on the same articles, write kg/zh/confidence.toml anew and try it
	$(PY) -m training.confidence
	$(PY) -m training.confidence --check

.PHONY: wheel
wheel: ## build the wheel into dist/, compiled where there is a C compiler (not with KG_PURE=1)
	@rm -f $(VENV)/.wheel
	@$(MAKE) --no-print-directory $(VENV)/.wheel
	@.ci/wheel told

.PHONY: reproducible
reproducible: $(BUILD)/.made ## build the wheel twice under different circumstances and compare the bytes; KG_PURE=1 is quick
	@.ci/reproducible $(BUILD)/bin/python

.PHONY: installed
installed: $(VENV)/.wheel ## try the wheel in an environment of its own, with what it needs from the lock and nothing of these sources
	@.ci/installed $(PYTHON)

.PHONY: compat
compat: $(TOOLS)/.made ## try each Python from 3.11 to 3.13 that is here with the oldest and newest of what setup.cfg allows
	@.ci/compat $(TOOLS)/bin/uv

.PHONY: lock
lock: $(TOOLS)/.made ## bring .ci/lock in line with setup.cfg and pyproject.toml; UPGRADE=1 takes the newest of all that they allow
	@$(TOOLS)/bin/python .ci/pin.py $(TOOLS)/bin/uv $(if $(UPGRADE),--upgrade)

.PHONY: audit
audit: $(VENV)/.dev $(TOOLS)/.made ## check the licences, then whether a hole is known in what is locked (error 3: cannot be asked here)
	@$(PYTEST) -q -n 0 tests/architecture/test_licences.py
	@$(PY) .ci/audit.py $(TOOLS)/bin/pip-audit

.PHONY: fast
fast: $(VENV)/.run $(VENV)/.wheel ## put the wheel into $(VENV), in place of these sources, until the next make demo or make test
	@rm -f $(VENV)/.run $(VENV)/.dev
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	@.ci/wheel told

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find outputs -mindepth 1 ! -name .gitkeep ! -name '*.judgements.tsv' -delete
	find kg tests .ci -name __pycache__ -prune -exec rm -rf {} +

# Set-up. A stamp file says that a step is done; it is done again when what it reads has changed.

$(VENV)/.made:
	@.ci/venv $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made $(LOCK)/build.txt $(LOCK)/run.txt .ci/install setup.cfg pyproject.toml
	@echo "installing what the program needs into $(VENV) ..."
	@.ci/install $(PY) build run
	@$(EDITABLE)
	@touch $@

$(VENV)/.dev: $(VENV)/.made $(LOCK)/build.txt $(LOCK)/dev.txt .ci/install setup.cfg pyproject.toml
	@echo "installing what the program and its checks need into $(VENV) ..."
	@.ci/install $(PY) build dev
	@$(EDITABLE)
	@touch $@ $(VENV)/.run

# Environments of their own: what builds the wheel, which must know of nothing else, and what pins and audits.
$(BUILD)/.made $(TOOLS)/.made: $(VENV)/%/.made: $(LOCK)/%.txt .ci/install | $(VENV)/.made
	@.ci/venv $(PYTHON) $(VENV)/$*
	@.ci/install $(VENV)/$*/bin/python $*
	@touch $@

$(VENV)/.browser: $(VENV)/.made .ci/browser
	@.ci/browser
	@touch $@

$(VENV)/.java: $(VENV)/.made .ci/java
	@.ci/java
	@touch $@

$(VENV)/.wheel: $(BUILD)/.made .ci/wheel $(PACKAGED)
	@.ci/wheel made $(BUILD)/bin/python
	@touch $@

$(VENV)/.fuzz: $(VENV)/.dev
	@$(PY) -m pip install --quiet --disable-pip-version-check 'atheris >= 3, < 4'
	@touch $@

# A second environment, with the wheel in place of the sources and what it needs from the first.
$(FAST)/.made: $(VENV)/.dev $(VENV)/.wheel
	@rm -rf $(FAST)
	@$(PY) -m venv --without-pip $(FAST)
	@$(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > "$$($(FAST)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/first.pth"
	@$(PY) -m pip --python $(FAST)/bin/python install --quiet --disable-pip-version-check --no-deps --ignore-installed dist/*.whl
	@touch $@
