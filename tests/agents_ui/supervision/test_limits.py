"""The room of limits: letting go of what strangers have closed, and keeping nothing of whom it was about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents_ui.house import Desk
from hotline import incidents
from lookup.breaker import Breaker
from lookup.oversight import LET_GO_A_DAY
from lookup.tally import Tally
from tests.agents_ui.asking import MATCH, MAY_NOT_TELL, asks, limits, takes_another, told
from tests.agents_ui.desks import Office
from tests.agents_ui.supervision.test_people import audited
from tests.journeys.cast import ANA

ROOM = "/supervision/limits"


def closes(office: Office) -> None:
    """Somebody guesses at Ana's birth date until nobody can ask about her any more."""
    limits(office, failures_per_subject_per_day=2, failures_per_subject=2)
    browser = office.takes_a_call()
    for born in ("01/01/2001", "01/02/2001"):
        browser.sends("/desk/check", way="student_number", student_number=ANA.number, birth_date=born)
    takes_another(browser.sends("/desk/end").sends("/desk/finish", disposition="checked"), office)
    assert told(asks(browser, ANA)) == MAY_NOT_TELL


def trips(office: Office, door: str = "desk") -> None:
    """Far more checks fail at a door than usual."""
    tally = Tally(office.house.keyring, office.clock)
    hour = int(office.clock.now().timestamp()) // 3600
    with office.house.database.write() as session:
        row = tally.lock(session, office.incident.id)
        tally.write(session, row.with_breaker(door, Breaker(hour, 0, hour)))


def released(office: Office) -> list[tuple[str, str]]:
    return audited(office, "subject.released")


def test_a_family_that_a_stranger_closed_can_ask_again(at_the_desk: Office) -> None:
    closes(at_the_desk)
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    said = {"incident": at_the_desk.incident.id, "way": "student_number", "student_number": ANA.number}
    sam.sends(f"{ROOM}/subject", **said).is_at(ROOM).sees("They can be asked about again").sees_nothing_of(ANA.number)
    actor = f"supervisor {at_the_desk.people['sam'].id}"
    assert released(at_the_desk) == [(actor, '{"scheme": "student_number"}')]
    alma = at_the_desk.signs_in("alma")
    assert told(asks(alma, ANA)) == MATCH


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"way": "student_number", "student_number": ""}, "This is needed"),
        ({"way": "student_number", "student_number": "12345678901"}, "This can't be a student number"),
        ({"way": "student_number", "student_number": "?!"}, "This can't be a student number"),
        ({"way": "name", "last_name": "Reyes", "first_name": ""}, "This is needed"),
        ({"way": "name", "last_name": "李", "first_name": "Ana"}, "No letter of this name can be used"),
        ({"way": "letter_code", "code": "4831-0927-5510"}, "This way of checking is not offered"),
        ({"way": "x" * 400}, "This way of checking is not offered"),
    ],
)
def test_what_can_not_be_let_go_is_named_and_never_repeated(
    at_the_desk: Office, said: dict[str, str], sentence: str
) -> None:
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    sam.sends(f"{ROOM}/subject", incident=at_the_desk.incident.id, **said).is_at(ROOM).sees(sentence)
    sam.sees_nothing_of("12345678901", "李", "x" * 21)
    assert released(at_the_desk) == []


def test_nobody_is_let_go_by_the_hundred(at_the_desk: Office) -> None:
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    said = {"incident": at_the_desk.incident.id, "way": "student_number"}
    for number in range(LET_GO_A_DAY):
        sam.sends(f"{ROOM}/subject", **said, student_number=f"10000{number:02}").sees("can be asked about again")
    sam.sends(f"{ROOM}/subject", **said, student_number="2000000").sees("Twenty individuals were let go today")
    assert len(released(at_the_desk)) == LET_GO_A_DAY


def test_a_tripped_breaker_is_seen_and_released(at_the_desk: Office) -> None:
    trips(at_the_desk)
    sam = at_the_desk.signs_in("sam").opens(ROOM).sees("Only letter codes are answered")
    sam.sends(f"{ROOM}/breaker", incident=at_the_desk.incident.id).is_at(ROOM).sees("Every way of checking tells again")
    sam.sees_nothing_of("Only letter codes are answered")
    assert audited(at_the_desk, "breaker.released") == [
        (f"supervisor {at_the_desk.people['sam'].id}", '{"doors": "desk"}')
    ]
    sam.sends(f"{ROOM}/breaker", incident=at_the_desk.incident.id).sees("No breaker had tripped")


def test_another_incident_is_nobody_elses(at_the_desk: Office) -> None:
    with at_the_desk.house.database.read() as session:
        elsewhere = incidents.current(session, "elsewhere").id
    for path, said in (("breaker", {}), ("subject", {"way": "student_number", "student_number": ANA.number})):
        sam = at_the_desk.signs_in("sam").opens(ROOM).sends(f"{ROOM}/{path}", incident=elsewhere, **said)
        assert sam.status == 403
    assert released(at_the_desk) == []


def test_whom_it_was_about_is_kept_nowhere(at_the_desk: Office) -> None:
    """Not in the database's files, and not in the browser's cookie."""
    sam = at_the_desk.signs_in("sam").opens(ROOM)
    said = {"incident": at_the_desk.incident.id, "way": "name", "last_name": "Quillfeather", "first_name": "Zephyrine"}
    sam.sends(f"{ROOM}/subject", **said).sees("can be asked about again")
    assert "Quillfeather" not in sam.cookie()
    kept = b"".join(files_of(at_the_desk.app.extensions["desk"]))
    assert kept
    assert not [mark for mark in (b"quillfeather", b"zephyrine") if mark in kept.lower()]


def files_of(parts: Desk) -> Iterator[bytes]:
    place = Path(parts.house.database.url.database or "")
    return (file.read_bytes() for file in place.parent.glob(f"{place.name}*"))
