# Everything here works with GNU make and BSD make, and needs only Python 3.11 or newer.
# `make` alone lists the targets.

PORT = 8000
APPEAL =
T = tests
FAULTS = --short
BENCH =
LOCKS = requirements
WITH = .venv/bin/python
BABEL = .venv/bin/pybabel
COMPILE = .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.PHONY: help venv venv-test run test translations faults fax-test bench lock check clean

help:
	@echo "make run                the campaign on http://127.0.0.1:8000, nothing leaves this machine"
	@echo "make run PORT=8001      the same on another port"
	@echo "make run APPEAL=a.txt   with your own appeal instead of the demonstration"
	@echo "make test               all tests; T=tests/letters for a part of them"
	@echo "make faults             harm is done on purpose; what arrived is compared with what is said"
	@echo "make faults FAULTS='--minutes 60'   the same by lot for an hour; see docs/faults.md"
	@echo "make bench              measured beside others, written into docs/performance.md; half an hour"
	@echo "make bench BENCH=--quick   small numbers in a few minutes; the page stays as it is"
	@echo "make fax-test           real faxes from modem to modem; needs root, HylaFAX and iaxmodem"
	@echo "make check              style, types and the order of the rooms"
	@echo "make venv               only install what running needs, into .venv"
	@echo "make translations       bring the catalogues in line with the code, and compile them"
	@echo "make lock               write requirements/*.lock anew from requirements/*.in"
	@echo "make clean              remove .venv and caches; var/ with your data stays"

venv:
	@sh requirements/install.sh run

venv-test:
	@sh requirements/install.sh test

run: venv
	@exec $(WITH) -m campaign.works.run --port "$(PORT)" --appeal "$(APPEAL)"

test: venv-test
	@exec $(WITH) -m pytest -n 2 $(T)

faults: venv-test
	@exec $(WITH) -m tests.faults $(FAULTS)

bench:
	@sh requirements/install.sh bench
	@exec $(WITH) -m bench $(BENCH)

fax-test: venv-test
	@exec unshare --net --mount $(WITH) -m tests.realfax

check: venv-test
	@$(WITH) -m ruff check .
	@$(WITH) -m ruff format --check .
	@$(WITH) -m mypy
	@$(WITH) -c 'from importlinter.cli import lint_imports_command as run; run()'

translations: venv-test
	@mkdir -p build
	@$(BABEL) --quiet extract --mapping-file babel.cfg --project campaign --copyright-holder "" \
		--add-location file --output-file build/messages.pot .
	@for language in ar es fr ru; do \
		$(BABEL) --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
			--init-missing --input-file build/messages.pot --output-dir campaign/translations \
			--locale $$language || exit 1; \
		$(BABEL) --quiet compile --directory campaign/translations --locale $$language || exit 1; \
	done

lock: venv-test
	@for part in run test bench; do \
		$(COMPILE) $(LOCKS)/$$part.in -o $(LOCKS)/$$part.lock || exit 1; \
	done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
