# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1
DATA_DIR ?= var
ARGS ?=

CHECKS := tests/test_architecture.py tests/test_docs.py tests/test_settings.py

MANAGE := $(BIN)/python manage.py
DEMO := PORTAL_ENV=demo DATA_DIR="$(abspath $(DATA_DIR))" HOST="$(HOST)" PORT="$(PORT)"
REACHED := $(if $(filter 0.0.0.0,$(HOST)),127.0.0.1,$(HOST))
BASE_URL ?= http://$(REACHED):$(PORT)
export BASE_URL PORT HOST
# A start takes twice as long where Python may not keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev test test-postgres check fix scan screenshots secrets bench lock clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: $(VENV)/.run ## serve the demo company; PORT=8123 HOST=0.0.0.0 DATA_DIR=elsewhere
	@mkdir -p "$(DATA_DIR)/static"
	@$(DEMO) $(MANAGE) prepare
	@echo "Open $(BASE_URL) — Ctrl-C ends it."
	@$(DEMO) CLOCKWORK=beside exec $(BIN)/gunicorn -c gunicorn.conf.py portal.wsgi

dev: $(VENV)/.dev ## serve the demo company, and reload when a file changes
	@mkdir -p "$(DATA_DIR)/static"
	@$(DEMO) $(MANAGE) prepare
	@$(DEMO) PORTAL_ENV=development exec $(MANAGE) runserver $(HOST):$(PORT)

test: $(VENV)/.dev ## run every test; ARGS="-k zero" runs some
	@$(BIN)/pytest -n auto --dist=worksteal $(ARGS)

test-postgres: $(VENV)/.dev ## run the tests on PostgreSQL: DATABASE_URL's, or one of its own
	@$(BIN)/python -m tests.postgres $(BIN)/pytest -n auto --dist=worksteal $(SAME_ANYWHERE:%=--ignore=%) $(ARGS)
# What no database makes a difference to: the texts of the code, how pages look, who may do what in
# each state. tests/test_access.py and tests/hostile/test_forms.py open every page on PostgreSQL, too.
# And tests/production, which brings databases of its own: one run is for both.
SAME_ANYWHERE := $(CHECKS) tests/journeys/test_pages.py tests/production \
	tests/hostile/test_permissions.py tests/hostile/test_addresses.py

check: $(VENV)/.dev ## what must hold before a commit, in less than a minute
	@$(BIN)/ruff check --quiet --output-format=concise .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/djlint --quiet --lint templates
	@PORTAL_ENV=test $(MANAGE) makemigrations --check --dry-run
	@PORTAL_ENV=test $(MANAGE) compact_doc --check
	@$(BIN)/pytest $(CHECKS)
	@echo "All in order."

fix: $(VENV)/.dev ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format .

scan: $(VENV)/.dev ## let the scanner wapiti attack the demo company (about half an hour)
	@test -x $(VENV)-scan/bin/wapiti || { $(PYTHON) -m venv $(VENV)-scan && \
	  $(VENV)-scan/bin/pip --disable-pip-version-check install -q wapiti3==3.2.3; }
	@$(BIN)/python -m tests.scan $(VENV)-scan/bin/wapiti $(ARGS)

screenshots: $(VENV)/.dev ## take the pictures in docs/images anew
	@PORTAL_ENV=test DATA_DIR=var/test $(MANAGE) build_fonts > /dev/null
	@SCREENSHOTS=yes $(BIN)/pytest tests/journeys/test_screenshots.py

secrets: ## make the keys and passwords of compose.yaml that are not there yet, in secrets/
	@mkdir -p secrets && chmod 700 secrets
	@for name in secret_key audit_key database_password redis_password metrics_token; do \
	  test -e secrets/$$name || $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' \
	    > secrets/$$name; done
	@test -e secrets/database_url || \
	  echo "postgres://portal:$$(cat secrets/database_password)@database:5432/portal" \
	    > secrets/database_url
	@test -e secrets/redis_url || \
	  echo "redis://:$$(cat secrets/redis_password)@redis:6379/0" > secrets/redis_url
	@test -e secrets/email_url || : > secrets/email_url
	@chmod 444 secrets/* # the folder is closed to others; the users inside containers read these
	@test -s secrets/email_url || \
	  echo "Now put smtp+tls://USER:PASSWORD@mail.example.com:587 into secrets/email_url."

bench: $(VENV)/.dev ## measure every page with 100,000 ideas; ARGS="--sizes 1000" is quicker
	@$(BIN)/python -m tests.bench $(ARGS)

lock: $(VENV)/.dev ## write the locks anew after a change of requirements*.txt
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) -o requirements.lock requirements.txt
	@$(LOCK) -c requirements.lock -o requirements-extras.lock $(EXTRAS)
	@$(LOCK) -c requirements.lock -c requirements-extras.lock -o requirements-dev.lock \
	  requirements-dev.txt
EXTRAS := requirements-pdf.txt requirements-redis.txt requirements-bucket.txt
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

clean: ## remove the environment, the demo's data and everything else that was made
	rm -rf $(VENV) $(VENV)-scan var .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made once, and brought up to date when a lock changes.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --require-hashes

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "HERO Compact needs Python 3.11 or newer, and '$(PYTHON)' is not that." >&2; \
	  echo "Name another one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "This Python comes without venv. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock
	@echo "Installing what the portal runs on (once, about a minute) …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing what the tests need (once) …"
	@$(PIP) -r requirements-dev.lock
	@touch $@
