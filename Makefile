BIN ?= .venv/bin
PY = $(BIN)/python

.PHONY: check format lint types contracts test docs long-tail screenshots snapshots

check: lint types contracts test  ## everything a change must pass

format:  ## rewrite the code in the project's style
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lint:
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types:
	$(PY) -m mypy

contracts:
	$(BIN)/lint-imports

test:
	$(PY) -m pytest -q -n auto

docs:  ## write the generated pages of docs/ again
	$(PY) -m dharma_tui.services.reference docs
	$(PY) -m dharma_tui.cli.reference docs
	$(PY) -m dharma_tui.keys_page docs

long-tail:  ## find anew, in the SDK's models, the lists that nobody has declared
	$(PY) -m dharma_tui.services.discovery.aws._tail_rules

screenshots:  ## export the pictures of the README from a running console
	$(PY) docs/screenshots.py

snapshots:  ## accept what the screens look like now; look at each one first
	$(PY) -m pytest -q tests/app --snapshot-update
