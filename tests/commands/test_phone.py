"""`flask phone`, as an operator types it, against the simulated carrier's API over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from carrier import Carrier
from carrier.documents import read_document
from hotline import settings
from hotline.settings import PROJECT
from tests.carrier.rest.clients import rest_server

ACCOUNT, TOKEN = "AC" + "7" * 32, "a token of the tests"
LINE = "+18667754209"
Flask = Callable[..., Result]


@pytest.fixture
def network() -> Carrier:
    """A carrier that has the line's number, set as when it was bought."""
    network = Carrier(ACCOUNT, TOKEN)
    network.connect(LINE, "https://demo.example/voice")
    return network


@pytest.fixture
def api(network: Carrier) -> Iterator[str]:
    """Where the carrier's API is."""
    with rest_server(network) as url:
        yield url


@pytest.fixture
def flask(api: str, sqlite_url: str, tmp_path: Path) -> Flask:
    """`flask("phone", "connect", …)` is what stands behind `$ flask phone connect …`; the incident is applied."""
    environ = {
        "NOTICELINE_DATABASE_URL": sqlite_url,
        "NOTICELINE_KEYRING": str(tmp_path / "keyring"),
        "NOTICELINE_PUBLIC_URL": "https://line.example",
        "NOTICELINE_TWILIO_API": api,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    runner = create_app(settings.load(environ)).test_cli_runner()

    def run(*words: str, answer: str = "") -> Result:
        return runner.invoke(args=words, input=answer)

    run("incident", "apply", str(PROJECT / "examples" / "jcps-2019" / "incident.toml"))
    return run


def voice_url(network: Carrier) -> str:
    line = network.line(LINE)
    assert line is not None
    return line.voice_url


def test_a_number_is_connected_after_a_yes(flask: Flask, network: Carrier) -> None:
    done = flask("phone", "connect", LINE, answer="y\n")
    assert done.exit_code == 0, done.output
    assert "voice_url: https://demo.example/voice → https://line.example/ivr/incoming#ct=2000" in done.output
    assert "status_callback: not set → https://line.example/ivr/status" in done.output
    assert done.output.endswith(f"Calls to {LINE} come to jcps-2019.\n")
    assert voice_url(network).startswith("https://line.example/ivr/incoming#")


def test_after_a_no_nothing_was_changed(flask: Flask, network: Carrier) -> None:
    assert flask("phone", "connect", LINE, answer="n\n").exit_code == 1
    assert voice_url(network) == "https://demo.example/voice"


def test_a_second_time_nothing_is_asked_or_changed(flask: Flask) -> None:
    flask("phone", "connect", LINE, "--yes")
    again = flask("phone", "connect", LINE)
    assert again.exit_code == 0
    assert again.output == f"Calls to {LINE} come to jcps-2019.\n"


def test_what_was_done_is_in_the_audit_log(flask: Flask) -> None:
    before = flask("audit", "verify").output
    flask("phone", "connect", LINE, "--yes")
    assert flask("audit", "verify").output != before


def test_another_number_is_refused_in_a_sentence(flask: Flask) -> None:
    done = flask("phone", "connect", "+15735550177", "--yes")
    assert done.exit_code == 1
    assert "No incident has the line +15735550177" in done.stderr


def test_the_fallback_is_a_document_that_a_carrier_takes(flask: Flask) -> None:
    printed = flask("phone", "fallback", "--incident", "jcps-2019")
    assert printed.exit_code == 0
    assert read_document(printed.stdout.strip().encode(), "text/xml")


def test_a_line_that_is_not_ready_fails_with_a_line_each(flask: Flask) -> None:
    done = flask("phone", "preflight")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert [line for line in lines[:-1] if line.split()[0] not in ("ok", "warning", "fail")] == []
    assert any(line.startswith("ok       account: The token opens the account") for line in lines)
    assert any(line.startswith("fail     register: Nothing is published.") for line in lines)
    assert any(line.startswith("fail     carrier: NOTICELINE_TWILIO_API") for line in lines)
    assert lines[-1].endswith("failed.")
