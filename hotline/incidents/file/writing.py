"""Content → an incident file (TOML) that says the same: what is in force, for whoever keeps the file.

What the desk has changed gets into the operator's file this way, and what is changed at the desk is held against the
file's own rules. Must not know: databases, versions, and the comments that a file had.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from hotline.incidents import tree
from hotline.incidents.content import Content

WIDTH: Final = 120
# Tables in the order in which people read a file. What is not named here is no table, and stands before them.
_TABLES: Final = (
    *("organisation", "greeting", "hours", "closures", "openings", "emergency", "headings", "letters", "not_involved"),
    *("blind", "categories", "advice", "schemes", "questions", "columns", "list", "desk", "limits"),
)


def written(content: Content) -> str:
    """The text of a file that `read` makes this very content of."""
    document, writer = dict(_filled(_document(content))), _Writer(content.languages)
    first = {name: value for name, value in document.items() if name not in _TABLES}
    tables = (part for name in _TABLES if name in document for part in writer.table(name, document[name]))
    return "\n\n".join((writer.pairs(first), *tables)) + "\n"


def _document(content: Content) -> dict[str, Any]:
    """The tree with dates as a file has them; None for what a file leaves out."""
    plain = tree.plain(content)
    days = plain["hours"]["holidays"]
    days |= {name: [date.fromisoformat(day) for day in days[name]] for name in ("closed_on", "open_on")}
    for row in (*plain["closures"], *plain["openings"], *filter(None, [plain["emergency"]])):
        row |= {name: datetime.fromisoformat(row[name]) for name in ("begins", "ends") if name in row}
    for row in plain["schemes"]:
        row |= {name: row[name] or None for name in ("width", "zip")}
    return plain


def _filled(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that is not empty: what is, a file says by leaving it out."""
    for name, value in table.items():
        match value:
            case Mapping():
                kept: Any = dict(_filled(value))
            case list() | tuple():
                kept = [dict(_filled(one)) if isinstance(one, Mapping) else one for one in value]
            case _:
                kept = value
        if kept not in ("", None, [], {}):
            yield name, kept


@dataclass(frozen=True, slots=True)
class _Writer:
    """What stands under one of the `languages` is spoken: its line ends and runs of blanks say nothing."""

    languages: tuple[str, ...]

    def table(self, path: str, value: Mapping[str, Any] | list[Mapping[str, Any]]) -> Iterator[str]:
        """A table, or each of the rows of a list of them, with the tables inside."""
        head = f"[[{path}]]" if isinstance(value, list) else f"[{path}]"
        for row in value if isinstance(value, list) else [value]:
            inner = {name: one for name, one in row.items() if isinstance(one, Mapping)}
            own = {name: one for name, one in row.items() if name not in inner}
            if own:
                yield f"{head}\n{self.pairs(own)}"
            for name, one in inner.items():
                yield from self.table(f"{path}.{name}", one)

    def pairs(self, table: Mapping[str, Any]) -> str:
        """A line for each key, or several for a long text."""
        return "\n".join(f"{name} = {self._value(value, of=name)}" for name, value in table.items())

    def _value(self, value: object, *, of: str) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case int():
                return str(value)
            case date():
                return value.isoformat()
            case list() | tuple():
                return f"[{', '.join(self._value(one, of='') for one in value)}]"
            case _:
                return self._string(str(value), of=of)

    def _string(self, words: str, *, of: str) -> str:
        quoted = json.dumps(words, ensure_ascii=False)  # TOML's strings have JSON's escapes
        if of not in self.languages or len(quoted) + len(of) + 3 <= WIDTH:
            return quoted
        lines = textwrap.wrap(quoted[1:-1], WIDTH, break_long_words=False, break_on_hyphens=False)
        return '"""\n{}\n"""'.format("\n".join(lines))
