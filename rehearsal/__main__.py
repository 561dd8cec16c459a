"""`make rehearsal`: an import under kills, or a fortnight of calls. Must not know: what is compared, and how."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from hotline import settings
from lookup.hashing import PROFILES
from rehearsal.fortnight.days import CALLS, Days
from rehearsal.fortnight.whole import fortnight
from rehearsal.kills import rehearse
from rehearsal.stage import Untrue, set_up

OLD, NEW = 200, 3_500  # individuals: a register that answers, and the list that is to follow it
SAMPLE = {"light": 500, "standard": 100}  # individuals who are asked about at the end


def main(arguments: Sequence[str]) -> None:
    """Rehearse one thing; exit code 1 if anything is untrue."""
    chosen = _parser().parse_args(arguments)
    settings.STATE.mkdir(exist_ok=True)
    if chosen.what == "fortnight":
        _fortnights(chosen.on, Days(calls=CALLS[: chosen.days], seed=chosen.seed))
    else:
        _imports(["light", "standard"] if chosen.profile == "both" else [chosen.profile], people=chosen.people)


def _imports(profiles: Sequence[str], *, people: int) -> None:
    for profile in profiles:
        with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=settings.STATE) as folder:
            try:
                rehearse_one(profile, Path(folder), people=people)
            except Untrue as untrue:
                sys.exit(f"{profile}: UNTRUE: {untrue}")


def _fortnights(databases: Sequence[str], days: Days) -> None:
    for name in databases:
        began = time.monotonic()
        found = fortnight(name, days, tell=lambda progress: print(progress, flush=True))
        for sentence in found.untrue:
            print(f"UNTRUE: {sentence}")
        print(f"{name}: {found}; {time.monotonic() - began:,.0f} s", flush=True)
        if found.untrue:
            sys.exit(f"{name}: {len(found.untrue)} UNTRUE with seed {days.seed}")


def rehearse_one(profile: str, folder: Path, *, people: int) -> None:
    """One profile, in a folder of its own; prints what it proved."""
    began = time.monotonic()
    stage = set_up(folder / "stage", old=OLD, new=people)
    found = rehearse(stage, folder / "undisturbed", PROFILES[profile], sample=SAMPLE[profile])
    print(f"{profile}: {people:,} individuals, {found}; {time.monotonic() - began:,.0f} s", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    add = parser.add_argument
    add(
        "what",
        nargs="?",
        choices=["imports", "fortnight"],
        default="imports",
        help="what is rehearsed (default imports)",
    )
    add("--profile", choices=[*PROFILES, "both"], default="both", help="imports: the cost of a hash")
    add("--people", type=int, default=NEW, metavar="N", help="imports: individuals on the list (default 3,500)")
    add("--days", type=int, default=len(CALLS), metavar="N", help="fortnight: how many days of it (default 14)")
    add("--seed", type=int, default=Days().seed, help="fortnight: who calls when, and how (default %(default)s)")
    both = ["sqlite", "postgresql"]
    add("--on", nargs="+", choices=both, default=both, help="fortnight: on which databases (default both)")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
