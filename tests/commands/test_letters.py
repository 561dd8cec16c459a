"""`flask letters export`, as a custodian types it on a machine that has nothing but the program."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from commands.alarms import _lookouts
from commands.sealed.letters import group as letters
from hotline import followups, incidents
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.followups import CustodianKey, LetterKind, LetterRequest, SealedRequest, boxes, requests
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from tests.ivr.incidents import CONTENT

DAY = date(2019, 6, 3)
ANA = LetterRequest("Ana Example", ("1 Example St", "Jefferson City, MO 65101"), LetterKind.NEW_LETTER, "es")
HEAD = "incident,kind,day,what,language,address_unsafe,name,address_1,address_2,address_3,address_4"


@pytest.fixture
def pair(tmp_path: Path) -> CustodianKey:
    """The custodian's pair, whose private half lies in custodian.key."""
    pair = CustodianKey.generate()
    pair.write(tmp_path / "custodian.key")
    return pair


def export(folder: Path, *words: str, file: str = "requests.jsonl") -> Result:
    return CliRunner().invoke(letters, ["export", str(folder / file), "--key", str(folder / "custodian.key"), *words])


def put(folder: Path, *lines: tuple[CustodianKey, str, dict[str, str]]) -> None:
    """A file of requests: for whom each was sealed, of which kind, with which details."""
    sealed = [
        requests.Exported(bytes(16), "school-2019", kind, DAY.isoformat(), boxes.seal_for(key.public, details))
        for key, kind, details in lines
    ]
    (folder / "requests.jsonl").write_text("\n".join(map(requests.line_of, sealed)) + "\n", "ascii")


def test_letters_go_from_the_desk_to_the_custodian(
    database: Database, ring: KeyRing, clock: StoppedClock, tmp_path: Path, pair: CustodianKey
) -> None:
    with database.write() as session:
        content = replace(CONTENT, custodian_key=pair.public)
        incident = incidents.apply(session, content, clock=clock, keyring=ring, operator="tests")
        asking = followups.LetterRequests(ring, clock)
        for letter in (ANA, replace(ANA, unsafe_address=True)):
            asking.request(session, incident, letter=letter, during=followups.During(b"a call", 1))
        followups.keep(session, followups.About(incident.id, "check", DAY), {"scheme": "x"}, to=pair.public)
        followups.export(session, tmp_path / "requests.jsonl", incident_id=incident.id, slug="school-2019")
        assert len(session.scalars(select(SealedRequest)).all()) == 3
    done = export(tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == HEAD
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sorted(row["address_unsafe"] for row in rows) == ["no", "yes"]
    assert {(row["name"], row["address_2"], row["address_3"], row["what"]) for row in rows} == {
        ("Ana Example", "Jefferson City, MO 65101", "", "new_letter")
    }


def test_a_table_is_written_once_and_for_its_owner_alone(tmp_path: Path, pair: CustodianKey) -> None:
    put(tmp_path, (pair, "letter", {"name": "Åna"}))
    out = tmp_path / "letters.csv"
    done = export(tmp_path, "--out", str(out))
    assert done.stdout == f"1 requests for letters are in {out}.\n"
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_text("utf-8").splitlines() == [HEAD, "school-2019,letter,2019-06-03,,,,Åna,,,,"]
    before = out.read_bytes()
    again = export(tmp_path, "--out", str(out))
    assert (again.exit_code, "is there already" in again.stderr, out.read_bytes()) == (1, True, before)
    nowhere = export(tmp_path, "--out", str(tmp_path / "no" / "letters.csv"))
    assert (nowhere.exit_code, "can't be written" in nowhere.stderr) == (1, True)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@x", " =cmd()", "\t=cmd()", "\r\n+1", "\u202e=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, pair: CustodianKey, cell: str) -> None:
    put(tmp_path, (pair, "letter", {"name": cell, "=cmd()": "x"}))
    (row,) = csv.DictReader(io.StringIO(export(tmp_path).stdout))
    assert row["name"].startswith("'")
    assert list(row) == HEAD.split(",")


def test_what_does_not_open_is_said_last_and_hides_nothing(tmp_path: Path, pair: CustodianKey) -> None:
    put(tmp_path, (CustodianKey.generate(), "letter", {"name": "Bo"}), (pair, "letter", {"name": "Ana"}))
    done = export(tmp_path)
    assert (done.exit_code, "Ana" in done.stdout, "Bo" in done.output) == (1, True, False)
    assert "1 requests did not open" in done.stderr


def test_a_kind_that_lies_does_not_change_what_stands_in_clear(tmp_path: Path, pair: CustodianKey) -> None:
    put(tmp_path, (pair, "letter", {"name": "Ana", "kind": "check", "day": "1999-01-01"}))
    (row,) = csv.DictReader(io.StringIO(export(tmp_path).stdout))
    assert (row["kind"], row["day"]) == ("letter", "2019-06-03")


@pytest.mark.parametrize("content", [b"not a request\n", b"\xff\xfe", None])
def test_a_file_that_is_none_is_told_in_a_sentence(tmp_path: Path, pair: CustodianKey, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "requests.jsonl").write_bytes(content)
    done = export(tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_it_needs_no_installation(tmp_path: Path, pair: CustodianKey) -> None:
    put(tmp_path, (pair, "letter", {"name": "Ana"}))
    words = ["letters", "export", str(tmp_path / "requests.jsonl"), "--key", str(tmp_path / "custodian.key")]
    away = {"PATH": os.environ["PATH"], "NOTICELINE_DATABASE_URL": "postgresql://nobody@localhost:1/nothing"}
    command = [sys.executable, "-m", "flask", *words]
    done = subprocess.run(command, cwd=PROJECT, env=away, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "school-2019,letter,2019-06-03,,,,Ana,,,,"


def test_whoever_watches_the_line_watches_its_agents(sqlite_url: str, tmp_path: Path) -> None:
    from app import build
    from hotline import settings
    from hotline.clock import SystemClock

    given = {"NOTICELINE_DATABASE_URL": sqlite_url, "NOTICELINE_KEYRING": str(tmp_path / "ring")}
    house = build(settings.load(given), SystemClock())
    assert {name for lookout in _lookouts(house) for name in lookout._looks} >= {"agents", "line", "ready", "audit"}
    house.database.close()
