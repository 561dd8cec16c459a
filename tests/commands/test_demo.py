"""`flask demo`: what a stranger sees in the first minute."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.children import answers, is_free
from commands.demo import PEOPLE, made_up_people
from hotline.settings import PROJECT

ROW = re.compile(r"^ {2}(.+?) {2,}(\S+) {2,}(\d{10}) {2,}(\d{8})$", re.MULTILINE)


def free_ports(number: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Where a demo of the test's own lives."""
    port, carrier_port = free_ports(2)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("NOTICELINE_", "TWILIO_"))}
    return {
        **ours,
        "PORT": str(port),
        "CARRIER_PORT": str(carrier_port),
        "NOTICELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'demo' / 'noticeline.db'}",
        "NOTICELINE_KEYRING": str(tmp_path / "demo" / "keyring"),
    }


@pytest.fixture
def demo(environ: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "flask", "demo", "--folder", str(tmp_path / "demo")]
    # What is set for a real line may not lead a demo to it.
    real = {
        **environ,
        "NOTICELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'real.db'}",
        "NOTICELINE_KEYRING": str(tmp_path / "real"),
        "NOTICELINE_PUBLIC_URL": "https://line.example.org",
        "TWILIO_ACCOUNT_SID": "AC" + "9" * 32,
    }
    with subprocess.Popen(command, cwd=PROJECT, env=real, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.terminate()


def test_the_demo_answers_says_whom_to_ask_about_and_ends_cleanly(
    demo: subprocess.Popen[str], environ: dict[str, str], tmp_path: Path
) -> None:
    ports = int(environ["PORT"]), int(environ["CARRIER_PORT"])
    told = told_by(demo)
    assert answers(ports[0], "/health/ready")
    assert answers(ports[1], "/")
    assert asked(ROW.findall(told), environ) == ["MATCH", "MATCH", "MATCH", "NO_MATCH"]
    demo.send_signal(signal.SIGINT)
    assert demo.wait(30) == 0
    assert [port for port in ports if not is_free(port)] == []
    assert not (tmp_path / "real").exists()
    assert not (tmp_path / "real.db").exists() or (tmp_path / "real.db").stat().st_size == 0


def test_a_busy_port_is_one_clear_sentence(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(environ["CARRIER_PORT"]))):
        command = [sys.executable, "-m", "flask", "demo"]
        run = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert re.fullmatch(r"Error: Port \d+ is in use\. Choose another one: CARRIER_PORT=\d+ make demo\n", run.stderr), (
        run.stderr
    )
    assert run.stdout == ""


def test_the_people_to_ask_about_are_in_the_list_or_not(tmp_path: Path) -> None:
    letters = tmp_path / "letters.csv"
    letters.write_text("person_key,letter_code\nJC-00001,4831-0927-5510\n")
    alone, shared, stranger = made_up_people(PEOPLE, letters)
    text = PEOPLE.read_text(encoding="utf-8")
    assert (
        text.count(alone.student_number),
        text.count(shared.student_number),
        text.count(stranger.student_number),
    ) == (
        1,
        2,
        0,
    )
    assert alone.letter_code == "4831-0927-5510"
    assert alone.birth_date == "03142006"
    assert alone.by_name == "Olivia Harris, ZIP code 65109"


def told_by(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    lines: list[str] = []
    for line in demo.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            break
    return "".join(lines)


def asked(rows: list[tuple[str, str, str, str]], environ: dict[str, str]) -> list[str]:
    """What the custodian hears about everybody in the table, by the letter where there is one and by the number."""
    queries: list[dict[str, str]] = []
    for _, code, number, keyed in rows:
        if code != "–":
            queries.append({"scheme": "letter_code", "code": code})
        birth_date = f"{keyed[4:]}-{keyed[:2]}-{keyed[2:4]}"
        queries.append({"scheme": "student_number", "student_number": number, "birth_date": birth_date})
    command = [sys.executable, "-m", "flask", "register", "ask", "--incident", "jcps-2019"]
    written = "".join(json.dumps(query) + "\n" for query in queries)
    run = subprocess.run(command, cwd=PROJECT, env=environ, input=written, capture_output=True, text=True, check=True)
    return [json.loads(line)["answer"] for line in run.stdout.splitlines()]
