"""How the list is written: declared by the custodian, never guessed from what stands in it.

Only the words for it and which of them are known. Reading a list is the vault's work.
"""

from __future__ import annotations

from dataclasses import dataclass

# M and D alone may lack their zero (3/7/2009); MM and DD may not.
DATE_FORMATS = (
    "YYYY-MM-DD",
    "YYYYMMDD",
    "MM/DD/YYYY",
    "M/D/YYYY",
    "DD/MM/YYYY",
    "D/M/YYYY",
    "DD.MM.YYYY",
    "D.M.YYYY",
)
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "latin-1")
DELIMITERS = (",", ";", "tab", "|")


@dataclass(frozen=True, slots=True)
class ListFormat:
    """`delimiter` empty: found in the header. `sheet` empty: the first sheet of an XLSX file."""

    date_format: str = "YYYY-MM-DD"
    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
