"""What every test may ask for.

Must not know: what a single test is about.
"""

pytest_plugins = ["tests.databases", "tests.no_skips", "tests.patience"]
