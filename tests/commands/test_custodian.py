"""`flask keys`, `flask requests` and `flask limits`, as a custodian types them."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app import create_app
from commands.keys import group as keys
from commands.sealed.requests import group as requests_group
from hotline import settings
from hotline.audit import AuditEntry
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.followups import CustodianKey, SealedRequest, boxes, requests
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from lookup import AnswerName, HashingPool
from tests.lookup.vaults import ANA, CAST, FAST, NOBODY, Vault, caller

MATCH, MAY_NOT_TELL = AnswerName.MATCH, AnswerName.MAY_NOT_TELL
INCIDENT = ("--incident", "jcps-2019")
Type = Callable[..., Result]


@pytest.fixture
def vault(sqlite_url: str, ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> Iterator[Vault]:
    """The vault behind the commands."""
    database, pool = Database(sqlite_url), HashingPool(memory_mib=256, workers=1)
    yield Vault(database, ring, clock, pool, tmp_path, FAST)
    pool.close()
    database.close()


@pytest.fixture
def flask(vault: Vault, sqlite_url: str, clock: StoppedClock) -> Type:
    """What stands behind `$ flask …` on the server."""
    environment = {"NOTICELINE_DATABASE_URL": sqlite_url, "NOTICELINE_KEYRING": str(vault.ring.path)}
    runner = create_app(settings.load(environment), clock=clock).test_cli_runner()

    def run(*words: str, says: str = "") -> Result:
        return runner.invoke(args=words, input=says)

    return run


def at_home(group: object, *words: str) -> Result:
    """A command on the custodian's own machine: no installation, only the program."""
    return CliRunner().invoke(group, words)  # type: ignore[arg-type]  # a group of ours


def blind(vault: Vault, key: CustodianKey) -> None:
    content = vault.incident.content
    schemes = (replace(one, disclosure="blind") if one.name == "student_number" else one for one in content.schemes)
    vault.applies(replace(content, schemes=tuple(schemes), custodian_key=key.public))


def audited(vault: Vault) -> list[tuple[str, str]]:
    with vault.database.read() as session:
        return [(row.tag, row.detail) for row in session.execute(select(AuditEntry.tag, AuditEntry.detail))]


def test_a_key_pair_is_made_without_an_installation(tmp_path: Path) -> None:
    file = tmp_path / "custodian.key"
    words = [sys.executable, "-m", "flask", "keys", "custodian", "--out", str(file)]
    away = {"PATH": os.environ["PATH"], "NOTICELINE_DATABASE_URL": "postgresql://nobody@localhost:1/nothing"}
    done = subprocess.run(words, cwd=PROJECT, env=away, capture_output=True, text=True, check=True)
    pair = CustodianKey.read(file)
    assert done.stdout == f'custodian_key = "{pair.public_text}"\n'
    assert file.stat().st_mode & 0o777 == 0o400
    assert pair.private.hex() not in done.stdout + done.stderr
    assert "private" not in repr(pair)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "custodian.key"
    assert at_home(keys, "custodian", "--out", str(file)).exit_code == 0
    before = file.read_bytes()
    again = at_home(keys, "custodian", "--out", str(file))
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert file.read_bytes() == before


def test_requests_go_from_the_line_to_the_custodian(vault: Vault, flask: Type, tmp_path: Path) -> None:
    private, file = tmp_path / "custodian.key", tmp_path / "requests.jsonl"
    at_home(keys, "custodian", "--out", str(private))
    blind(vault, CustodianKey.read(private))
    vault.asks(ANA, caller())
    done = flask("requests", "export", str(file), *INCIDENT)
    assert done.output == f"1 requests are in {file}.\n"
    assert ANA.number.lstrip("0") not in file.read_text()
    opened = at_home(requests_group, "open", str(file), "--key", str(private))
    assert opened.exit_code == 0, opened.output
    assert json.loads(opened.stdout) == {
        "incident": "jcps-2019",
        "kind": "check",
        "day": "2019-06-03",
        "scheme": "student_number",
        "student_number": ANA.number.lstrip("0"),
        "birth_date": ANA.born.replace("-", ""),
    }


def test_requests_are_deleted_only_once_they_are_safe(vault: Vault, flask: Type, tmp_path: Path) -> None:
    blind(vault, CustodianKey.generate())
    vault.asks(ANA, caller())
    file = tmp_path / "requests.jsonl"
    file.touch()
    assert flask("requests", "export", str(file), *INCIDENT, "--delete").exit_code == 1
    assert kept(vault) == 1
    file.unlink()
    assert flask("requests", "export", str(file), *INCIDENT, "--delete").exit_code == 0
    assert kept(vault) == 0
    assert ("requests.exported", '{"deleted": "yes", "requests": "1"}') in audited(vault)


def kept(vault: Vault) -> int:
    with vault.database.read() as session:
        return len(session.scalars(select(SealedRequest)).all())


def test_a_table_for_a_spreadsheet_runs_no_formula(tmp_path: Path) -> None:
    pair, private, file = CustodianKey.generate(), tmp_path / "key", tmp_path / "requests.jsonl"
    pair.write(private)
    box = boxes.seal_for(pair.public, {"name": "=HYPERLINK(1)", "street": "1 Example St"})
    file.write_text(requests.line_of(requests.Exported(bytes(16), "jcps-2019", "check", "2019-06-03", box)))
    done = at_home(requests_group, "open", str(file), "--key", str(private), "--csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["name"], row["street"], row["day"]) == ("'=HYPERLINK(1)", "1 Example St", "2019-06-03")


def test_a_box_that_a_stranger_put_in_does_no_harm(tmp_path: Path) -> None:
    pair, private, file = CustodianKey.generate(), tmp_path / "key", tmp_path / "requests.jsonl"
    pair.write(private)
    hostile: tuple[object, ...] = ({"=cmd()": "\x1b[2J", "kind": "letter"}, {"name": 1}, {"a": {"b": "c"}})
    own = [boxes.seal_for(pair.public, said) for said in hostile]  # type: ignore[arg-type]  # a stranger's
    exported = [requests.Exported(bytes(16), "jcps-2019", "check", "2019-06-03", box) for box in own]
    file.write_text("\n".join(map(requests.line_of, exported)))
    done = at_home(requests_group, "open", str(file), "--key", str(private), "--csv")
    assert done.stdout.splitlines() == ["incident,kind,day,'=cmd()", "jcps-2019,check,2019-06-03,[2J"]
    assert "2 requests did not open" in done.stderr


def test_a_wrong_key_opens_nothing_and_says_so(vault: Vault, flask: Type, tmp_path: Path) -> None:
    blind(vault, CustodianKey.generate())
    vault.asks(ANA, caller())
    private, file = tmp_path / "other.key", tmp_path / "requests.jsonl"
    CustodianKey.generate().write(private)
    flask("requests", "export", str(file), *INCIDENT)
    done = at_home(requests_group, "open", str(file), "--key", str(private))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "1 requests did not open" in done.stderr
    file.write_text("not a request\n")
    assert "Line 1 is not a sealed request" in at_home(requests_group, "open", str(file), "--key", str(private)).stderr


def test_a_tripped_breaker_is_seen_and_released(vault: Vault, flask: Type) -> None:
    vault.limited_to(breaker_failures_per_hour=2)
    vault.holds(CAST)
    for n in range(2):
        vault.asks(replace(NOBODY, number=f"{7000 + n:010}"), caller(f"thief {n}", f"+1573555030{n}"))
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL
    assert "jcps-2019: telephone: TRIPPED, only letter codes are answered" in flask("limits", "status").output
    assert flask("limits", "release-breaker", *INCIDENT).output == "Released: telephone.\n"
    assert "TRIPPED" not in flask("limits", "status").output
    assert vault.asks(ANA, caller("family")).name is MATCH
    assert ("breaker.released", '{"doors": "telephone"}') in audited(vault)


def test_an_individual_whom_a_stranger_closed_is_released(vault: Vault, flask: Type) -> None:
    vault.limited_to(failures_per_subject_per_day=1, failures_per_subject=1)
    vault.holds(CAST)
    vault.asks(replace(ANA, born="2001-01-01"), caller("stranger"))
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL
    subject = json.dumps({"scheme": "student_number", "student_number": ANA.number})
    assert flask("limits", "release", *INCIDENT, says=subject).output == "Released.\n"
    assert vault.asks(ANA, caller("family")).name is MATCH
    assert ("subject.released", '{"scheme": "student_number"}') in audited(vault)


@pytest.mark.parametrize("says", ["", "[]", '{"scheme": "canary"}', '{"scheme": "letter_code", "code": "1"}', "{"])
def test_what_can_not_be_released_is_told_without_repeating_it(vault: Vault, flask: Type, says: str) -> None:
    done = flask("limits", "release", *INCIDENT, says=says)
    assert done.exit_code == 1
    assert "subject.released" not in [tag for tag, _ in audited(vault)]
