"""`flask register`, `flask audit` and `flask database`, as a custodian types them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app import create_app
from hotline import settings
from hotline.audit import AuditHead
from hotline.database import Database
from hotline.incidents.versions import StoredVersion
from hotline.settings import PROJECT
from lookup import hashing
from tests.lookup.vaults import ANA, BEN, CARA, NOBODY, Person, list_of

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
INCIDENT = ("--incident", "jcps-2019")
Type = Callable[..., Result]


def asked(person: Person) -> Mapping[str, str]:
    return {"scheme": "student_number", "student_number": person.number, "birth_date": person.born}


def test_a_first_import_needs_an_incident(flask: Type, people: Path) -> None:
    done = flask("register", "import", str(people), *INCIDENT)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: There is no incident jcps-2019")


def test_the_way_from_a_list_to_an_answer(answering: Type) -> None:
    lines = [json.dumps(asked(person)) for person in (ANA, NOBODY, CARA)]
    done = answering("register", "ask", *INCIDENT, says="\n".join(lines))
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"answer": "MATCH", "categories": ["name", "medical"]},
        {"answer": "NO_MATCH", "categories": []},
        {"answer": "MATCH", "categories": []},
    ]
    assert done.exit_code == 0


def test_a_letter_code_is_asked_as_it_is_printed(answering: Type, tmp_path: Path) -> None:
    letters = dict(line.split(",") for line in (tmp_path / "letters.csv").read_text(encoding="utf-8").splitlines())
    done = answering("register", "ask", *INCIDENT, says=json.dumps({"scheme": "letter_code", "code": letters["A"]}))
    assert json.loads(done.stdout) == {"answer": "MATCH", "categories": ["name", "medical"]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 1: not a JSON object"),
        ("[1]", "line 1: not a JSON object"),
        (json.dumps({"scheme": "canary", "code": "1"}), "line 1: scheme: not a way of checking"),
        (
            json.dumps({**asked(ANA), "birth_date": "05/17/2009"}),
            "line 1: birth_date: not a date written as YYYY-MM-DD",
        ),
        (json.dumps({"scheme": "student_number", "student_number": 4001}), "line 1: student_number: missing"),
    ],
)
def test_what_can_t_be_asked_is_never_a_no_and_never_shown(answering: Type, line: str, reason: str) -> None:
    done = answering("register", "ask", *INCIDENT, says=line)
    assert json.loads(done.stdout) == {"answer": "CANNOT_TELL", "categories": []}
    assert reason in done.stderr
    assert "4001" not in done.stderr
    assert "2009" not in done.stderr
    assert done.exit_code == 1


def test_a_code_that_no_letter_shows_is_nobodys(answering: Type) -> None:
    done = answering("register", "ask", *INCIDENT, says=json.dumps({"scheme": "letter_code", "code": "4831-0927-5511"}))
    assert json.loads(done.stdout)["answer"] == "NO_MATCH"
    assert "a digit is wrong" in done.stderr


def test_a_dry_run_counts_and_changes_nothing(flask: Type, people: Path, tmp_path: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    keys = sorted((tmp_path / "ring").iterdir())
    done = flask("register", "import", str(people), *INCIDENT, "--dry-run")
    assert done.stdout == "3 rows: 3 individuals, 0 rejected.\nDry run: nothing was changed.\n"
    assert flask("register", "status").stdout.startswith("jcps-2019: nothing is published\n")
    assert sorted((tmp_path / "ring").iterdir()) == keys


def test_rows_that_need_attention_are_told_without_their_values(flask: Type, people: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    people.write_text(list_of([ANA, Person("E", "4009", "17.05.2009")]), encoding="utf-8")
    done = flask("register", "import", str(people), *INCIDENT)
    assert done.exit_code == 1
    assert "people.csv, row 3, birth_date: not a date (the list was declared as YYYY-MM-DD)." in done.stderr
    assert "1 of 2 rows need attention; nothing was imported." in done.stderr
    assert "17.05" not in done.output


def test_nothing_can_be_published_twice_or_before_an_import(answering: Type) -> None:
    done = answering("register", "publish", *INCIDENT)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: Nothing is staged")


def test_the_status_tells_what_answers_and_what_waits(answering: Type, people: Path) -> None:
    assert answering("register", "status").stdout.splitlines() == [
        "jcps-2019: generation 1 answers (publication 1, 3 individuals, 1 pages)",
        "Ready: the self-test passed.",
    ]
    people.write_text(list_of([BEN]), encoding="utf-8")
    answering("register", "import", str(people), *INCIDENT, "--profile", "light")
    assert "; generation 2 is staged" in answering("register", "status").stdout


def test_what_was_done_is_audited_and_a_change_of_the_log_is_found(answering: Type, url: str) -> None:
    answering("register", "ask", *INCIDENT, says=json.dumps(asked(ANA)))
    assert answering("audit", "verify").stdout == "The audit log holds 6 entries and is unbroken.\n"
    database = Database(url)
    with database.write() as session:
        session.execute(update(AuditHead).values(seq=5))
    database.close()
    done = answering("audit", "verify")
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: The audit log was changed: entry 7 does not fit the one before it.\n",
    )


def test_what_was_put_in_force_in_the_database_alone_is_found(answering: Type, url: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.execute(update(StoredVersion).values(digest="0" * 64))
    database.close()
    done = answering("audit", "verify")
    assert done.exit_code == 1
    assert "knows nothing of what is in force of jcps-2019" in done.stderr


def test_the_tables_are_made_once(flask: Type) -> None:
    assert flask("database", "upgrade").stdout.startswith("The database went from nothing to ")
    assert flask("database", "upgrade").stdout.startswith("The database is at ")


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes and not a database, and they go on for a while", encoding="utf-8")
    environ = {"NOTICELINE_DATABASE_URL": f"sqlite:///{file}", "NOTICELINE_KEYRING": str(tmp_path / "ring")}
    runner = create_app(settings.load(environ)).test_cli_runner()
    for words in (("database", "upgrade"), ("register", "status")):
        done = runner.invoke(args=words)
        assert done.exit_code == 1
        assert done.stderr.startswith("Error: The database can't be used (DatabaseError): file is not a database")


def test_the_default_is_the_dear_hash() -> None:
    assert hashing.PROFILES["standard"] == hashing.Cost(memory_kib=65_536, passes=3)
    assert hashing.PROFILES["light"] == hashing.Cost(memory_kib=19_456, passes=2)


def test_health_tells_strangers_one_word(app: Flask, answering: Type, tmp_path: Path) -> None:
    client = app.test_client()
    assert (client.get("/health/live").status_code, client.get("/health/ready").status_code) == (200, 200)
    (tmp_path / "ring").rename(tmp_path / "away")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert client.get("/health/live").status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_empty_house_is_not_ready(app: Flask) -> None:
    assert app.test_client().get("/health/ready").status_code == 503


def test_the_rows_that_need_attention_are_written_without_their_values(
    flask: Type, people: Path, tmp_path: Path
) -> None:
    flask("incident", "apply", str(EXAMPLE))
    people.write_text(list_of([ANA, Person("E", "4009", "17.05.2009")]), encoding="utf-8")
    for words in ((), ("--dry-run",), ("--skip-rejected", "--profile", "light")):
        (tmp_path / "rejects.csv").unlink(missing_ok=True)
        flask("register", "import", str(people), *INCIDENT, "--rejects", str(tmp_path / "rejects.csv"), *words)
        assert (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines() == [
            "row,column,reason",
            "3,birth_date,not a date (the list was declared as YYYY-MM-DD)",
        ]
    assert (tmp_path / "rejects.csv").stat().st_mode & 0o077 == 0


def test_rejects_are_never_written_over_the_list(flask: Type, people: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    before = people.read_bytes()
    done = flask("register", "import", str(people), *INCIDENT, "--rejects", str(people))
    assert (done.exit_code, "it is the list" in done.stderr) == (1, True)
    assert people.read_bytes() == before


def test_values_are_shown_on_a_terminal_only(flask: Type, people: Path) -> None:
    flask("incident", "apply", str(EXAMPLE))
    people.write_text(list_of([Person("E", "4009", "17.05.2009")]), encoding="utf-8")
    done = flask("register", "import", str(people), *INCIDENT, "--dry-run", "--show-values")
    assert done.exit_code == 1
    assert "use it on a terminal" in done.stderr
    assert "17.05" not in done.output


def test_a_register_can_be_gone_back_to(answering: Type, people: Path, colleague_approves: Callable[[], None]) -> None:
    people.write_text(list_of([BEN]), encoding="utf-8")
    answering("register", "import", str(people), *INCIDENT, "--profile", "light")
    answering("register", "publish", *INCIDENT)
    colleague_approves()
    done = answering("register", "rollback", *INCIDENT)
    assert done.stdout.startswith("Proposed: generation 1 of jcps-2019 shall answer, in place of generation 2: 3 ")
    colleague_approves()
    status = answering("register", "status").stdout
    assert status.startswith("jcps-2019: generation 1 answers (publication 3, 3 individuals, 1 pages)\n")
    assert answering("register", "rollback", *INCIDENT, "--to", "7").stderr.startswith(
        "Error: Generation 7 never answered"
    )


def test_keys_are_destroyed_once_the_name_is_typed(answering: Type) -> None:
    done = answering("register", "destroy", *INCIDENT, says="yes\n")
    assert (done.exit_code, "nothing was destroyed" in done.stderr) == (1, True)
    assert answering("register", "status").exit_code == 0
    done = answering("register", "destroy", *INCIDENT, says="jcps-2019\n")
    assert done.stdout.count("Destroyed: incident-1-") == 4
    assert "every copy of the key ring" in done.stdout
    status = answering("register", "status")
    assert (status.exit_code, "Not ready: The key" in status.stdout) == (1, True)
    done = answering("register", "ask", *INCIDENT, says=json.dumps(asked(ANA)))
    assert json.loads(done.stdout)["answer"] == "CANNOT_TELL"
    assert "no key of it" in answering("register", "destroy", *INCIDENT, says="jcps-2019\n").stdout
