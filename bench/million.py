"""A million rows through the list's reader, and a million keys published and asked, beside ten thousand.

Must not know: the telephone, and what a hash costs: here it costs next to nothing.
"""

import dataclasses
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure
from bench.installation import Installation, installation, publish, unwatched
from lookup import AnswerName, Query, Telephone
from lookup.hashing import Cost
from lookup.imports.importing import Import, Importer
from lookup.imports.lists import read_list
from lookup.registers import register

NEXT_TO_NOTHING = Cost(memory_kib=8, passes=1)
ROWS = 1_000_000
PEOPLE = {"1 M": 500_000, "10 k": 5_000}  # each has two keys: a letter code and a student number
SCHEMES = ("letter_code", "student_number")
LOOKUPS = 300
HEADER = "person_key,student_number,last_name,first_name,birth_date,street,zip,categories\n"


def million() -> Iterator[Figure]:
    """Rows a second and their memory; then the time of a lookup among a million keys ÷ among ten thousand."""
    with installation() as on:
        yield from _reader(on)
    with ExitStack() as stack:
        asked, told = {}, []
        for name, number in PEOPLE.items():
            on = stack.enter_context(installation())
            began = time.perf_counter()
            pages = _build(on, number)
            told.append(f"{name}: {pages:,} pages in {time.perf_counter() - began:,.0f} s")
            asked[name] = _asking(on, number)
        spent = _in_turns(asked)
    at_most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    beside = f"{spent['1 M']:.2f} and {spent['10 k']:.2f} ms; {', '.join(told)}; {at_most:.1f} GiB at most"
    yield Figure("lookup among 1 M keys ÷ among 10 k", spent["1 M"] / spent["10 k"], 1.1, at_most=True, beside=beside)


def row(number: int) -> str:
    """Somebody made up, different for every number."""
    born = f"{1990 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}"
    return f"P{number:07},{_student_number(number)},Harris,Olivia,{born},652 Example St,65109,name;address\n"


def _student_number(number: int) -> str:
    return f"{number * 7919 + 1013:010}"


def _reader(on: Installation) -> Iterator[Figure]:
    path = _list(on.folder, ROWS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    read = sum(1 for _ in read_list(path, on.incident.content))
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if read != ROWS:
        raise AssertionError(f"{ROWS:,} rows expected, {read:,} came")
    told = f"{read:,} rows in {seconds:,.0f} s"
    yield Figure("thousand rows of a list read in a second", read / seconds / 1000, 15, beside=told)
    yield Figure("memory that they take", grown, 50, " MiB", at_most=True, beside="what the process grew by meanwhile")


def _list(folder: Path, rows: int) -> Path:
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(map(row, range(rows)))
    return path


def _build(on: Installation, number: int) -> int:
    content = on.incident.content
    schemes = tuple(scheme for scheme in content.schemes if scheme.name in SCHEMES)
    incident = dataclasses.replace(on.incident, content=dataclasses.replace(content, schemes=schemes))
    house = on.house
    importer = Importer(house.database, house.keyring, house.clock, operator="bench")
    importer.run(Import(incident, _list(on.folder, number), NEXT_TO_NOTHING), unwatched)
    publish(on)
    with house.database.read() as session:
        return register.status(session, on.incident.id).pages


def _asking(on: Installation, number: int) -> Callable[[], None]:
    """One check by a caller who never rang before; every one is a hit, somewhere in the register."""

    def ask() -> None:
        one = random.randrange(number)
        details = {"student_number": _student_number(one), "birth_date": row(one).split(",")[4]}
        caller = Telephone(os.urandom(32), f"+1555{random.randrange(10**7):07}")
        answer = on.house.lookup.ask(Query.of(on.incident.id, "student_number", details), caller)
        if answer.name is not AnswerName.MATCH:
            raise AssertionError(f"MATCH expected, {answer.name} came: this measures something else")

    return ask


def _in_turns(asked: dict[str, Callable[[], None]]) -> dict[str, float]:
    """The middle of many times, in milliseconds; in turns, so that a slow minute of the machine slows both."""
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for ask in asked.values():
        ask()  # the self-test is due at the first check of a process
    for _ in range(LOOKUPS):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            spent[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}
