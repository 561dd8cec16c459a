"""`make fuzz`: every part with its numbers, or as many as are asked for. Must not know: what a story is."""

import argparse
import secrets
import sys
import time
from collections.abc import Mapping, Sequence

from commands.children import Stopped, stopped_by_signals
from fuzz.calls import WHOLE_CALLS
from fuzz.lines import try_lines
from fuzz.lists import BROKEN_LISTS
from fuzz.requests import CUT_REQUESTS
from fuzz.stories import Part, try_all

PARTS: Mapping[str, Part] = {"calls": WHOLE_CALLS, "requests": CUT_REQUESTS, "lists": BROKEN_LISTS}
STORIES: Mapping[str, int] = {"calls": 100_000, "lines": 500, "requests": 100_000, "lists": 5_000}


def main(arguments: Sequence[str]) -> int:
    """Try every part; 1 where a story fails."""
    options = _parser().parse_args(arguments)
    seed = options.seed if options.seed is not None else secrets.randbelow(10**9)
    print(f"seed {seed}", flush=True)
    began, failures = time.monotonic(), []
    for name in options.parts or STORIES:
        stories = getattr(options, name)
        if name in PARTS:
            failures += try_all(PARTS[name], stories=stories, seed=seed, tell=_tell, cores=options.cores)
        else:
            failures += try_lines(stories=stories, seed=seed, tell=_tell)
    for failure in failures:
        print(f"\n{failure.told()}")
    print(f"\n{len(failures) or 'No'} failures with seed {seed}, {time.monotonic() - began:.0f} s.")
    return int(bool(failures))


def _tell(progress: str) -> None:
    print(progress, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Checks by chance, drawn from a seed.")
    parser.add_argument("parts", nargs="*", choices=[*STORIES, []], metavar="PART", help=f"of {', '.join(STORIES)}")
    parser.add_argument("--seed", type=int, help="what all chance comes from (default: another each time)")
    parser.add_argument("--cores", type=int, help="how many processes (default: one a core)")
    for name, usual in STORIES.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"how many of this part (default {usual:,})")
    return parser


if __name__ == "__main__":
    try:
        with stopped_by_signals():
            sys.exit(main(sys.argv[1:]))
    except Stopped:
        sys.exit("\nStopped.")
