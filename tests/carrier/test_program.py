"""python -m carrier: what it asks for, and that it stops cleanly."""

import os
import signal
import subprocess
import sys

import pytest

from tests.carrier.applications import ACCOUNT, LINE

PROGRAM = [sys.executable, "-m", "carrier", "--port", "0"]
USUAL = ["--number", LINE, "--voice-url", "http://127.0.0.1:1/voice", "--account-sid", ACCOUNT]
WITHOUT_TOKEN = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}


def run(*arguments: str, token: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        env={**WITHOUT_TOKEN, **({"TWILIO_AUTH_TOKEN": token} if token else {})},
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip


def test_it_refuses_to_start_without_a_token() -> None:
    started = run(*USUAL, token="")
    assert started.returncode == 2
    assert "TWILIO_AUTH_TOKEN" in started.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([*USUAL, "--answers", "+15735550199=maybe"], "is not NUMBER=OUTCOME"),
        ([*USUAL[:-1], "AC1"], "an account SID is AC"),
        ([*USUAL, "--phone", "Agent"], "is not NAME=ADDRESS"),
        (["--number", "573-555", *USUAL[2:]], "no number with +"),
        ([*USUAL, "--speed", "0"], "from 0.1 to 1000"),
        ([*USUAL, "--fault", "duplicates=9"], "from 1 to 5"),
        (["--number", LINE, "--voice-url", "http://127.0.0.1:1/voice#rt=1", *USUAL[4:]], "from 100 to 15000"),
    ],
)
def test_it_says_what_is_wrong_with_its_arguments(arguments: list[str], reason: str) -> None:
    started = run(*arguments, token="t")
    assert started.returncode == 2
    assert reason in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_stops_cleanly(by: signal.Signals) -> None:
    with subprocess.Popen(
        [*PROGRAM, *USUAL], env={**WITHOUT_TOKEN, "TWILIO_AUTH_TOKEN": "t"}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as network:  # fmt: skip
        assert network.stdout is not None
        assert network.stdout.readline().startswith("Telephone: http://127.0.0.1:")
        network.send_signal(by)
        try:
            _, errors = network.communicate(timeout=10)
        finally:
            network.kill()  # else leaving the block would wait for ever
    assert network.returncode == 0
    assert errors == ""
