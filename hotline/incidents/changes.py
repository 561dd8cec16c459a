"""What differs between two versions of an incident, named by the tables and ids of its file.

Pure. Knows nothing of when a version was applied or by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.incidents import tree
from hotline.incidents.content import Content

# A register answers by what it was imported with, so a new version of these alone changes no answer.
_IN_THE_REGISTER = ("categories", "schemes", "columns", "list")


@dataclass(frozen=True, slots=True)
class Changes:
    """Names like `greeting`, `hours.monday`, `categories.medical`, in the order of the alphabet."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def concern_the_register(self) -> bool:
        """Whether a list has to be imported and published again before these changes count."""
        return any(name.split(".")[0] in _IN_THE_REGISTER for name in (*self.new, *self.changed, *self.gone))

    def told(self) -> list[str]:
        """One line for each kind of change; a line that says so when there is none."""
        kinds = (("new", self.new), ("changed", self.changed), ("gone", self.gone))
        lines = [f"{kind}: {', '.join(names)}" for kind, names in kinds if names]
        if self.concern_the_register:
            lines.append("Kinds, schemes and columns count from the next import: import the list again and publish it.")
        return lines or ["nothing changed"]


def between(before: Content, after: Content) -> Changes:
    """The changes that lead from `before` to `after`."""
    old, new = dict(parts(before)), dict(parts(after))
    return Changes(
        new=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
        gone=tuple(sorted(old.keys() - new.keys())),
    )


def parts(content: Content) -> Iterator[tuple[str, object]]:
    """Every part of a content by its name, in the order of the tree."""
    for table, value in tree.plain(content).items():
        if table in ("hours", "headings", "letters", "columns", "list", "limits", "desk"):
            yield from ((f"{table}.{key}", part) for key, part in value.items())
        elif table in ("closures", "openings", "categories", "advice", "schemes", "questions"):
            names = [row.get("id") or row.get("name") or row["begins"] for row in value]
            yield from zip((f"{table}.{name}" for name in names), value, strict=True)
        else:
            yield table, value
