"""`flask callbacks`, as whoever rings back types it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from agents_ui.house import Desk
from hotline.audit import AuditLog
from hotline.followups import Callbacks
from tests.agents_ui.desks import Office, desk_served
from tests.journeys.lines import served


def types(opened: Office, *words: str) -> Result:
    """The operator types a command on the line's own machine."""
    return opened.app.test_cli_runner().invoke(args=["callbacks", *words, "--incident", "jcps-2019"])


def arranges(opened: Office, login: str, number: str) -> None:
    """An agent arranges a callback in a call of their own."""
    browser = opened.takes_a_call(login)
    browser.sends("/desk/callback", number=number, window=browser.first_choice("window")).sees("Callback arranged")


def test_whoever_waits_is_shown_with_hour_number_and_phrase_until_they_were_rung(
    tmp_path: Path, database_url: str
) -> None:
    with desk_served(tmp_path, database_url) as (_, opened):
        assert types(opened, "list").output == "Nobody waits to be rung back.\n"
        arranges(opened, "alma", "(573) 555-0123")
        told = types(opened, "list").output
        assert "Monday 2019-06-03 11:00 to 12:00 CDT  +15735550123  say " in told
        name = told.split()[0]
        assert types(opened, "done", name).output == "Erased.\n"
        assert types(opened, "list").output == "Nobody waits to be rung back.\n"
        assert types(opened, "done", name).exit_code == 1


def test_who_was_not_reached_and_who_waits_anew(tmp_path: Path, sqlite_url: str) -> None:
    with desk_served(tmp_path, sqlite_url) as (_, opened):
        assert types(opened, "figures").output == "No callback was arranged yet.\n"
        arranges(opened, "alma", "(573) 555-0123")
        name = types(opened, "list").output.split()[0]
        callbacks, database = Callbacks(opened.house.keyring, opened.clock), opened.house.database
        with database.write() as session:
            assert callbacks.mark_queued(session, callbacks.all_of(session, 1)[0].id)
        assert ", in the line)" in types(opened, "list").output
        assert types(opened, "again", name).output == "It waits again.\n"
        with database.write() as session:
            assert callbacks.tried(session, callbacks.all_of(session, 1)[0].id)
        assert "(en, rung 1 times)" in types(opened, "list").output
        assert types(opened, "give-up", name).output == "Erased.\n"
        assert types(opened, "list").output == "Nobody waits to be rung back.\n"
        figures = "2019-06-03  arranged 1, rung in their window 0, rung late 0, never reached 1\n"
        assert types(opened, "figures").output == figures


def test_numbers_that_nobody_rang_are_erased_after_a_fortnight(tmp_path: Path, sqlite_url: str) -> None:
    with desk_served(tmp_path, sqlite_url) as (_, opened):
        arranges(opened, "alma", "(573) 555-0123")
        runner = opened.app.test_cli_runner()
        assert runner.invoke(args=["callbacks", "erase-old"]).output == "Nothing is that old.\n"
        opened.clock.advance(timedelta(days=15))
        assert runner.invoke(args=["callbacks", "erase-old"]).output == "Erased 1.\n"
        assert types(opened, "list").output == "Nobody waits to be rung back.\n"


@pytest.mark.parametrize("command", ["give-up", "done", "erase-old"])
def test_whoever_is_erased_has_no_place_in_the_line_either(tmp_path: Path, sqlite_url: str, command: str) -> None:
    with desk_served(tmp_path, sqlite_url) as (_, opened):
        arranges(opened, "alma", "(573) 555-0123")
        name = types(opened, "list").output.split()[0]
        opened.clock.advance(timedelta(hours=1))
        desk: Desk = opened.app.extensions["desk"]
        desk.distribution.offer_next(opened.incident.id)
        assert ", in the line)" in types(opened, "list").output
        opened.clock.advance(timedelta(days=15))
        words = [command] if command == "erase-old" else [command, name, "--incident", "jcps-2019"]
        assert "Erased" in opened.app.test_cli_runner().invoke(args=["callbacks", *words]).output
        with opened.house.database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM queued_calls")) == 0


def test_it_is_audited_who_read_numbers_and_not_which(tmp_path: Path, sqlite_url: str) -> None:
    with desk_served(tmp_path, sqlite_url) as (_, opened):
        arranges(opened, "alma", "(573) 555-0123")
        types(opened, "list")
        with opened.house.database.read() as session:
            entries = list(AuditLog(opened.house.keyring, opened.clock).entries(session))
        read = [entry for entry in entries if entry.tag == "callbacks.read"]
        assert [entry.detail for entry in read] == ['{"callbacks": "1"}']
        assert not [entry for entry in entries if "5550123" in entry.detail]


def test_a_name_that_is_none_erases_nothing(tmp_path: Path, sqlite_url: str) -> None:
    with desk_served(tmp_path, sqlite_url) as (_, opened):
        arranges(opened, "alma", "(573) 555-0123")
        refused = types(opened, "done", "")
        assert refused.exit_code == 1
        assert "flask callbacks list" in refused.output
        assert "+15735550123" in types(opened, "list").output


@pytest.mark.parametrize("command", ["list", "done", "give-up", "again", "figures"])
def test_an_unknown_incident_is_told_in_a_sentence(tmp_path: Path, sqlite_url: str, command: str) -> None:
    with served(tmp_path, sqlite_url) as line:
        named = ["x"] if command in ("done", "give-up", "again") else []
        words = ["callbacks", command, *named, "--incident", "nowhere"]
        told = line.app.test_cli_runner().invoke(args=words)
        assert (told.exit_code, "There is no incident nowhere" in told.output) == (1, True)
