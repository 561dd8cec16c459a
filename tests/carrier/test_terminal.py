"""The terminal's telephone: scripted from a pipe, and played on a keyboard."""

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from carrier.terminal import main
from tests.carrier.applications import CALLER, LINE
from tests.carrier.people import SLOW, hotline, served, switchboard

PROGRAM = [sys.executable, "-m", "carrier.terminal"]


@pytest.fixture
def address() -> Iterator[str]:
    with served(switchboard(hotline())) as address:
        yield address


def play(address: str, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, "--carrier", address, *options],
        input=script,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_script_presses_a_line_each_time_the_line_waits(address: str) -> None:
    played = play(address, "1\n4831#\n")
    assert played.returncode == 0
    assert played.stdout.splitlines() == [
        f"  dialling {LINE} from {CALLER}",
        "[en-US] Welcome.",
        "[en-US] For English, press 1.",
        "[es-US] Para español, oprima 2.",
        "  you press 1",
        "[en-US] Please enter your code, then press pound.",
        "  you press 4831#",
        "[en-US] Your code is 4 8 3 1.",
        "[en-US] Thank you.",
        "  call ended: completed",
    ]


def test_an_empty_line_of_a_script_is_silence(address: str) -> None:
    assert "[en-US] We heard nothing." in play(address, "3\n\n").stdout


@pytest.mark.parametrize("script", ["1\nq\n", "1\n"])
def test_q_or_the_end_of_a_script_hangs_up(address: str, script: str) -> None:
    played = play(address, script)
    assert played.stdout.endswith("then press pound.\n  call ended: completed\n")


def test_a_failed_call_is_told_and_is_no_success(address: str) -> None:
    played = play(address, "9\n")
    assert "the call failed: /language: there is no verb <Shout>" in played.stdout
    assert played.returncode == 1


def test_the_caller_may_withhold_the_number(address: str) -> None:
    assert play(address, "", "--from", "anonymous").stdout.startswith(f"  dialling {LINE} from anonymous\n")


def test_no_network_is_one_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--carrier", "http://127.0.0.1:1"]) == 1
    assert capsys.readouterr().err.startswith("No call through http://127.0.0.1:1: ")


def test_a_key_on_a_keyboard_is_pressed_at_once_and_q_hangs_up() -> None:
    ours, theirs = pty.openpty()
    with served(switchboard(hotline(), pace=SLOW)) as address:
        phone = subprocess.Popen(
            [*PROGRAM, "--carrier", address], stdin=theirs, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        # A phone that never hears what it should must not hang the tests.
        watch = threading.Timer(20, os.killpg, (phone.pid, signal.SIGKILL))
        watch.start()
        assert phone.stdout is not None
        heard = []
        for row in phone.stdout:
            heard.append(row.strip())
            if "Welcome." in row:
                os.write(ours, b"1")
            if "Please" in row:
                os.write(ours, b"q")
        assert phone.wait() == 0
        watch.cancel()
        phone.stdout.close()
    os.close(ours)
    os.close(theirs)
    assert heard[1:] == [
        "[en-US] Welcome.",
        "you press 1",
        "[en-US] Please enter your code, then press pound.",
        "call ended: completed",
    ]
