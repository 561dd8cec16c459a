"""Lists that are broken in every way we could think of, through the reader and the sums of a dry run.

Each is read to its end, with every row accounted for, or refused with one sentence; and no sentence holds what a cell
does. Must not know: how a list is read.
"""

import csv
import io
import random
import re
import resource
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from fuzz.incidents import contents
from fuzz.stories import Failed, Part
from hotline.incidents.content import Content
from hotline.incidents.list_format import ListFormat
from hotline.settings import PROJECT
from lookup.imports.lists import ListFault, Reject, read_list
from lookup.imports.people import Gathering
from tests.lookup.imports import workbooks

LONGEST = 20.0  # seconds for one list
LONGEST_SENTENCE = 500
MOST_GROWTH_MIB = 400
PEOPLE = PROJECT / "examples" / "jcps-2019" / "people-demo.csv"
FORMATS = (
    ListFormat(),
    ListFormat(encoding="utf-16"),
    ListFormat(encoding="windows-1252", delimiter=";"),
    ListFormat(encoding="latin-1", delimiter="tab"),
    ListFormat(date_format="MM/DD/YYYY"),
)
JUNK = (
    *(b"\0", b'"', b'""', b"\r", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b",,,,", b";", b"\t", b"'"),
    *("\u202e", "\u200b", "\u2028", "\uff11\uff12", "\ud7ff", "é", "\U0001f600"),
    *(b"=1+1", b"@SUM(A1)", b"2009-02-30", b"1900-01-01", b"0000-00-00", b"99999999999999999999", b"%s{0}", b"\x1b[2J"),
    *(b"9" * 1001, b"x," * 300, b"\n" * 50, b"a" * 70_000),
)
BOMB = b"<row><c><v>1</v></c></row>" * 400_000


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done to the list; `chance` decides where and with what."""

    kind: str
    chance: int


def draw(chance: random.Random) -> list[Act]:
    """Now and then a workbook, mostly text; then some damage."""
    damage = chance.choices(sorted(DAMAGES), k=chance.randrange(1, 6))
    kinds = ["a workbook" if chance.random() < 0.06 else "text", *damage]
    return [Act(kind, chance.randrange(10**9)) for kind in kinds]


def live(acts: Sequence[Act]) -> None:
    """Write the list, break it, read it; Failed, or whatever the reader raises, where something does not hold."""
    first = acts[0] if acts else Act("text", 0)
    content = _content(first.chance)
    is_workbook = first.kind == "a workbook"
    written = _workbook(first.chance, acts) if is_workbook else _text(first.chance, content.source)
    for act in acts:
        if act.kind in DAMAGES and not (is_workbook and act.chance % 2):
            written = DAMAGES[act.kind](written, random.Random(act.chance))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / ("list.xlsx" if is_workbook else "list.csv")
        path.write_bytes(written)
        _holds(path, content)


BROKEN_LISTS = Part("lists", draw, live, batch=50)


def _holds(path: Path, content: Content) -> None:
    began, before = time.monotonic(), _peak_mib()
    told = " ".join(_read(path, content))
    if time.monotonic() - began > LONGEST:
        raise Failed(f"a list took longer than {LONGEST:.0f} s")
    if _peak_mib() - before > MOST_GROWTH_MIB:
        raise Failed(f"a list took more than {MOST_GROWTH_MIB} MiB")
    shown = _values().intersection(re.findall(r"[\w-]+", told))
    if shown:
        raise Failed(f"a message shows {len(shown)} values of cells")


def _read(path: Path, content: Content) -> list[str]:
    """Read the list to its end, or to its one fault, and account for it; all that is told of it."""
    gathering, told = Gathering(), []
    try:
        for row in read_list(path, content):
            gathering.take(row)
            told += [f"{row.column} {row.reason}"] if isinstance(row, Reject) else []
    except ListFault as fault:
        told.append(str(fault))
        if "\n" in str(fault) or len(str(fault)) > LONGEST_SENTENCE:
            raise Failed("a list is refused with more than a sentence") from None
    sums = gathering.accounting()
    if sums.rows != sums.individuals + sum(sums.merged.values()) + len(sums.rejects):
        raise Failed(f"{sums.rows} rows are not {sums.individuals} + {dict(sums.merged)} + {len(sums.rejects)}")
    return told


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _content(chance: int) -> Content:
    return replace(contents()[chance % 8 * 16], source=FORMATS[chance // 8 % len(FORMATS)])


@cache
def _people() -> tuple[Mapping[str, str], ...]:
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        return tuple(islice(csv.DictReader(file), 400))


@cache
def _values() -> frozenset[str]:
    """What no message may show: keys, numbers, names and dates of people."""
    columns = ("person_key", "student_number", "last_name", "first_name", "birth_date")
    return frozenset(row[column] for row in _people() for column in columns if len(row[column]) > 3)


def _rows(chance: int) -> list[Mapping[str, str]]:
    return random.Random(chance).choices(_people(), k=1 + chance % 30)


def _text(chance: int, source: ListFormat) -> bytes:
    file, rows = io.StringIO(), _rows(chance)
    delimiter = {"tab": "\t", "": ","}.get(source.delimiter, source.delimiter)
    table = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        year, month, day = (*row["birth_date"].split("-"), "", "")[:3]
        table.writerow({**row, "birth_date": f"{month}/{day}/{year}"} if source.date_format[0] == "M" else row)
    return file.getvalue().encode(source.encoding, "replace")


def _workbook(chance: int, acts: Sequence[Act]) -> bytes:
    """A workbook; every other damage is done inside it, before it is packed."""
    rows = _rows(chance)
    table = workbooks.sheet([list(rows[0]), *(list(row.values()) for row in rows)]).encode()
    for act in acts:
        if act.kind in DAMAGES and act.chance % 2:
            table = DAMAGES[act.kind](table, random.Random(act.chance))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = workbooks.workbook(Path(folder) / "list.xlsx", {"List": table.decode("utf-8", "replace")})
        return path.read_bytes()


def _flips(written: bytes, chance: random.Random) -> bytes:
    broken = bytearray(written)
    for _ in range(chance.randrange(1, 8)):
        if broken:
            broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _cuts(written: bytes, chance: random.Random) -> bytes:
    return written[: chance.randrange(len(written) + 1)]


def _leaves_out(written: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(written) + 1)
    return written[:at] + written[at + chance.randrange(40) :]


def _repeats(written: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(written) + 1)
    return written[:at] + written[at : at + 300] * chance.randrange(2, 20) + written[at:]


def _inserts(written: bytes, chance: random.Random) -> bytes:
    junk = chance.choice(JUNK)
    at = chance.randrange(len(written) + 1)
    return written[:at] + (junk if isinstance(junk, bytes) else junk.encode()) + written[at:]


def _joins_lines(written: bytes, chance: random.Random) -> bytes:
    lines = written.split(b"\r\n")
    at = chance.randrange(len(lines))
    return b"\r\n".join(lines[:at]) + b"\r\n".join(lines[at:])


def _mixes_lines(written: bytes, chance: random.Random) -> bytes:
    lines = written.split(b"\r\n")
    chance.shuffle(lines)
    return b"\r\n".join(lines)


def _swells(written: bytes, chance: random.Random) -> bytes:
    """A member of a zip that unpacks to far more than it is; a text gets a very wide row."""
    if not written.startswith(b"PK"):
        return written + b"x," * chance.randrange(1, 30_000)
    packed = io.BytesIO(written)
    try:
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"xl/more/{chance.randrange(10**9)}.xml", BOMB)
    except (zipfile.BadZipFile, struct.error, ValueError):
        return written  # too broken already
    return packed.getvalue()


Damage = Callable[[bytes, random.Random], bytes]
DAMAGES: Mapping[str, Damage] = {
    "flips bytes": _flips,
    "cuts off the end": _cuts,
    "leaves something out": _leaves_out,
    "repeats a piece": _repeats,
    "inserts junk": _inserts,
    "joins lines": _joins_lines,
    "mixes lines": _mixes_lines,
    "swells": _swells,
}
