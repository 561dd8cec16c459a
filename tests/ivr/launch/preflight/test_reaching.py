"""The way to a person: agents, their telephones, a desk that they can open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotline.settings import Settings
from hotline.staff import Account, Role
from ivr.launch.preflight import Finding, Level, reaching
from ivr.launch.preflight.reaching import Staffing
from tests.ivr.carriers import NUMBER
from tests.ivr.fakes import settings
from tests.ivr.incidents import CONTENT

TAKES = replace(CONTENT, takes_calls=True)
ALL = Staffing(agents=3, telephones=3)
ALMA = Account(
    1, "alma", "Alma", Role.AGENT, "en", incidents=(1,), disabled=False, has_password=True, has_totp=True, passkeys=0,
    recovery_codes=10,
)  # fmt: skip


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings(tmp_path, "sqlite:///none", desk_url="https://desk.example.org")


def found(chosen: Settings, staffing: Staffing = ALL) -> dict[str, Finding]:
    return {finding.about: finding for finding in reaching.desk(TAKES, chosen, staffing)}


def test_where_others_answer_nothing_is_asked(chosen: Settings) -> None:
    assert list(reaching.desk(CONTENT, chosen, Staffing(0, 0))) == []
    assert list(reaching.rings(CONTENT, NUMBER)) == []


def test_a_desk_with_agents_who_can_be_rung_is_well(chosen: Settings) -> None:
    assert {about: one.level for about, one in found(chosen).items()} == {
        "agents": Level.OK, "desk": Level.OK, "messages": Level.WARNING,
    }  # fmt: skip
    assert [one.level for one in reaching.rings(TAKES, NUMBER)] == [Level.OK]


@pytest.mark.parametrize(
    ("staffing", "level", "words"),
    [
        (Staffing(0, 0), Level.FAIL, "has no agent"),
        (Staffing(3, 0), Level.FAIL, "None of the 3 agents"),
        (Staffing(3, 2), Level.WARNING, "1 of 3 agents can't be rung"),
    ],
)
def test_callers_must_not_wait_for_nobody(chosen: Settings, staffing: Staffing, level: Level, words: str) -> None:
    finding = found(chosen, staffing)["agents"]
    assert finding.level is level
    assert words in finding.says


def test_a_desk_that_only_this_machine_can_open_is_none(chosen: Settings) -> None:
    assert found(replace(chosen, desk_url="http://localhost:8000"))["desk"].level is Level.FAIL


def test_a_number_without_voice_rings_nobody() -> None:
    (finding,) = reaching.rings(TAKES, replace(NUMBER, speaks=False))
    assert finding.level is Level.FAIL


@pytest.mark.parametrize(
    "change", [{"role": Role.SUPERVISOR}, {"disabled": True}, {"has_totp": False}, {"incidents": (2,)}]
)
def test_only_agents_of_the_incident_who_may_sign_in_count(change: dict[str, Any]) -> None:
    assert reaching.takes_calls(ALMA, incident=1)
    assert not reaching.takes_calls(replace(ALMA, **change), incident=1)
