# Congvu: `make run`, then open the address it prints. Needs make, git, python3 and python3-venv,
# and PyPI or the mirror that pip is configured for. Paths are relative on purpose: the folder may
# have any name.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help run test lint migrations bench fuzz pictures system lock installed installed-dev

help:
	@sed -n 's/^\([a-z]*\): .*## /make \1\t/p' Makefile

run: installed ## start everything on an embedded database; FRESH=1 starts anew
	@exec $(PY) -m services.cli up $(if $(FRESH),--fresh)

test: installed-dev ## run the tests; ARGS="-k name" chooses
	@$(PY) -m pytest -n 2 --dist loadgroup -m "not alone" $(ARGS)
	@[ -n "$(NOT_ALONE)" ] || $(PY) -m pytest -m alone $(ARGS) || [ $$? = 5 ] # 5: ARGS chose none

lint: installed-dev ## style, types, import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c "import importlinter.cli as cli; cli.lint_imports_command()" --no-logo

migrations: installed-dev ## see that the migrations make what the models say
	@$(PY) -m deploy.check_migrations

bench: installed-dev ## measure; ONLY=documents chooses
	@$(PY) -m bench $(ONLY)

fuzz: installed-dev ## hostile and random files against verification; FUZZ_SECONDS=300
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),300) $(PY) -m pytest -n 2 --dist loadgroup \
	  tests/signing/test_hostile_files.py tests/signing/fuzzing
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),300) $(PY) -m tests.signing.fuzzing.coverage

pictures: installed-dev ## take the pictures of the documentation anew, in Chromium
	@$(PY) -m deploy.pictures

system: ## install the Debian packages that some tests work against
	$(SUDO) apt-get update -qq
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	  ceph-mon ceph-osd ceph-mgr radosgw chromium coturn ffmpeg firefox-esr fonts-liberation2 \
	  janus libreoffice-writer-nogui nginx-light nodejs postgresql poppler-utils softhsm2 xmlsec1 \
	  $$(command -v npm > /dev/null || echo npm) # some packages of Node have it in them

lock: ## choose the newest versions that pyproject.toml allows
	@$(PYTHON) deploy/install.py $(VENV) lock

installed:
	@$(PYTHON) deploy/install.py $(VENV)

installed-dev:
	@$(PYTHON) deploy/install.py $(VENV) dev
