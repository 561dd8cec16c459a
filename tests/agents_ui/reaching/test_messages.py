"""Messages that callers left: one at a time, heard through the desk, and gone once they are done."""

from __future__ import annotations

import pytest

from hotline.calls import SwitchboardFault
from tests.agents_ui.desks import Office
from tests.agents_ui.reaching.telephones import NUMBER, TONE, Reaching, reached


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    return reached(at_the_desk)


def test_a_message_is_taken_heard_and_erased(desk: Reaching) -> None:
    desk.leaves_a_message()
    alma = desk.office.signs_in("alma").opens("/desk").sees("1 message waits to be heard", "Hear the next message")
    alma.sends("/desk/message/take").sees("A message in Spanish", "0:12", "••• 0142").sees_nothing_of(NUMBER, "RE")
    with alma.client.get("/desk/message") as sound:
        assert (sound.status_code, sound.data, sound.mimetype) == (200, TONE, "audio/wav")
        assert sound.headers["Cache-Control"] == "no-store"
        assert "media-src 'self'" in sound.headers["Content-Security-Policy"]
    alma.sends("/desk/message/done").sees("The message is erased").sees_nothing_of("A message in Spanish")
    assert desk.switchboard.kept == {}
    assert alma.client.get("/desk/message", headers={"Accept": "text/html"}).status_code == 404


def test_each_is_one_agent_s_and_can_be_put_back(desk: Reaching) -> None:
    desk.leaves_a_message()
    alma, ben = desk.office.signs_in("alma"), desk.office.signs_in("ben")
    alma.opens("/desk").sends("/desk/message/take").sees("A message in Spanish")
    ben.opens("/desk").sends("/desk/message/take").sees("No message is left")
    assert ben.client.get("/desk/message").status_code == 404
    ben.sends("/desk/message/done").sees("You have no message any more")
    alma.sends("/desk/message/put-back").sees("The message waits for somebody else")
    ben.opens("/desk").sends("/desk/message/take").sees("A message in Spanish")


def test_nobody_hears_a_message_of_another_incident(desk: Reaching) -> None:
    desk.leaves_a_message()
    zoe = desk.office.signs_in("zoe")
    zoe.opens("/desk").sends("/desk/message/take").sees("No message is left")


def test_whoever_left_one_is_called_back_without_a_phrase(desk: Reaching) -> None:
    desk.leaves_a_message()
    alma = desk.office.signs_in("alma")
    alma.opens("/desk").sends("/desk/message/take").sends("/desk/message/call-back").sees("as soon as it is their turn")
    with desk.office.house.database.read() as session:
        (wanted,) = desk.parts.callbacks.all_of(session, desk.office.incident.id)
    assert (wanted.number, wanted.phrase, wanted.language) == (NUMBER, "", "es")
    assert desk.switchboard.kept == {}


def test_a_number_that_can_t_be_called_back_leaves_the_message_as_it_is(desk: Reaching) -> None:
    desk.leaves_a_message(number="+441632960961")
    alma = desk.office.signs_in("alma")
    alma.opens("/desk").sends("/desk/message/take").sends("/desk/message/call-back")
    alma.sees("This number can't be called back", "A message in Spanish")
    assert len(desk.switchboard.kept) == 1


def test_a_withheld_number_offers_no_calling_back(desk: Reaching) -> None:
    desk.leaves_a_message(number="")
    alma = desk.office.signs_in("alma")
    alma.opens("/desk").sends("/desk/message/take").sees("Done: erase it").sees_nothing_of("Call them back")


def test_a_carrier_that_does_not_answer_is_a_plain_page_and_erased_later(desk: Reaching) -> None:
    desk.leaves_a_message()
    alma = desk.office.signs_in("alma")
    alma.opens("/desk").sends("/desk/message/take")
    desk.switchboard.fault = SwitchboardFault()
    assert alma.client.get("/desk/message").status_code == 503
    alma.sends("/desk/message/done").sees("The message is erased")
    assert len(desk.switchboard.kept) == 1
    desk.switchboard.fault = None
    desk.parts.recordings.erase()
    assert desk.switchboard.kept == {}
