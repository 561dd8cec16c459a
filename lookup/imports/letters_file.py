"""The file for the mailing: who gets which letter code, and nothing else.

It is opened before the long work begins, so that a place that can't be written to is found at once, and takes its name
only when it is whole. Must not know: where codes come from.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lookup import letter_codes
from lookup.imports.building import Done
from lookup.imports.lists import ListFault
from lookup.imports.people import Individual


class LettersFile:
    """An open draft of the file, readable by its owner only."""

    def __init__(self, draft: IO[str]) -> None:
        self._draft = draft

    def write(self, individuals: Sequence[Individual], done: Done) -> None:
        """Everybody's person key and code, as the letter shows it."""
        rows = csv.writer(self._draft, lineterminator="\n")
        rows.writerow(("person_key", "letter_code"))
        for one in individuals:
            rows.writerow((one.person_key, letter_codes.printed(one.letter_code)))
            done(1)


@contextmanager
def letters_file(path: Path | None, *, not_over: Path) -> Iterator[LettersFile | None]:
    """The file at `path` (None where none is wanted), never in place of the list; ListFault where it can't be written.

    What is not finished leaves nothing behind.
    """
    if path is None:
        yield None
        return
    if path.is_dir() or (path.exists() and path.samefile(not_over)):
        raise ListFault(f"The letters can't be written to {path}: it is {'a folder' if path.is_dir() else 'the list'}.")
    # One name, so that the draft of an import that was killed is written anew and not left with its codes.
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.unlink(missing_ok=True)
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise ListFault(f"The letters can't be written to {path}: {fault.strerror}.") from None
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            yield LettersFile(file)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
