"""The people of the journeys, all made up: who is on the list, and one who never is.

Must not know: calls.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

HEADER = ("person_key", "student_number", "last_name", "first_name", "birth_date", "street", "zip", "categories")


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody whose student number and birth date (YYYY-MM-DD) a caller has at hand."""

    key: str
    number: str
    born: str
    categories: tuple[str, ...]

    @property
    def keyed_birth_date(self) -> str:
        """The birth date as a caller keys it: MMDDYYYY."""
        year, month, day = self.born.split("-")
        return month + day + year

    @property
    def typed_birth_date(self) -> str:
        """The birth date as an agent types it: MM/DD/YYYY."""
        year, month, day = self.born.split("-")
        return f"{month}/{day}/{year}"

    @property
    def row(self) -> tuple[str, ...]:
        """The child as a row of the list."""
        return (self.key, self.number, "Doe", "Jo", self.born, "1 Example St", "65101", ";".join(self.categories))


ANA = Child("A", "7316904825", "2006-11-23", ("name", "medical"))
BEN = Child("B", "7316904833", "2008-02-29", ("name", "address"))
CARLA = Child("C", "7316904841", "2011-07-04", ("education", "mosis"))
FAMILY = (ANA, BEN, CARLA)
# Two children under one number and one birth date: the district's own mistake.
DREW = Child("D1", "7316905005", "2010-10-10", ("name", "medical"))
DYLAN = Child("D2", "7316905005", "2010-10-10", ("name", "mosis"))
NORA = Child("-", "7316909999", "2006-11-23", ())  # is on no list: always refused
LISTED = (*FAMILY, DREW, DYLAN)


def the_list() -> str:
    """Everybody who is on the list, as a file."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    rows.writerows(child.row for child in LISTED)
    return text.getvalue()
