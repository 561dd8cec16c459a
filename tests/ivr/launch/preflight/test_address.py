"""The public address: what is judged of it, and what a probe brings back over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import make_server

from hotline.calls.live import EndedCall, LiveCall
from hotline.calls.log import LoggedCall, StepCount
from hotline.settings import Settings
from ivr.launch.preflight import Level, Probe, address
from ivr.launch.preflight.probe import NoReply, Reply
from tests.ivr.carriers import Said, server
from tests.ivr.fakes import FakeHouse, open_door, settings
from tests.ivr.incidents import LINE
from tests.serving import listening

LIVE = Reply(200, b"live\n", 0.01)
DOCUMENT = Reply(200, b"<?xml version='1.0'?><Response />", 0.01)
REFUSED = Reply(403, b"", 0.01)
SILENT = NoReply("TimeoutError: timed out")


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://line.example.org", Level.OK),
        ("http://line.example.org", Level.FAIL),
        ("https://127.0.0.1", Level.FAIL),
        ("https://localhost", Level.FAIL),
    ],
)
def test_an_address_is_one_that_a_carrier_can_use(tmp_path: Path, url: str, level: Level) -> None:
    assert address.public(settings(tmp_path, "sqlite:///none", public_url=url)).level is level


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        (LIVE, Level.OK),
        (replace(LIVE, seconds=1.5), Level.WARNING),
        (replace(LIVE, status=301), Level.FAIL),
        (replace(LIVE, status=502), Level.FAIL),
        (replace(LIVE, body=b"<h1>Welcome to the proxy"), Level.FAIL),
        (SILENT, Level.FAIL),
    ],
)
def test_the_line_itself_answers_at_once(reply: Reply | NoReply, level: Level) -> None:
    assert address.alive(reply).level is level


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        (DOCUMENT, Level.OK),
        (REFUSED, Level.FAIL),
        (replace(DOCUMENT, body=b"ok"), Level.FAIL),
        (replace(DOCUMENT, status=302), Level.FAIL),
        (SILENT, Level.FAIL),
    ],
)
def test_what_is_signed_must_be_let_in(reply: Reply | NoReply, level: Level) -> None:
    assert address.signed(reply).level is level


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        (REFUSED, Level.OK),
        (replace(REFUSED, body=b"forbidden"), Level.FAIL),
        (DOCUMENT, Level.FAIL),
        (SILENT, Level.FAIL),
    ],
)
def test_what_is_unsigned_must_be_refused(reply: Reply | NoReply, level: Level) -> None:
    assert address.unsigned(reply).level is level


@pytest.mark.parametrize(
    ("reply", "level"), [(LIVE, Level.OK), (replace(LIVE, status=404), Level.FAIL), (SILENT, Level.FAIL)]
)
def test_a_recording_must_be_there(reply: Reply | NoReply, level: Level) -> None:
    assert address.recording(reply, "/static/recordings/en/menu.ask.mp3").level is level


@pytest.fixture
def served(house: FakeHouse) -> Iterator[Settings]:
    """The settings of a line whose telephone door is open on a port of this machine."""
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True)
    chosen = replace(house.settings, public_url=f"http://127.0.0.1:{server.server_port}")
    server.app = open_door(replace(house, settings=chosen))
    with listening(server):
        yield chosen


def test_a_signed_trial_is_let_in_and_an_unsigned_one_refused(served: Settings) -> None:
    assert address.signed(Probe(served).trial(LINE, signed=True)).level is Level.OK
    assert address.unsigned(Probe(served).trial(LINE, signed=False)).level is Level.OK


def test_a_trial_with_another_token_is_seen(served: Settings) -> None:
    found = address.signed(Probe(replace(served, twilio_auth_token="another")).trial(LINE, signed=True))
    assert found.level is Level.FAIL
    assert "right signature is refused" in found.says


def test_a_trial_leaves_nothing_behind(served: Settings, house: FakeHouse) -> None:
    before = rows(house)
    Probe(served).trial(LINE, signed=True)
    assert rows(house) == before


def test_a_probe_follows_no_redirect_and_waits_for_nobody(tmp_path: Path) -> None:
    with server(Said(status=301, body=b"")) as url:
        assert Probe(settings(tmp_path, "sqlite:///none", public_url=url)).live() != LIVE
    with server(Said(silent=True)) as url:
        probe = Probe(settings(tmp_path, "sqlite:///none", public_url=url), patience=0.2)
        assert isinstance(probe.live(), NoReply)


def rows(house: FakeHouse) -> list[int | None]:
    kinds = (LiveCall, EndedCall, LoggedCall, StepCount)
    with house.database.read() as session:
        return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
