"""Speeds of the hotline, each beside what this machine can do at all, measured in the same run: `make bench`.

Ratios, because a number of lookups a second says more about the machine than about us. Must not know: tests.
"""
