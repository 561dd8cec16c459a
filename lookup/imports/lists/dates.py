"""Dates as the list writes them: in the one form that the incident file declares, never guessed from the values.

05/04/2009 is two different days in two countries, and a wrong one would tell an impacted caller "no".
Must not know: which column a date stands in.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from lookup import identifiers
from lookup.identifiers import Unreadable

_PARTS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "DD": "(?P<day>[0-9]{2})"}
_SHORT = {"M": "(?P<month>[0-9]{1,2})", "D": "(?P<day>[0-9]{1,2})"}  # may lack the nought


def reader(date_format: str) -> Callable[[str], str]:
    """What reads a birth date written as `date_format` (such as DD/MM/YYYY) and gives YYYYMMDD.

    It raises Unreadable for what is not such a date, Placeholder for a day that registries make up.
    """
    pattern = _pattern(date_format)

    def read(text: str) -> str:
        found = pattern.fullmatch(unicodedata.normalize("NFKC", text))
        if not found:
            raise Unreadable("birth_date", f"not a date (the list was declared as {date_format})")
        return identifiers.birth_date(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}")

    return read


def written(day: date, date_format: str) -> str:
    """A real date, such as a spreadsheet's, as a list that was declared so would write it."""
    parts = {"YYYY": f"{day.year:04}", "MM": f"{day.month:02}", "DD": f"{day.day:02}", "M": day.month, "D": day.day}
    return "".join(str(parts.get(part, part)) for part in re.split("(YYYY|MM|DD|M|D)", date_format))


def _pattern(date_format: str) -> re.Pattern[str]:
    parts = re.split("(YYYY|MM|DD|M|D)", date_format)
    return re.compile("".join((_PARTS | _SHORT).get(part, re.escape(part)) for part in parts))
