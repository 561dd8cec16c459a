"""A list as text: its lines decoded as declared, its cells between delimiters, one row after the other.

Must not know: what a column means.
"""

import codecs
import csv
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from hotline.incidents import ListFormat
from lookup.imports.lists.faults import MOST_BYTES, MOST_LINE_BYTES, ListFault, Reject

_DELIMITERS = ",;\t|"
_CHUNK = 64 * 1024
_SHOWN = {"utf-8": "UTF-8", "utf-16": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Delimited:
    """An open text file: its name for sentences, and how the custodian declared it."""

    file: BinaryIO
    name: str
    source: ListFormat

    def rows(self) -> Iterator[tuple[int, list[str]] | Reject]:
        """Each row that is not blank, with its number: the header is row 1, as in a spreadsheet. ListFault."""
        lines = self._lines()
        header = next(lines, "")
        if not header.strip():
            raise ListFault(f"{self.name} is empty: its first row must name the columns.")
        delimiter = {"tab": "\t"}.get(self.source.delimiter, self.source.delimiter)
        delimiter = delimiter or max(_DELIMITERS, key=header.count)
        yield 1, self._header(header, delimiter)
        cells = csv.reader(lines, delimiter=delimiter, strict=True)
        for number in itertools.count(2):
            try:
                row = next(cells)
            except StopIteration:
                return
            except csv.Error as fault:
                raise ListFault(f"{self.name}, row {number:,}: not a row of a CSV file ({fault}).") from None
            if row:
                yield _whole(number, row, delimiter)

    def _header(self, line: str, delimiter: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            raise ListFault(
                f"{self.name} has line ends that are not a CSV file's. Save the list as “CSV UTF-8”."
            ) from None

    def _lines(self) -> Iterator[str]:
        """The lines as text, each checked before it becomes anything else."""
        lines = self._wide_lines() if self.source.encoding == "utf-16" else self._narrow_lines()
        total = 0
        for number, line in enumerate(lines, start=1):
            total += len(line)
            if total > MOST_BYTES:
                raise ListFault(f"{self.name} is larger than {MOST_BYTES // 2**20} MiB, the most that a list may have.")
            if "\0" in line:
                raise ListFault(
                    f"{self.name} is not a text file (line {number:,} holds a NUL byte). Save the list as “CSV UTF-8”."
                )
            yield line

    def _narrow_lines(self) -> Iterator[str]:
        encoding = self.source.encoding
        first = "utf-8-sig" if encoding == "utf-8" else encoding
        for number, raw in enumerate(iter(lambda: self.file.readline(MOST_LINE_BYTES + 1), b""), start=1):
            self._stop_if_endless(number, len(raw))
            self._stop_if_utf8_after_all(number, raw)
            try:
                yield raw.decode(first if number == 1 else encoding)
            except UnicodeDecodeError:
                # NULs are told as such, in whatever comes with them: they say that this is no text at all.
                raise self._undecoded(number, raw) from None

    def _wide_lines(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-16")()
        head = self.file.read(2)
        if head not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise ListFault(f"{self.name} is not UTF-16 text, as the list was declared.")
        left, number = "", 1
        for chunk in itertools.chain((head,), iter(lambda: self.file.read(_CHUNK), b""), (b"",)):
            try:
                *whole, left = (left + decoder.decode(chunk, final=not chunk)).split("\n")
            except UnicodeDecodeError:
                raise self._undecoded(number) from None
            yield from (f"{line}\n" for line in whole)
            number += len(whole)
            self._stop_if_endless(number, len(left))
        if left:
            yield left

    def _stop_if_endless(self, number: int, length: int) -> None:
        if length > MOST_LINE_BYTES:
            raise ListFault(
                f"{self.name}, line {number:,} is longer than {MOST_LINE_BYTES // 1024} KiB: not a row of a list."
            )

    def _stop_if_utf8_after_all(self, number: int, raw: bytes) -> None:
        # Any byte is a letter in these encodings, so an é of UTF-8 would become Ã©, and its name one that nobody keys.
        if self.source.encoding == "utf-8" or raw.isascii():
            return
        with suppress(UnicodeDecodeError):
            raw.decode("utf-8")
            raise ListFault(
                f"{self.name}, line {number:,} is UTF-8 text, and the list was declared as {self.source.encoding}."
            )

    def _undecoded(self, number: int, raw: bytes = b"") -> ListFault:
        if b"\0" in raw:
            return ListFault(
                f"{self.name} is not a text file (line {number:,} holds a NUL byte). Save the list as “CSV UTF-8”."
            )
        return ListFault(
            f"{self.name}, line {number:,} is not {_SHOWN.get(self.source.encoding, self.source.encoding)} text, "
            "as the list was declared. Save it as “CSV UTF-8”, or give its encoding in the incident file, under [list]."
        )


def _whole(number: int, row: list[str], delimiter: str) -> tuple[int, list[str]] | Reject:
    # A stray quotation mark swallows whole rows, and then nobody would miss the people in them.
    if any(delimiter in cell and ("\n" in cell or "\r" in cell) for cell in row):
        return Reject(number, "", "goes over several rows: is a quotation mark missing?")
    return number, row
