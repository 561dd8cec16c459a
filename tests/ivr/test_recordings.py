"""Prompts that are recordings: heard in place of the voice, served to anybody, and never a path into the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import ivr
from ivr.words.prompts import PromptsFault
from tests.ivr.fakes import PUBLIC, FakeHouse, Phone, build, settings

SOUND = b"ID3 not music, but bytes"


@dataclass(frozen=True)
class Line:
    """A line whose folder of recordings a test has filled, and a phone on it."""

    client: FlaskClient
    phone: Phone


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """The folder, with the English main menu in it."""
    for language in ("en", "es"):
        (tmp_path / "recordings" / language).mkdir(parents=True)
    (tmp_path / "recordings" / "en" / "menu.ask.mp3").write_bytes(SOUND)
    return tmp_path / "recordings"


@pytest.fixture
def house(recorded: Path, sqlite_url: str) -> Iterator[FakeHouse]:
    house = build(settings(recorded.parent, sqlite_url))
    yield house
    house.database.close()


@pytest.fixture
def line(house: FakeHouse) -> Line:
    app = Flask(__name__, static_folder=None)
    for door in ivr.doors(house):
        app.register_blueprint(door)
    client = app.test_client()
    return Line(client, Phone(client))


def played(phone: Phone) -> list[str | None]:
    return [play.text for play in phone.document.iter("Play")]


def test_a_recorded_prompt_is_played_where_it_would_be_said(line: Line) -> None:
    line.phone.dials().presses("1").hears("This is the school's line.").does_not_hear("To check whether")
    assert played(line.phone) == [f"{PUBLIC}/static/recordings/en/menu.ask.mp3"]
    assert [verb.tag for verb in line.phone.document[0]][-1] == "Play"


def test_what_is_not_recorded_is_said(line: Line) -> None:
    assert played(line.phone.dials().presses("2")) == []
    assert "Para saber si usted" in line.phone.heard


def test_a_recording_is_served_as_what_it_is_and_may_be_kept(line: Line) -> None:
    reply = line.client.get("/static/recordings/en/menu.ask.mp3")
    assert (reply.status_code, reply.data, reply.mimetype) == (200, SOUND, "audio/mpeg")
    assert reply.headers["Cache-Control"] == "max-age=86400"


@pytest.mark.parametrize(
    "path", ["en/menu.short.mp3", "es/menu.ask.mp3", "en/..%2f..%2fdb", "../keyring/live", "en/menu.ask", "en/"]
)
def test_nothing_else_is_served(line: Line, path: str) -> None:
    assert line.client.get(f"/static/recordings/{path}").status_code == 404


def test_a_file_that_comes_later_is_not_served(line: Line, recorded: Path) -> None:
    (recorded / "en" / "menu.short.mp3").write_bytes(SOUND)
    assert line.client.get("/static/recordings/en/menu.short.mp3").status_code == 404


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("en/menu.asks.mp3", "there is no prompt menu.asks"),
        ("en/language.ask.mp3", "language.ask says something else each time"),
        ("fr/menu.ask.mp3", "there is no prompt sheet fr.toml"),
        ("es/menu.ask.ogg", "a recording ends in .mp3 or .wav"),
        ("en/answer.no_match.mp3", "answer.no_match is never a recording: to fetch it would tell"),
        ("en/option.other_way_or_child.mp3", "option.other_way_or_child is never a recording"),
    ],
)
def test_a_file_that_stands_for_no_prompt_stops_the_start(
    house: FakeHouse, recorded: Path, file: str, fault: str
) -> None:
    (recorded / file).parent.mkdir(exist_ok=True)
    (recorded / file).write_bytes(SOUND)
    with pytest.raises(PromptsFault, match=f"^{file}: {fault}"):
        ivr.doors(house)
