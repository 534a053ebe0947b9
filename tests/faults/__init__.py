"""Fault tests: harm is done on purpose, and what really arrived is compared with what is said.

Not part of pytest's own run: `make faults`, or `python -m tests.faults --help`; docs/faults.md.
"""
