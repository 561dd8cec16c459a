"""Who else on this machine may read our files.

The database alone tells nothing and the keys alone tell nothing, so both must be their owner's only. Must not know:
what is in them.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(ring: Path) -> tuple[str, ...]:
    """A sentence for the key ring's folder and each key in it that is not ours alone; none where there is no ring."""
    return tuple(sentence for path in (ring, *sorted(ring.glob("*.key"))) for sentence in _faults(path))


def file_open_to_others(file: Path) -> tuple[str, ...]:
    """The same for one file, such as the database's."""
    return tuple(_faults(file))


def _faults(path: Path) -> Iterator[str]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if found.st_uid != os.geteuid():
        yield f"{path} belongs to another account than the one that runs this: chown it."
    if found.st_mode & OTHERS:
        yield f"{path} is open to others on this machine: chmod go= {path}"
