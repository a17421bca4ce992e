# `make report` builds the real table into out/; `make test` runs the tests. Nothing else is needed.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --no-input --quiet

# What was compiled once is not compiled again in each process, whatever the shell has set.
unexport PYTHONDONTWRITEBYTECODE

# The libraries WeasyPrint lays text out with; the browser and tools the tests look with.
REPORT_PACKAGES := python3-venv libpango-1.0-0 libpangoft2-1.0-0
TEST_PACKAGES := $(REPORT_PACKAGES) chromium libatomic1 poppler-utils

.PHONY: report test unit lint docs package lock catalogue editors bench clean

report: $(VENV)/report.stamp
	$(VENV)/bin/report build

test: $(VENV)/test.stamp
	@echo "Running all tests: six minutes on two cores."
	$(VENV)/bin/python -m pytest --numprocesses auto --dist worksteal \
		--hypothesis-profile repeatable

# The quick part: no process, browser, Office or Java, no test of many sheets or very long
# texts, and fewer examples of each law, other ones each time. Not a minute on two cores.
# tests/conftest.py fails a test of this part that starts a process.
unit: $(VENV)/test.stamp
	$(VENV)/bin/python -m pytest --numprocesses auto --dist worksteal \
		-m "not program and not browser and not slow" --hypothesis-profile few

lint: $(VENV)/test.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python tools/unused.py

$(VENV)/report.stamp: requirements.txt pyproject.toml
	@sh tools/system-packages.sh $(REPORT_PACKAGES)
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the program into $(VENV): $$(grep -c == requirements.txt) packages, about a minute."
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/report.stamp
	@sh tools/system-packages.sh $(TEST_PACKAGES)
	@echo "Installing what the tests need: $$(grep -c == requirements-dev.txt) packages, about two minutes."
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# The manual as a site, in build/site, to open without a server; a broken link is an error.
docs: $(VENV)/test.stamp
	$(VENV)/bin/python tools/reference.py
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet
	@echo build/site/index.html

# The program to hand on, in dist/: a wheel, the sources, and a requirements.txt that names the
# wheel and everything it needs, with hashes.
DIST := dist
package: $(VENV)/report.stamp
	rm -rf $(DIST)
	$(VENV)/bin/python -m hatchling build --directory $(DIST)
	cp requirements.txt $(DIST)/
	cd $(DIST) && for wheel in *.whl; do \
		echo "./$$wheel --hash=sha256:$$(sha256sum $$wheel | cut -d ' ' -f 1)"; \
	done >> requirements.txt

# Needs uv. The lock files carry hashes, and no name of any package host.
LOCK := uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock:
	$(LOCK) --group build -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt

# After a change of messages: collect them, translate the new ones in the .po file, run this again.
LOCALE := src/progress_report/locale
catalogue: $(VENV)/test.stamp
	$(VENV)/bin/pybabel --quiet extract --no-location --sort-output --no-wrap \
		-k _ -k N_ -o $(LOCALE)/messages.pot src
	$(VENV)/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
		-i $(LOCALE)/messages.pot -d $(LOCALE) -D progress_report -l zh_CN
	$(VENV)/bin/pybabel --quiet compile --statistics -d $(LOCALE) -D progress_report -l zh_CN
	rm $(LOCALE)/messages.pot

# The schemas in the language server that editors use. Needs Node and npm.
EDITORS := build/editors
editors: $(VENV)/test.stamp
	npm install --silent --no-save --no-audit --no-fund --prefix $(EDITORS) \
		yaml-language-server@1.25.0
	$(VENV)/bin/python -m pytest tests/project/test_editors.py

bench: $(VENV)/test.stamp
	$(VENV)/bin/python bench

clean:
	rm -rf $(VENV) build dist
