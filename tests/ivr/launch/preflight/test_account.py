"""The account at the carrier, its clock, and PCI mode."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.settings import Settings
from ivr.launch.preflight import Level, account
from ivr.telephone import Account, AccountRefused, CarrierUnreachable, TelephoneFault
from tests.ivr.fakes import settings

NOW = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)
FULL = Account("Line", "active", "Full", NOW)


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings(tmp_path, "sqlite:///none", pci_mode=True)


def test_a_set_account_is_well(chosen: Settings) -> None:
    assert account.credentials(chosen).level is Level.OK
    assert account.rehearsal(chosen).level is Level.OK
    assert account.pci_mode(chosen).level is Level.OK


@pytest.mark.parametrize("lacking", ["twilio_account_sid", "twilio_auth_token"])
def test_what_is_not_set_is_named(chosen: Settings, lacking: str) -> None:
    unset: dict[str, Any] = {lacking: ""}
    found = account.credentials(replace(chosen, **unset))
    assert found.level is Level.FAIL
    assert lacking.upper() in found.says


def test_a_rehearsal_is_no_real_line(chosen: Settings) -> None:
    assert account.rehearsal(replace(chosen, twilio_api="http://127.0.0.1:8001")).level is Level.FAIL


def test_pci_mode_that_nobody_confirmed_fails_and_says_where_it_is(chosen: Settings) -> None:
    found = account.pci_mode(replace(chosen, pci_mode=False))
    assert found.level is Level.FAIL
    assert "NOTICELINE_PCI_MODE=yes" in found.do


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        (FULL, Level.OK),
        (replace(FULL, status="suspended"), Level.FAIL),
        (replace(FULL, kind="Trial"), Level.FAIL),
        (AccountRefused("The carrier refuses"), Level.FAIL),
        (CarrierUnreachable("can't be reached"), Level.FAIL),
    ],
)
def test_an_account_opens_or_not(asked: Account | TelephoneFault, level: Level) -> None:
    assert account.opens(asked).level is level


@pytest.mark.parametrize(
    ("off", "level"), [(0, Level.OK), (30, Level.OK), (-30, Level.OK), (31, Level.FAIL), (-31, Level.FAIL)]
)
def test_half_a_minute_is_too_far_apart(off: int, level: Level) -> None:
    assert account.clocks(NOW + timedelta(seconds=off), NOW).level is level


def test_a_carrier_without_a_clock_is_no_proof() -> None:
    assert account.clocks(None, NOW).level is Level.WARNING
