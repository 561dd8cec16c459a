"""What somebody at the desk tries who would like to know more, or less work, than a caller brings."""

from __future__ import annotations

import pytest

from tests.agents_ui.asking import asks, told
from tests.agents_ui.desks import Office
from tests.agents_ui.reaching.telephones import Reaching, reached
from tests.journeys.cast import ANA

BY_HAND = {"language": "en", "role": "self", "reference": "desk phone 4"}
DENIED = (403, 404, 409)


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def checks(desk: Reaching) -> int:
    with desk.office.house.database.read() as session:
        return sum(day.checks for day in desk.parts.calls.today(session).values())


def test_nothing_is_asked_for_a_caller_who_has_not_picked_up(desk: Reaching) -> None:
    """An agent could else have whoever they like called back, and ask about anybody while nobody is on the line."""
    desk.has_a_telephone("alma")
    desk.wants_to_be_called_back()
    alma = desk.is_available("alma")
    desk.accepts("alma")
    token = alma.opens("/desk").token()
    details = {"way": "student_number", "student_number": ANA.number, "birth_date": "05/17/2009", "csrf_token": token}
    assert alma.sends_raw("/desk/check", details).status == 409
    desk.is_not_reached()
    assert alma.sends_raw("/desk/check", details).status == 409
    assert checks(desk) == 0


def test_whoever_was_called_back_is_answered_once_they_are_there(desk: Reaching) -> None:
    desk.has_a_telephone("alma")
    desk.wants_to_be_called_back()
    alma = desk.is_available("alma")
    desk.accepts("alma")
    ring = next(one for one in reversed(desk.switchboard.rings) if one.act == "ring_caller")
    with desk.office.house.database.write() as session:
        assert desk.parts.distribution.reached(session, ring.offer, reference=bytes(31) + b"1", call=ring.call)
    asks(alma.opens("/desk"), ANA)
    assert told(alma) == "We checked, and we found a match."


def test_a_supervisor_is_handed_calls_and_takes_none(desk: Reaching) -> None:
    """Who looks after the numbers of all must not be able to make a call, and a check, out of nothing."""
    sam = desk.office.signs_in("sam").opens("/desk").sees_nothing_of("desk phone", 'action="/desk/take"')
    assert sam.sends("/desk/take", incident=desk.office.incident.id, **BY_HAND).status == 403
    assert desk.office.signs_in("alma").sends("/desk/take", incident=desk.office.incident.id, **BY_HAND).status == 200


def test_nobody_has_another_s_call_message_or_colleague(desk: Reaching) -> None:
    """Zoe works for another incident; Ben for this one, and his telephone is free."""
    _alma, queued = desk.is_connected()
    desk.has_a_telephone("ben", "zoe")
    desk.leaves_a_message()
    zoe = desk.is_available("zoe")
    verbs = (
        "accept",
        "decline",
        "leave",
        "hold",
        "resume",
        "end",
        "hand-over",
        "take-back",
        "ring-again",
        "not-reached",
    )
    for verb in verbs:
        zoe.opens("/desk").sends(f"/desk/{verb}")
    zoe.opens("/desk").sends("/desk/transfer", to=desk.id_of("alma"))
    zoe.opens("/desk").sends("/desk/message/take")
    assert zoe.client.get("/desk/message").status_code in DENIED
    with desk.office.house.database.write() as session:
        row = desk.parts.line.find(session, queued.reference)
        assert row is not None
        assert (row.state, row.agent) == ("talking", desk.id_of("alma"))
        assert desk.parts.voicemails.waiting(session, (desk.office.incident.id,)) == 1
    assert desk.was_asked("hang_up") == []
    assert len(desk.switchboard.rings) == 1
