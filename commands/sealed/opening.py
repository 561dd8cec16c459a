"""Opening a file of sealed requests on the custodian's own machine, and tables that a spreadsheet can't run.

Must not know: the server, and what a request is about.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

from hotline import followups
from hotline.followups import BoxShut, CustodianKey

FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run these
IN_CLEAR = ("incident", "kind", "day")


@dataclass(frozen=True, slots=True)
class Opened:
    """What opened, each with what it says in clear, and how many boxes stayed shut."""

    requests: tuple[dict[str, str], ...]
    shut: int

    def complain(self) -> None:
        """A sentence and exit code 1 where something did not open: said last, so that the others are there."""
        if self.shut:
            raise click.ClickException(
                f"{self.shut:,} requests did not open: they were sealed for another key, or changed."
            )


def open_all(file: Path, private: Path, *, kind: str | None = None) -> Opened:
    """Open the requests of a file, or those of one kind, with a private key's file; ClickException says why not."""
    try:
        key = CustodianKey.read(private)
        # Whoever can write to the database can put in a request of any kind, so what stands in the box is not asked.
        boxes = [one for one in followups.read(file) if kind in (None, one.kind)]
    except BoxShut as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"{fault.filename} can't be read: {fault.strerror}.") from None
    except UnicodeError:
        raise click.ClickException(f"{file} is not a file of requests, as flask requests export writes it.") from None
    opened = tuple(_opened(key, boxes))
    return Opened(opened, shut=len(boxes) - len(opened))


def _opened(key: CustodianKey, boxes: Iterable[followups.Exported]) -> Iterator[dict[str, str]]:
    for request in boxes:
        about = {"incident": request.incident, "kind": request.kind, "day": request.day}
        try:
            yield {**followups.open_box(key, request.box), **about}
        except BoxShut:
            continue


def write_table(out: TextIO, opened: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    """The requests as CSV, a column each of `columns`, harmless to a spreadsheet."""
    rows = csv.writer(out)
    rows.writerow([_harmless(name) for name in columns])
    rows.writerows([_harmless(details.get(name, "")) for name in columns] for details in opened)


def _harmless(cell: str) -> str:
    seen = "".join(letter for letter in cell if letter.isprintable())
    return f"'{seen}" if seen.lstrip().startswith(FORMULA) else seen
