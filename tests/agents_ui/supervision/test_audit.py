"""The room of the audit log: what is shown of it, how it is asked, and what can be taken away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from agents_ui.supervision.deeds import DEEDS
from hotline.audit import AuditLog, Tag
from hotline.auditing import Checkpoint
from tests.agents_ui.asking import asks
from tests.agents_ui.desks import Browser, Office
from tests.journeys.cast import ANA

ROOM = "/supervision/audit"
ROW = re.compile(r"<time[^>]*>([^<]*)</time></td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td></tr>")


def rows(browser: Browser) -> list[tuple[str, str, str, str]]:
    assert browser.page is not None
    return ROW.findall(browser.page.get_data(as_text=True))


def what(browser: Browser) -> list[str]:
    return [deed for _, _, deed, _ in rows(browser)]


def chosen(browser: Browser, words: str) -> str:
    """The mark in the list for somebody."""
    assert browser.page is not None
    found = re.search(rf'<option value="([^"]*)"[^>]*>{words}</option>', browser.page.get_data(as_text=True))
    assert found, browser.text
    return found[1]


def test_every_deed_has_words() -> None:
    assert {tag.value for tag in Tag} == set(DEEDS)


def test_what_was_done_is_told_with_names_and_hours(at_the_desk: Office) -> None:
    asks(at_the_desk.takes_a_call(), ANA)
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    first, *_ = rows(sam)
    assert first[1:3] == ("Sam Whitfield", "Signed in")
    check = next(row for row in rows(sam) if row[2] == "A check was made")
    assert check[1] == "Alma Reyes"
    assert re.fullmatch(r"2019-06-03 \d\d:00–\d\d:00", check[0])
    assert check[3] == ""  # by what was checked is for the reports
    sam.sees("newest first, in the time of America/Chicago")


def test_callers_are_not_shown_nor_what_is_done_elsewhere(at_the_desk: Office) -> None:
    at_the_desk.signs_in("zoe")
    with at_the_desk.house.database.write() as session:
        log = AuditLog(at_the_desk.house.keyring, at_the_desk.clock)
        log.record(session, Tag.REGISTER_ASKED, actor="telephone", incident_id=at_the_desk.incident.id)
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    assert "A check was made" not in what(sam)
    sam.sees_nothing_of("Zoe Ng", "telephone:", f"agent {at_the_desk.people['zoe'].id}<")


def test_it_is_searched_and_no_name_is_in_an_address(at_the_desk: Office) -> None:
    at_the_desk.signs_in("alma")
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    ada, alma = chosen(sam, "ada"), chosen(sam, "Alma Reyes")
    assert "ada" not in ada
    assert {who for _, who, _, _ in rows(sam.opens(f"{ROOM}?who={ada}"))} == {"ada"}
    assert {"An incident file was put in force", "Somebody was invited"} <= set(what(sam))
    assert {who for _, who, _, _ in rows(sam.opens(f"{ROOM}?who={alma}"))} == {"Alma Reyes"}
    assert set(what(sam.opens(f"{ROOM}?what=staff.signed_in"))) == {"Signed in"}
    sam.opens(f"{ROOM}?first=2019-06-04").sees("Nothing like this is in the log")
    assert rows(sam.opens(f"{ROOM}?first=2019-06-03&last=2019-06-03"))
    assert sam.page is not None
    addresses = re.findall(r'(?:href|action)="([^"]*)"', sam.page.get_data(as_text=True))
    assert not [one for one in addresses if "alma" in one.lower() or "ada" in one.lower()]


@pytest.mark.parametrize(
    "query",
    [
        "who=nobody&what=nothing&first=tomorrow&last=9999-99-99&before=~",
        "first=0001-01-01&last=9999-12-31",
        "before=2019-06-03T15:00~99999999999999999999999",
        "before=%00~%00&who=%27%20OR%201=1",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_log(at_the_desk: Office, query: str) -> None:
    assert at_the_desk.signs_in("sam").opens(f"{ROOM}?{query}").status == 200


def test_older_pages_follow_each_other(at_the_desk: Office) -> None:
    with at_the_desk.house.database.write() as session:
        log = AuditLog(at_the_desk.house.keyring, at_the_desk.clock)
        for number in range(60):
            log.record(session, Tag.PHONE_CONNECTING, actor="ada", incident_id=None, detail={"n": f"n{number}."})
    sam = at_the_desk.signs_in("sam").opens(f"{ROOM}?what=phone.connecting")
    seen = [said for *_, said in rows(sam)]
    assert sam.page is not None
    older = re.search(r'href="([^"]*before=[^"]*)"', sam.page.get_data(as_text=True))
    assert older
    sam.opens(older[1].replace("&amp;", "&"))
    seen += [said for *_, said in rows(sam)]
    assert seen == [f"n: n{number}." for number in reversed(range(60))]
    sam.sees("Newest")


def test_a_whole_log_is_said_to_be_and_a_changed_one_is_found(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    sam.sends(f"{ROOM}/verify").is_at(ROOM).sees("Every entry is as it was written")
    with at_the_desk.house.database.write() as session:
        session.execute(text("DROP TRIGGER audit_entries_UPDATE"))
        session.execute(text("UPDATE audit_entries SET actor = 'eve' WHERE seq = 3"))
    sam.sends(f"{ROOM}/verify").sees("The audit log was changed", "Entry 3 does not fit")
    sam.opens(ROOM).sends(f"{ROOM}/checkpoint").sees("The audit log was changed")


def test_what_was_put_in_force_unseen_is_found(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    with at_the_desk.house.database.write() as session:
        session.execute(text("UPDATE incident_versions SET digest = 'other' WHERE incident_id = 1"))
    sam.sends(f"{ROOM}/verify").is_at(ROOM).sees("of which it knows nothing", "in the time of UTC")


def test_a_checkpoint_is_downloaded_signed_and_audited(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    at_the_desk.clock.advance(timedelta(minutes=1))
    sam.sends(f"{ROOM}/checkpoint")
    assert sam.page is not None
    assert sam.page.headers["Content-Disposition"].startswith('attachment; filename="noticeline-audit-2019-06-03-')
    assert sam.page.headers["Cache-Control"] == "no-store"
    found = Checkpoint.of(sam.page.get_data(as_text=True))
    checkpoints = at_the_desk.app.extensions["desk"].checkpoints
    with at_the_desk.house.database.read() as session:
        checkpoints.hold_against(session, found)
    assert what(sam.opens(ROOM))[0] == "Took a checkpoint of this log"
