"""A thousand calls at once for five minutes, as people make them, on SQLite and then on PostgreSQL.

The crowd that calls runs on the same cores as the line, so the figures are the line's with its callers beside it.
Must not know: how a document is followed, and what a caller presses.
"""

import csv
import math
import random
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figures import Figure
from bench.installation import Installation, import_list, people, publish, unwatched
from bench.people.crowd import Crowd, Individual, Seen, Words
from bench.servers import peak_mib, server, serving
from ivr.words import prompts
from lookup import letter_codes
from lookup.hashing import PROFILES
from tests import postgresql

PLAIN_AIM = 150.0  # ms
CHECKING_AIM = 2000.0
FIRST_AIM = 2000.0
PARTS = ((50.0, "p50"), (99.0, "p99"), (99.9, "p99.9"))
ANSWERS = ("match", "no_match", "cannot_tell", "may_not_tell")
# For each individual on the list. Each has five guesses a day, and none of them may be asked about more often.
STRANGERS = 20
DURABLE = ("shared_buffers=128MB", "max_connections=60")  # all else is as PostgreSQL comes


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of the line.

    `speed`: how many times faster than people the callers live. `listed`: individuals on the list.
    """

    calls: int = 1000
    seconds: float = 300.0
    speed: float = 1.0
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    seed: int = 3
    listed: int = 100

    @property
    def ramp(self) -> float:
        """Seconds in which all have dialled: not in one moment, so that nobody speaks in step."""
        return min(self.seconds, 60.0 / self.speed)


def load(asked: Load) -> Iterator[Figure]:
    """The figures of one load on each database."""
    for name in asked.databases:
        with database_of(name) as url, server(**url) as (on, line):
            listed, strangers = prepared(on, asked.listed)
            crowd = Crowd(line, listed, strangers, ways_of(on), known_words(), seed=asked.seed, speed=asked.speed)
            with serving(on, line):
                seen = crowd.calls_for(asked.seconds, calls=asked.calls, ramp=asked.ramp)
                # Others than those whose calls are still going on, who would hear where they are.
                at_once = replace(crowd, seed=asked.seed + 1).rings_at_once(asked.calls)
                memory = peak_mib()
        yield from _told(name, asked, at_once, seen)
        beside = ", ".join(f"{worker:.0f}" for worker in memory)
        yield Figure(f"{name}: memory of all workers", sum(memory), 1024, " MiB", at_most=True, beside=f"{beside} MiB")


def _told(name: str, asked: Load, at_once: Seen, seen: Seen) -> Iterator[Figure]:
    requests = len(seen.plain) + len(seen.checking)
    rate = f"{requests / asked.seconds:,.0f} requests/s, {len(seen.checking) / asked.seconds:.1f} checks/s"
    calls = f"{asked.calls:,} calls at once for {asked.seconds:.0f} s, {seen.calls:,} in all"
    yield from times(f"{name}: webhooks that do not check", seen.plain, PLAIN_AIM, f"{calls}; {rate}")
    told = ", ".join(f"{count:,} {answer}" for answer, count in sorted(seen.answers.items()))
    yield from times(f"{name}: webhooks that check", seen.checking, CHECKING_AIM, f"{told}; {seen.moments} waited")
    failed = seen.errors
    yield Figure(f"{name}: errors", failed.total(), 0, at_most=True, beside=counted(failed), must=True)
    yield Figure(f"{name}: wrong answers", seen.wrong, 0, at_most=True, beside=told, must=True)
    # More than any network brings: every first webhook in one moment. How long the last of them waits, and for what.
    yield from times(f"{name}: first words, all ring at once", at_once.first, FIRST_AIM, f"{asked.calls:,} calls")
    failed = at_once.errors
    yield Figure(f"{name}: errors when all ring at once", failed.total(), 0, at_most=True, beside=counted(failed))


def counted(errors: Counter[str]) -> str:
    """How many there were of what."""
    return ", ".join(f"{count} {what}" for what, count in errors.items()) or "none"


def times(what: str, seconds: Sequence[float], aim: float, beside: str) -> Iterator[Figure]:
    """Figures about many times, each of which should be at most `aim` milliseconds."""
    for part, name in PARTS:
        yield Figure(f"{what}, {name}", percentile(seconds, part) * 1000, aim, " ms", at_most=True, beside=beside)
        beside = f"of {len(seconds):,}; mean {statistics.fmean(seconds) * 1000 if seconds else 0:.1f} ms"


def percentile(seconds: Sequence[float], part: float) -> float:
    """The value that `part` of a hundred do not exceed; without any, not a number, which reaches no aim."""
    ordered = sorted(seconds)
    return ordered[math.ceil(len(ordered) * part / 100) - 1] if ordered else math.nan


def prepared(on: Installation, count: int) -> tuple[list[Individual], list[Individual]]:
    """Import and publish a list of so many at `light`; those on it, and many more who are not, as callers know them."""
    rows, letters = people(count), on.folder / "letters.csv"
    import_list(on, rows, PROFILES["light"], watch=unwatched, letters=letters)
    publish(on)
    codes = _codes(letters)
    listed = [
        _individual(row["student_number"], row["birth_date"], codes[row["person_key"]], listed=True) for row in rows
    ]
    chance, taken = random.Random(count), {one.letter_code for one in listed} | {one.student_number for one in listed}
    strangers: list[Individual] = []
    while len(strangers) < count * STRANGERS:
        number, born = str(chance.randrange(10**9, 10**10)), chance.choice(rows)["birth_date"]
        payload = str(chance.randrange(10**10, 10**11)).ljust(len(listed[0].letter_code) - 1, "5")
        code = payload + letter_codes.check_digit(payload)
        if not taken & {number, code}:
            strangers.append(_individual(number, born, code, listed=False))
    return listed, strangers


def _individual(number: str, born: str, code: str, *, listed: bool) -> Individual:
    year, month, day = born.split("-")
    return Individual(number, f"{month}{day}{year}", code, listed)


def _codes(letters: Path) -> dict[str, str]:
    with letters.open(encoding="utf-8", newline="") as file:
        return {row["person_key"]: row["letter_code"].replace("-", "") for row in csv.DictReader(file)}


def ways_of(on: Installation) -> dict[str, str]:
    """The ways of checking that callers use here, each with the key that chooses it."""
    ways = {way.name: str(key) for key, way in enumerate(on.incident.content.schemes_at("telephone"), 1)}
    return {way: key for way, key in ways.items() if way in ("letter_code", "student_number")}


def known_words() -> Words:
    """The sentence of each answer, in every language."""
    sheets = prompts.load().values()
    return Words({name.upper(): [sheet.prompt(f"answer.{name}").words for sheet in sheets] for name in ANSWERS})


@contextmanager
def database_of(name: str) -> Iterator[dict[str, str]]:
    """What an installation on this kind of database is told."""
    if name == "sqlite":
        yield {}
        return
    running = postgresql.start(DURABLE)
    try:
        yield {"NOTICELINE_DATABASE_URL": running.create("bench")}
    finally:
        running.stop()
