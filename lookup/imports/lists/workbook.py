"""A list as an XLSX workbook: looked over from outside, then read by a process of its own that may take only so much.

Two cells in opposite corners of a sheet make any reader reserve memory for all that is between them, whatever the file
says of its size. So the zip's directory is checked first, and the reader (`sheet.py`) can fall without us.
Must not know: what a column means.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from hotline.incidents import ListFormat
from lookup.imports.lists.faults import ListFault
from lookup.imports.lists.rows import Cell

MOST_MEMBERS = 1000
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_TIMES = 100  # unpacked ÷ packed, of anything over a MiB; lists reach 20
_MIB = 1024 * 1024
_SHEET = Path(__file__).with_name("sheet.py")


@dataclass(frozen=True, slots=True)
class Workbook:
    """An XLSX file, and how the custodian declared it."""

    path: Path
    source: ListFormat

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row that is not empty, with its number as the spreadsheet shows it. ListFault."""
        self._look_over()
        command = [sys.executable, "-I", str(_SHEET), str(self.path), self.source.sheet]
        # Arguments are a path and a sheet's name; the rows come through a pipe and touch no disk.
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603
            try:
                yield from self._received(reader.stdout)
            finally:
                reader.kill()

    def _received(self, lines: IO[bytes] | None) -> Iterator[tuple[int, list[Cell]]]:
        for line in lines or ():
            said = json.loads(line)
            if isinstance(said, str):
                raise ListFault(f"{self.path.name} {said}")
            if said is None:
                return
            for number, cells in said:
                yield number, [cell if isinstance(cell, str) else date.fromisoformat(cell["date"]) for cell in cells]
        raise ListFault(f"{self.path.name} can't be read in the memory and time that a list may take.")

    def _look_over(self) -> None:
        """The zip's own directory, before anything is unpacked."""
        try:
            with zipfile.ZipFile(self.path) as packed:
                members = packed.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise ListFault(f"{self.path.name} is damaged: it begins like an XLSX file and is none.") from None
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS:
            raise ListFault(f"{self.path.name} consists of {len(members):,} files; a list may have {MOST_MEMBERS:,}.")
        bloated = any(one.file_size > max(_MIB, MOST_TIMES * one.compress_size) for one in members)
        if bloated or unpacked > MOST_UNPACKED:
            raise ListFault(
                f"{self.path.name} would unpack to {unpacked // _MIB:,} MiB from "
                f"{self.path.stat().st_size // 1024:,} KiB: that is not a list. Save it as “CSV UTF-8”."
            )
