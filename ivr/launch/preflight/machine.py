"""The machine: memory for hashing, swap, dumps of memory, and how the program is started.

Each check is given what the machine says. Must not know: files and the database.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.memory import TUNABLES
from hotline.settings import Settings
from ivr.launch.preflight.findings import Finding, fail, ok, warning

HASH_MIB = 64  # of one hash of the profile `standard`
WORKER_MIB = 120  # of one process at rest, with its libraries
PR_GET_DUMPABLE = 3  # prctl(2)


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine says. `free_mib` is None where it does not say; `swaps` are the names of what it swaps to."""

    cores: int
    free_mib: int | None
    swaps: tuple[str, ...]
    dumpable: bool
    tunables: str


def this_machine(cores: int, environ: Mapping[str, str]) -> Machine:
    """What this machine says now, of this process where it is about one."""
    memory = dict(line.split(":", 1) for line in _read("/proc/meminfo").splitlines() if ":" in line)
    free = memory.get("MemAvailable", "").split()
    dumpable = resource.getrlimit(resource.RLIMIT_CORE)[0] != 0 or (
        sys.platform == "linux" and ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0
    )
    return Machine(
        cores=cores,
        free_mib=int(free[0]) // 1024 if free else None,
        swaps=tuple(line.split()[0] for line in _read("/proc/swaps").splitlines()[1:] if line.split()),
        dumpable=dumpable,
        tunables=environ.get("GLIBC_TUNABLES", ""),
    )


def memory(machine: Machine, settings: Settings) -> Finding:
    """Whether there is room for what the processes hash at once. Each has one thread for it at least."""
    least = settings.workers * HASH_MIB
    if settings.hashing_memory_mib < least:
        return fail(
            "memory",
            f"{settings.workers} processes hash in {least} MiB at least, NOTICELINE_HASHING_MEMORY_MIB is "
            f"{settings.hashing_memory_mib}.",
            "Set fewer NOTICELINE_WORKERS or more memory.",
        )
    needed = settings.hashing_memory_mib + settings.workers * WORKER_MIB
    if machine.free_mib is None:
        return warning("memory", "This machine does not say how much is free.", f"See that {needed} MiB are.")
    if machine.free_mib < needed:
        return warning(
            "memory", f"{machine.free_mib:,} MiB are free, {needed:,} may be needed.", "Not if the line runs already."
        )
    return ok("memory", f"{needed:,} MiB may be needed, {machine.free_mib:,} are free.")


def workers(machine: Machine, settings: Settings) -> Finding:
    """More processes than cores answer no more calls; they only take memory for hashing from each other."""
    if settings.workers > machine.cores:
        return warning("workers", f"{settings.workers} processes share {machine.cores} cores.", "Start fewer.")
    if settings.workers == 1:
        return warning("workers", "One process answers: while it restarts, nobody does.", "Set NOTICELINE_WORKERS=2.")
    return ok("workers", f"{settings.workers} processes with four threads each, on {machine.cores} cores.")


def swap(machine: Machine) -> Finding:
    """Keys, and what callers key, are in memory; swapped out they are on a disk."""
    if machine.swaps:
        return warning("swap", f"Memory is swapped to {', '.join(machine.swaps)}.", "Switch it off, or encrypt it.")
    return ok("swap", "Nothing is swapped to a disk.")


def dumps(machine: Machine) -> Finding:
    """Whether a crash would write the memory of our processes to a disk; each process forbids it for itself."""
    if machine.dumpable:
        return fail("core dumps", "A crash would write keys to a disk.", "Run this on Linux, as its own account.")
    return ok("core dumps", "A crash leaves nothing of our memory.")


def tuned(machine: Machine) -> Finding:
    """A hint, about this process's environment: the line should be started with the same."""
    if TUNABLES not in machine.tunables:
        return warning(
            "memory of hashing",
            "Hashing is slower, and keeps more memory.",
            f"Start the line with GLIBC_TUNABLES={TUNABLES}",
        )
    return ok("memory of hashing", "GLIBC_TUNABLES is set as it should be.")


def alarms(settings: Settings) -> Finding:
    """Whether somebody is told when the line can't answer, at night too."""
    if not settings.alarm_mail_to and not settings.alarm_webhook:
        return warning(
            "alarms",
            "Nobody is told when the line can't answer.",
            "Set NOTICELINE_ALARM_MAIL_TO or NOTICELINE_ALARM_WEBHOOK, and keep flask alarms watch running.",
        )
    return ok("alarms", "There is a way out for them: flask alarms test tries it.")


def debugging(*, on: bool) -> Finding:
    """The debugger shows whoever asks what is in memory."""
    if on:
        return fail("debug mode", "It shows strangers what is in memory.", "Unset FLASK_DEBUG.")
    return ok("debug mode", "It is off.")


def _read(file: str) -> str:
    try:
        return Path(file).read_text("ascii", errors="replace")
    except OSError:
        return ""
