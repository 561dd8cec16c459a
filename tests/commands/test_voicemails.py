"""`flask voicemails erase`, as it is run every night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from hotline import settings
from hotline.calls import Unreachable
from hotline.clock import StoppedClock
from hotline.followups import Message, Voicemails
from hotline.settings import PROJECT
from tests.switchboards import FakeSwitchboard

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"


@dataclass
class Line:
    """An installation with the example's incident, whose carrier is a test's."""

    app: Flask
    clock: StoppedClock
    carrier: FakeSwitchboard

    def types(self, *words: str) -> Result:
        """The operator types a command."""
        return self.app.test_cli_runner().invoke(args=words)

    def is_left(self, recording: str) -> None:
        """A caller leaves a message."""
        house = self.app.extensions["noticeline"]
        self.carrier.kept[recording] = b"RIFF"
        with house.database.write() as session:
            Voicemails(house.keyring, house.clock).leave(session, Message(1, recording, "+15735550100", "en", 9))


@pytest.fixture
def line(database_url: str, tmp_path: Path, clock: StoppedClock) -> Iterator[Line]:
    environ = {"NOTICELINE_DATABASE_URL": database_url, "NOTICELINE_KEYRING": str(tmp_path / "keyring")}
    app, carrier = create_app(settings.load(environ), clock=clock), FakeSwitchboard()
    app.extensions["noticeline"] = replace(app.extensions["noticeline"], switchboard=carrier)
    line = Line(app, clock, carrier)
    assert line.types("incident", "apply", str(EXAMPLE)).exit_code == 0
    yield line
    app.extensions["noticeline"].database.close()


def test_what_is_too_old_is_erased_there_and_here(line: Line) -> None:
    line.is_left("RE1")
    assert line.types("voicemails", "erase").output == "Nothing is left to erase.\n"
    assert line.carrier.kept == {"RE1": b"RIFF"}
    line.clock.advance(timedelta(days=14))
    line.is_left("RE2")
    assert line.types("voicemails", "erase").output == (
        "1 messages were older than 14 days: nobody has seen to them.\nNothing is left to erase.\n"
    )
    assert line.carrier.kept == {"RE2": b"RIFF"}


def test_it_fails_while_the_carrier_keeps_something_and_is_run_again(line: Line) -> None:
    line.is_left("RE1")
    line.clock.advance(timedelta(days=14))
    line.carrier.fault = Unreachable("silence")
    told = line.types("voicemails", "erase")
    assert (told.exit_code, "1 recordings are still at the carrier" in told.output) == (1, True)
    line.carrier.fault = None
    assert line.types("voicemails", "erase").exit_code == 0
    assert line.carrier.kept == {}
