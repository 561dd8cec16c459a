"""The machine and how the program is started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hotline.memory import TUNABLES
from ivr.launch.preflight import Level, machine
from ivr.launch.preflight.machine import Machine
from tests.ivr.fakes import settings

GOOD = Machine(cores=2, free_mib=2_000, swaps=(), dumpable=False, tunables=TUNABLES)


@pytest.mark.parametrize(
    ("workers", "hashing", "free", "level"),
    [
        (2, 512, 2_000, Level.OK),
        (2, 128, 2_000, Level.OK),
        (2, 127, 2_000, Level.FAIL),  # each process hashes one at least
        (2, 512, 700, Level.WARNING),
        (2, 512, None, Level.WARNING),
    ],
)
def test_there_is_room_for_what_is_hashed(
    tmp_path: Path, workers: int, hashing: int, free: int | None, level: Level
) -> None:
    chosen = settings(tmp_path, "sqlite:///none", workers=workers, hashing_memory_mib=hashing)
    assert machine.memory(replace(GOOD, free_mib=free), chosen).level is level


@pytest.mark.parametrize(("workers", "level"), [(1, Level.WARNING), (2, Level.OK), (3, Level.WARNING)])
def test_as_many_processes_as_cores(tmp_path: Path, workers: int, level: Level) -> None:
    assert machine.workers(GOOD, settings(tmp_path, "sqlite:///none", workers=workers)).level is level


def test_memory_stays_in_memory() -> None:
    assert machine.swap(GOOD).level is Level.OK
    assert machine.swap(replace(GOOD, swaps=("/dev/vda5",))).level is Level.WARNING
    assert machine.dumps(GOOD).level is Level.OK
    assert machine.dumps(replace(GOOD, dumpable=True)).level is Level.FAIL


def test_how_the_program_is_started() -> None:
    assert machine.tuned(GOOD).level is Level.OK
    assert machine.tuned(replace(GOOD, tunables="")).level is Level.WARNING
    assert machine.debugging(on=False).level is Level.OK
    assert machine.debugging(on=True).level is Level.FAIL


def test_somebody_is_told(tmp_path: Path) -> None:
    nobody = settings(tmp_path, "sqlite:///none")
    assert machine.alarms(nobody).level is Level.WARNING
    assert machine.alarms(replace(nobody, alarm_mail_to="ada@example.org")).level is Level.OK
    assert machine.alarms(replace(nobody, alarm_webhook="https://alarms.example.org")).level is Level.OK


def test_this_machine_says_something() -> None:
    found = machine.this_machine(2, {"GLIBC_TUNABLES": TUNABLES})
    assert found.free_mib is None or found.free_mib > 0
    assert found.tunables == GOOD.tunables
