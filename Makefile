# Short names for `python3 dev.py ...`, which does the work and needs nothing but Python 3.11+ and pip.
PYTHON ?= python3

.PHONY: run test test-fast check package format clean

# dedupe the sample: see policydiff work
run:
	$(PYTHON) dev.py run

# the whole test suite, with coverage
test:
	$(PYTHON) dev.py test

# the part of it that takes less than a minute, without coverage
test-fast:
	$(PYTHON) dev.py test --fast

# ruff, mypy and the links in the documentation
check:
	$(PYTHON) dev.py check

# build the wheel and the source archive, and try them
package:
	$(PYTHON) dev.py package

# put the code into the house format
format:
	$(PYTHON) dev.py format

# remove the environment and everything tools left behind
clean:
	$(PYTHON) dev.py clean
