# Everything a developer does; CI calls the same targets.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check bench screenshots readme clean

$(BIN)/spt-tui: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q spt_tui
	@touch $@

$(VENV)/.developer: pyproject.toml $(BIN)/spt-tui
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@# Systems that this one replaces in part, without their dependencies: answers are compared with theirs.
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps stable-pretraining==0.1.8 \
		|| echo 'stable-pretraining is not to be had: the comparisons with it are skipped'
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps pytyche==0.2.1 \
		|| echo 'pytyche is not to be had: the comparisons with it are skipped'
	@touch $@

demo: $(BIN)/spt-tui  ## install, and open the browser on the bundled sample
	$(BIN)/spt-tui --demo

test: $(VENV)/.developer  ## install what tests need, and run them all
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.developer  ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.developer  ## print the performance tables
	$(BIN)/python -m tests.bench

screenshots: $(VENV)/.developer  ## write screenshots/ from the program as it is
	$(BIN)/python -m tests.screenshots

readme: $(VENV)/.developer  ## write the README's tables of keys and filters from the program's own
	$(BIN)/python -m tests.readme_keys

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
