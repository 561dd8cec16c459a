"""`make rehearsal`: the example's whole list, at both costs of a hash. Must not know: what is compared, and how."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hotline import settings
from lookup.hashing import PROFILES
from rehearsal.kills import rehearse
from rehearsal.stage import Untrue, set_up

OLD, NEW = 200, 3_500  # individuals: a register that answers, and the list that is to follow it
SAMPLE = {"light": 500, "standard": 100}  # individuals who are asked about at the end


def main() -> None:
    """Rehearse one profile or both; exit code 1 if anything is untrue."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    parser.add_argument("--profile", choices=[*PROFILES, "both"], default="both", help="the cost of a hash")
    parser.add_argument("--people", type=int, default=NEW, metavar="N", help="individuals on the list (default 3,500)")
    chosen = parser.parse_args()
    profiles = ["light", "standard"] if chosen.profile == "both" else [chosen.profile]
    settings.STATE.mkdir(exist_ok=True)
    for profile in profiles:
        with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=settings.STATE) as folder:
            try:
                rehearse_one(profile, Path(folder), people=chosen.people)
            except Untrue as untrue:
                sys.exit(f"{profile}: UNTRUE: {untrue}")


def rehearse_one(profile: str, folder: Path, *, people: int) -> None:
    """One profile, in a folder of its own; prints what it proved."""
    began = time.monotonic()
    stage = set_up(folder / "stage", old=OLD, new=people)
    found = rehearse(stage, folder / "undisturbed", PROFILES[profile], sample=SAMPLE[profile])
    print(f"{profile}: {people:,} individuals, {found}; {time.monotonic() - began:,.0f} s", flush=True)


main()
