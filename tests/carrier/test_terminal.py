"""The terminal's telephone: scripted from a pipe, and played on a keyboard."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from carrier.phones import Switchboard
from carrier.terminal import main
from tests.carrier.applications import CALLER, LINE, Application
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


def test_a_number_may_be_withheld_as_most_telephones_do_it(address: str) -> None:
    assert play(address, "", "--anonymous").stdout.startswith(f"  dialling {LINE} from +266696687\n")


def test_faults_are_switched_on_for_the_call(address: str) -> None:
    played = play(address, "1\n", "--fault", "5xx", "--fault", "first=2", "--speed", "5")
    assert "the call failed: /language answered with status 502" in played.stdout
    assert played.returncode == 1


def test_a_fault_that_does_not_exist_is_one_clear_sentence(address: str) -> None:
    played = play(address, "", "--fault", "weather")
    assert played.returncode == 1
    assert "there is no fault 'weather'; there are timeout, server_error" in played.stderr
    assert "Traceback" not in played.stderr


def test_words_in_quotes_are_said() -> None:
    application = Application(
        {
            "/voice": '<Record action="/done" timeout="1"/>',
            "/done": lambda form: f"<Say>{form['RecordingDuration']}.</Say>",
        }
    )
    with served(switchboard(application)) as address:
        played = play(address, '"Call me."\n#\n')
    assert "  you say: Call me." in played.stdout
    assert "recorded 1 seconds" in played.stdout


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


AGENT = "+15735550199"


def agents_line() -> Application:
    whisper = '<Gather action="/key" numDigits="1" timeout="60"><Say>Press 1 to accept.</Say></Gather><Hangup/>'
    return Application(
        {
            "/voice": f'<Dial action="/dialled" timeout="60"><Number url="/whisper">{AGENT}</Number></Dial>',
            "/whisper": whisper, "/key": "", "/dialled": lambda form: f"<Say>{form['DialCallStatus']}.</Say>",
        }
    )  # fmt: skip


def wait_for_a_call(address: str, board: Switchboard, script: str) -> subprocess.CompletedProcess[str]:
    def dials() -> None:
        until = time.monotonic() + 15
        while not board.bells.hears(AGENT) and time.monotonic() < until:
            time.sleep(0.05)
        board.dial(LINE, CALLER)

    caller = threading.Thread(target=dials)
    caller.start()
    played = play(address, script, "--wait", "--from", AGENT)
    caller.join()
    return played


@pytest.mark.parametrize("answer", ["a", ""])
def test_a_telephone_that_waits_rings_and_is_answered(answer: str) -> None:
    board = switchboard(agents_line())
    with served(board) as address:
        hung_up = threading.Timer(6, board.hang_up_all)
        hung_up.start()
        played = wait_for_a_call(address, board, f"{answer}\n1\n")
        hung_up.cancel()
    assert played.returncode == 0
    heard = played.stdout.splitlines()
    assert heard[:2] == [f"  waiting for calls to {AGENT}", f"  {CALLER} is calling: a answers, d declines"]
    assert "[en-US] Press 1 to accept." in heard
    assert f"  connected {CALLER}" in heard


def test_a_call_is_declined_in_the_terminal() -> None:
    application = agents_line()
    board = switchboard(application)
    with served(board) as address:
        played = wait_for_a_call(address, board, "d\n")
        (caller,) = [call for call in board._calls.values() if call.leg.parties.direction == "inbound"]
        caller.waits_for_end(5)
    assert played.stdout.splitlines()[-1] == "  declined"
    assert application.form("/dialled")["DialCallStatus"] == "busy"


def test_a_number_that_nobody_can_ring_is_refused(address: str) -> None:
    played = play(address, "", "--wait", "--from", "anonymous")
    assert played.returncode == 1
    assert "refused /rings?at=anonymous with status 400" in played.stderr
