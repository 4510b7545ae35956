# Needs only Python 3.11 or later, make and git. `make run` first, then `make test`.

PYTHON ?= $(shell for name in python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
PY := $(VENV)/bin/python
# One more than the two cores of the machine this is meant for: many tests mostly wait.
JOBS ?= 3

.PHONY: help install run test check lock e2e bench soak promises pictures newcomer
.DEFAULT_GOAL := help

help:
	@echo "make run      start: the practice sandbox, or Telegram once a token is set"
	@echo "make test     every test"
	@echo "make check    what CI runs: format, lint, types, import contract, tests"
	@echo "make install  only build $(VENV), run and test parts"
	@echo "make e2e      the browser tests alone"
	@echo "make bench    what answers cost with a million cases against a thousand, and the lag of the loop"
	@echo "make soak     the promises at their large figures, for hours; goes on where it was left"
	@echo "make promises  only the table of docs/promises.md"
	@echo "make newcomer  a clean clone, built and started as a newcomer would"
	@echo "make pictures  new screenshots for docs/pictures"
	@echo "make lock     renew requirements/*.lock    (UPGRADE=1: to the newest versions)"

install: $(VENV)/dev.stamp

run: $(VENV)/run.stamp
	@$(PY) -m bot

test: $(VENV)/dev.stamp
	$(PY) -m pytest -q -rs -n $(JOBS) --dist loadfile

check: $(VENV)/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo"])'
	@$(MAKE) --no-print-directory test

e2e: $(VENV)/dev.stamp
	$(PY) -m pytest -m browser -rs

# FEW=1000 MANY=1000000 TIMES=40 are how many cases, and rows of the ledger, the two towns have, and
# how often each is asked.
bench: $(VENV)/dev.stamp
	$(PY) -m benchmarks.growth $(if $(FEW),--few $(FEW)) $(if $(MANY),--many $(MANY)) $(if $(TIMES),--times $(TIMES))
	$(PY) -m benchmarks.lag $(if $(ROWS),--size $(ROWS))

pictures: $(VENV)/dev.stamp
	LINLIAN_PICTURES=1 $(PY) -m pytest -m browser

newcomer: $(VENV)/dev.stamp
	$(PY) -m pytest -q -m newcomer

# Goes on where it was left: ONLY=webhook or ONLY=polling,sigterm plays these, FRESH=1 begins anew,
# SEED=123 plays one round again and writes nothing down.
soak: $(VENV)/dev.stamp
	$(PY) -m tests.kill.soak $(if $(ONLY),--only $(ONLY)) $(if $(FRESH),--fresh) $(if $(SEED),--seed $(SEED))

promises: $(VENV)/dev.stamp
	$(PY) -m tests.kill.soak --page

# The locks are stock requirement files with hashes: pip installs them as they are, and uv,
# where somebody has it, does the same faster. A stamp is older than a changed lock, so a
# changed lock installs again; it is written last, so a broken-off build starts over.
define build
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (python3.11 or python3)" >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "installing $(1) into $(VENV) (about half a minute the first time)"
	@{ command -v uv >/dev/null 2>&1 \
		&& uv pip install --quiet --python $(PY) --require-hashes -r $(1); } \
		|| $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

$(VENV)/run.stamp: requirements/run.lock
	$(call build,requirements/run.lock)
	@touch $@

# dev.lock holds everything in run.lock at the same versions
$(VENV)/dev.stamp: requirements/dev.lock requirements/run.lock
	$(call build,requirements/dev.lock)
	@touch $(VENV)/run.stamp $@

# uv lives in a throw-away venv; versions already locked stay unless UPGRADE is set.
COMPILE = "$$tmp/bin/uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade) pyproject.toml
lock:
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && mkdir -p requirements \
	&& $(PYTHON) -m venv "$$tmp" \
	&& "$$tmp/bin/python" -m pip install --quiet --disable-pip-version-check uv \
	&& $(COMPILE) --extra dev --output-file requirements/dev.lock \
	&& $(COMPILE) --constraint requirements/dev.lock --output-file requirements/run.lock
