"""What is around the house: the machine and how this program was started, read once.

Must not know: when any of it is good.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hotline.settings import environment
from ivr.launch.preflight.machine import Machine, this_machine


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`mounts` is /proc/mounts. `tables` and `not_ready` are sentences about what is wrong, none where all is well."""

    machine: Machine
    mounts: str
    debugging: bool
    tables: tuple[str, ...]
    not_ready: tuple[str, ...]


def look_around(*, debugging: bool, tables: tuple[str, ...], not_ready: tuple[str, ...]) -> Surroundings:
    """What this machine and this process say now, with what the caller knows."""
    mounts = Path("/proc/mounts")
    return Surroundings(
        machine=this_machine(os.cpu_count() or 1, environment()),
        mounts=mounts.read_text("utf-8", errors="replace") if mounts.exists() else "",
        debugging=debugging,
        tables=tables,
        not_ready=not_ready,
    )
