"""What the database keeps beside what it is told to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hotline.database import Database
from ivr.launch.preflight import Level, databases
from ivr.launch.preflight.findings import Finding

QUIET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "shared_preload_libraries": "",
    "ssl": "on",
    "host": "db.example.org",
}
WAL = {"journal_mode": "wal", "synchronous": "1", "secure_delete": "1"}


def judged(said: Mapping[str, str]) -> list[Finding]:
    return [finding for finding in databases.postgresql(said) if finding.level is not Level.OK]


def test_a_quiet_server_is_well() -> None:
    assert judged(QUIET) == []


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("log_statement", "all", Level.FAIL),
        ("log_statement", "mod", Level.FAIL),
        ("log_min_duration_statement", "0", Level.FAIL),
        ("log_min_duration_statement", "1000", Level.FAIL),
        ("log_min_duration_sample", "100", Level.FAIL),
        ("log_transaction_sample_rate", "0.1", Level.FAIL),
        ("log_parameter_max_length", "-1", Level.WARNING),
        ("log_parameter_max_length_on_error", "-1", Level.FAIL),
        ("log_parameter_max_length_on_error", "40", Level.FAIL),
        ("shared_preload_libraries", "auto_explain", Level.FAIL),
        ("shared_preload_libraries", "pgaudit,pg_stat_statements", Level.FAIL),
        ("shared_preload_libraries", "pg_stat_statements", Level.WARNING),
        ("ssl", "off", Level.FAIL),
    ],
)
def test_each_way_to_listen_is_seen(name: str, value: str, level: Level) -> None:
    (found,) = judged({**QUIET, name: value})
    assert found.level is level


@pytest.mark.parametrize("name", ["shared_preload_libraries"])
def test_what_may_not_be_seen_is_asked_for(name: str) -> None:
    (found,) = judged({key: value for key, value in QUIET.items() if key != name})
    assert found.level is Level.WARNING


@pytest.mark.parametrize("host", ["", "127.0.0.1", "/run/postgresql"])
def test_a_way_that_stays_on_the_machine_needs_no_lock(host: str) -> None:
    assert judged({**QUIET, "ssl": "off", "host": host}) == []


def test_sqlite_as_we_set_it_is_well() -> None:
    assert databases.sqlite(WAL).level is Level.OK
    for name, value in (("journal_mode", "delete"), ("synchronous", "0"), ("secure_delete", "0")):
        assert databases.sqlite({**WAL, name: value}).level is Level.FAIL


def test_a_real_database_says_all_that_is_judged(database: Database) -> None:
    said = databases.read(database)
    if database.url.get_backend_name() == "sqlite":
        assert databases.sqlite(said).level is Level.OK
    else:
        assert set(said) == set(QUIET)
        assert {finding.level for finding in databases.postgresql(said)} <= {Level.OK, Level.WARNING}
