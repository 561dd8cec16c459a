"""The line's number and its fallback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotline.settings import Settings
from ivr.launch.connecting import wanted
from ivr.launch.preflight import Level, number
from tests.ivr.carriers import NEW
from tests.ivr.fakes import PUBLIC, settings
from tests.ivr.incidents import LINE

BIN = "https://handler.twilio.com/twiml/EH" + "3" * 32


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings(tmp_path, "sqlite:///none")


def test_what_connect_has_set_is_well(chosen: Settings) -> None:
    connected = wanted(chosen, NEW, fallback_url=BIN)
    assert number.connected(connected, chosen, line=LINE).level is Level.OK
    assert number.fallback(connected, chosen).level is Level.OK


@pytest.mark.parametrize(
    "other",
    [
        {"voice_url": f"{PUBLIC}/ivr/incoming"},  # without the overrides
        {"voice_url": "https://elsewhere.example/ivr/incoming"},
        {"voice_method": "GET"},
        {"status_callback": ""},
        {"status_callback_method": "GET"},
        {"voice_application_sid": "AP" + "1" * 32},
        {"trunk_sid": "TK" + "1" * 32},
        {"voice_receive_mode": "fax"},
        {"voice_caller_id_lookup": True},
    ],
)
def test_anything_else_fails_by_name(chosen: Settings, other: dict[str, Any]) -> None:
    found = number.connected(replace(wanted(chosen, NEW), **other), chosen, line=LINE)
    assert found.level is Level.FAIL
    assert next(iter(other)) in found.says
    assert found.do == f"flask phone connect {LINE}"


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("", Level.FAIL),
        (f"{PUBLIC}/ivr/fallback", Level.FAIL),
        ("https://bins.example/sorry", Level.WARNING),
        (BIN, Level.OK),
    ],
)
def test_a_fallback_must_stand_elsewhere(chosen: Settings, url: str, level: Level) -> None:
    assert number.fallback(replace(NEW, voice_fallback_url=url), chosen).level is level
