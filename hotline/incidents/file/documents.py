"""Finding one's way in a document that may be wrong in any way: what has not the expected shape is passed over.

The shapes themselves are told elsewhere. Knows nothing of what an incident is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.incidents.file.faults import Path

Document = Mapping[str, object]


def rows(document: Document, name: str) -> list[tuple[Path, dict[str, Any]]]:
    """The rows of a table that are tables themselves, with their paths."""
    return [((name, place), row) for place, row in enumerate(entries(document, name)) if isinstance(row, dict)]


def table(around: Document, name: str) -> dict[str, Any]:
    """The table of this name; an empty one where there is none."""
    found = around.get(name)
    return found if isinstance(found, dict) else {}


def entries(around: Document, name: str) -> list[Any]:
    """The list of this name; an empty one where there is none."""
    found = around.get(name)
    return found if isinstance(found, list) else []


def listed(row: Document, name: str) -> list[str]:
    """The words in the list of this name."""
    return [entry for entry in entries(row, name) if isinstance(entry, str)]
