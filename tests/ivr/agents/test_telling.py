"""What an agent's telephone is told: what is so now, whatever was so when its last document was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.queue import LegNow, Purpose
from ivr.words import prompts
from tests.ivr.agents.conftest import hire
from tests.ivr.agents.telephones import ALMA, ASKS, FakeOffers, Handset, open_agents_door
from tests.ivr.fakes import FakeHouse
from tests.ivr.incidents import SHEETS

TALKS = replace(ASKS, what="connect")
HELD = replace(ASKS, what="held")
WAITS = replace(ASKS, what="consult_wait")
HELPS = replace(ASKS, purpose=Purpose.TRANSFER, what="consult", helps=7)
OVER = replace(ASKS, what="over")


def test_a_ring_says_who_calls_and_which_key_takes_the_call(handset: Handset, offers: FakeOffers) -> None:
    handset.picks_up()
    assert handset.heard == "A caller. In Spanish. About their child. To take the call, press 1."
    assert handset.verbs == ["Gather", "Redirect"]
    assert handset.verb("Gather").attrib["numDigits"] == "1"
    assert offers.told == [("picked_up", handset.offer, "CA" + "a" * 32)]


@pytest.mark.parametrize(
    ("leg", "words"),
    [
        (replace(ASKS, language="en", role="self"), "A caller. In English. About themselves. To take"),
        (replace(ASKS, role=""), "A caller. In Spanish. To take"),
        (replace(ASKS, language="", role=""), "A caller. To take"),
        (replace(ASKS, purpose=Purpose.CALLBACK), "A caller who wants to be called back. In Spanish."),
        (replace(ASKS, purpose=Purpose.TRANSFER, helps=7), "A colleague asks for your help with a caller. In Spanish."),
    ],
)
def test_a_ring_says_what_is_known(handset: Handset, offers: FakeOffers, leg: LegNow, words: str) -> None:
    offers.now = leg
    assert handset.picks_up().heard.startswith(words)


def test_an_agent_is_spoken_to_in_their_own_language(house: FakeHouse) -> None:
    hire(house, language="es")
    handset = Handset(open_agents_door(house, FakeOffers(replace(ASKS, language="en"))).test_client())
    assert handset.picks_up().heard == "Una llamada. En inglés. Sobre su hijo o hija. Para tomar la llamada, oprima 1."


def test_every_language_can_be_named_in_every_other() -> None:
    for sheet in SHEETS.values():
        assert {f"agent.in_{language}" for language in prompts.load()} <= set(sheet.prompts)


# Taking a call


def test_the_key_takes_the_call(handset: Handset, offers: FakeOffers) -> None:
    handset.picks_up()
    offers.now = TALKS
    handset.presses("1")
    assert offers.told[-1] == ("pressed", handset.offer, "1")
    assert (handset.heard, handset.queue) == ("Thank you. One moment.", f"agent-{ALMA}-0")
    assert handset.verb("Dial").attrib["timeout"] == "5"


def test_who_takes_a_callback_hears_that_the_caller_is_rung(handset: Handset, offers: FakeOffers) -> None:
    handset.picks_up()
    offers.now = replace(TALKS, purpose=Purpose.CALLBACK)
    assert handset.presses("1").heard == "Thank you. We are calling them now."


@pytest.mark.parametrize("keys", ["2", "*", "0"])
def test_another_key_is_asked_for_again(handset: Handset, offers: FakeOffers, keys: str) -> None:
    handset.picks_up().presses(keys)
    assert offers.told[-1] == ("pressed", handset.offer, keys)
    assert handset.heard == "To take the call, press 1 now."
    assert handset.presses(keys).verbs == ["Say", "Hangup"]


def test_a_machine_that_picks_up_is_hung_up_on(handset: Handset, offers: FakeOffers) -> None:
    """It says its greeting, and presses nothing."""
    assert handset.picks_up().is_silent().heard == "To take the call, press 1 now."
    handset.is_silent()
    assert (handset.heard, handset.verbs) == ("We will ring you again. Goodbye.", ["Say", "Hangup"])
    assert [act for act, *_ in offers.told] == ["picked_up"], "nothing was accepted"


def test_who_took_the_call_at_the_desk_is_connected_without_a_key(handset: Handset, offers: FakeOffers) -> None:
    offers.now = TALKS
    assert handset.picks_up().queue == f"agent-{ALMA}-0"


def test_who_takes_it_at_the_desk_while_the_telephone_speaks_is_connected_too(
    handset: Handset, offers: FakeOffers
) -> None:
    handset.picks_up().is_silent()
    offers.now = TALKS
    assert handset.is_silent().queue == f"agent-{ALMA}-0", "the switchboard's news may have been lost"


def test_who_comes_too_late_hears_so(handset: Handset, offers: FakeOffers) -> None:
    handset.picks_up()
    for gone in (None, OVER):
        offers.now = ASKS
        handset.picks_up()
        offers.now = gone
        handset.presses("1")
        assert "This call is over." in handset.heard
        assert handset.verbs[-1] == "Hangup"


def test_of_an_unknown_offer_nobody_knows_the_language(handset: Handset, offers: FakeOffers) -> None:
    offers.now = None
    assert handset.picks_up().heard == "This call is over. Goodbye. Esta llamada terminó. Adiós."


# Talking


def test_whoever_does_not_come_yet_is_waited_for(handset: Handset, offers: FakeOffers) -> None:
    offers.now = TALKS
    handset.picks_up().is_left("no-answer")
    assert (handset.verbs, handset.queue) == (["Pause", "Dial"], f"agent-{ALMA}-0")
    assert handset.is_left("failed").queue == f"agent-{ALMA}-0", "a queue that nobody was ever sent to is not there"


def test_when_the_talk_is_over_so_is_the_call(handset: Handset, offers: FakeOffers) -> None:
    offers.now = TALKS
    handset.picks_up()
    offers.now = None
    assert handset.is_left().verbs[-1] == "Hangup"


def test_on_hold_the_telephone_asks_again_and_says_it_once(handset: Handset, offers: FakeOffers) -> None:
    offers.now = TALKS
    handset.picks_up()
    offers.now = HELD
    handset.is_left()
    assert (handset.heard, handset.verbs) == ("The caller is on hold.", ["Say", "Pause", "Redirect"])
    assert handset.is_silent().verbs == ["Pause", "Redirect"]
    offers.now = TALKS
    assert handset.is_silent().queue == f"agent-{ALMA}-0", "the switchboard's news may have been lost"


def test_who_was_not_reached_is_told_once(handset: Handset, offers: FakeOffers) -> None:
    offers.now = replace(TALKS, purpose=Purpose.CALLBACK)
    handset.picks_up()
    offers.now = replace(TALKS, purpose=Purpose.CALLBACK, what="unreached")
    assert handset.is_left("no-answer").heard.startswith("They did not pick up.")
    assert handset.is_silent().heard == ""


# Passing a call on


def test_who_asks_a_colleague_waits_where_the_colleague_comes(handset: Handset, offers: FakeOffers) -> None:
    offers.now = WAITS
    enqueue = handset.picks_up().verb("Enqueue")
    assert enqueue.text == f"colleague-{ALMA}"
    handset.follows(enqueue.attrib["waitUrl"])
    assert handset.heard == "One moment. We are calling your colleague."
    assert handset.is_silent().heard == "", "it is said once"
    for now in (HELD, TALKS, None):
        offers.now = now
        assert handset.follows(enqueue.attrib["waitUrl"]).verbs == ["Leave"]
    offers.now = TALKS
    assert handset.follows(enqueue.attrib["action"]).queue == f"agent-{ALMA}-0"


def test_a_colleague_speaks_with_who_asks_and_then_with_the_caller(handset: Handset, offers: FakeOffers) -> None:
    offers.now = replace(HELPS, what="ask")
    handset.picks_up()
    offers.now = HELPS
    assert handset.presses("1").queue == "colleague-7"
    offers.now = replace(HELPS, what="connect")
    assert handset.is_left().queue == f"agent-{ALMA}-0"


# News


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_the_end_is_told(handset: Handset, offers: FakeOffers, status: str) -> None:
    handset.posts("agent/status", CallStatus=status)
    assert offers.told == [("leg_over", handset.offer, status)]
    assert handset.verbs == []


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress"])
def test_what_is_not_the_end_is_no_news(handset: Handset, offers: FakeOffers, status: str) -> None:
    handset.posts("agent/status", CallStatus=status)
    assert offers.told == []


# Faults


def test_when_nothing_can_be_read_the_telephone_asks_again(handset: Handset, offers: FakeOffers) -> None:
    offers.fault = OSError("the database is gone")
    handset.picks_up()
    assert handset.heard == "One moment, please. Un momento, por favor."
    assert handset.is_silent().verbs == ["Pause", "Redirect"]
    offers.fault = None
    assert "To take the call, press 1." in handset.is_silent().heard


def test_it_does_not_ask_for_ever(handset: Handset, offers: FakeOffers) -> None:
    offers.fault = OSError("the database is gone")
    handset.picks_up()
    asked = 1
    while "Redirect" in handset.verbs:
        handset.is_silent()
        asked += 1
    assert asked == 9
    assert "We are sorry, that did not work." in handset.heard
    assert handset.verbs[-1] == "Hangup"


def test_in_a_queue_nobody_is_let_go_because_of_a_fault(handset: Handset, offers: FakeOffers) -> None:
    offers.fault = OSError("the database is gone")
    assert handset.posts("agent/waiting").verbs == ["Pause", "Redirect"]


def test_news_that_can_not_be_kept_are_answered_all_the_same(handset: Handset, offers: FakeOffers) -> None:
    offers.fault = OSError("the database is gone")
    assert handset.posts("agent/status", CallStatus="completed").verbs == []
    assert handset.posts("called-back/status", CallStatus="completed").verbs == []
