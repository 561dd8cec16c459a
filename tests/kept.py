"""What takes long to prepare is prepared once in a process, and copied for each test: an installation on SQLite.

On PostgreSQL everything is prepared anew. Must not know: what an installation holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A database, the keys that open it, and what a test is told of them."""

    database: sqlite3.Connection
    keys: dict[Path, tuple[int, bytes]]
    told: Any


KEPT: dict[str, Kept] = {}


def prepared(name: str, database_url: str, keyring: Path, prepare: Callable[[], T]) -> T:
    """What `prepare` tells of what it does, which is done only the first time for this `name`; nobody changes it."""
    scheme, _, file = database_url.partition(":///")
    if scheme != "sqlite":
        return prepare()
    if name in KEPT:
        _put_back(KEPT[name], Path(file), keyring)
    else:
        KEPT[name] = _copied(Path(file), keyring, prepare())
    told: T = KEPT[name].told
    return told


def _copied(file: Path, keyring: Path, told: object) -> Kept:
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(file)) as database:
        database.backup(copy)
    keys = {path: (path.stat().st_mode, path.read_bytes()) for path in keyring.rglob("*") if path.is_file()}
    return Kept(copy, {path.relative_to(keyring): key for path, key in keys.items()}, told)


def _put_back(kept: Kept, file: Path, keyring: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        kept.database.backup(database)
    for name, (mode, key) in kept.keys.items():
        path = keyring / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(key)
        path.chmod(mode)
