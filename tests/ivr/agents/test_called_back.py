"""A caller who is called back: one live call, begun once, and nothing said to whoever else picks up."""

from __future__ import annotations

import pytest

from hotline.calls import LiveCalls
from hotline.queue import HandOver, QueuedCall, QueueState
from tests.ivr.agents.telephones import FakeCallers, FakeOffers, Handset, form, open_agents_door
from tests.ivr.fakes import FakeHouse, post
from tests.ivr.incidents import LINE, OPEN

CALL = "CA" + "a" * 32
CALLER = "+15735550177"
QUEUED = QueuedCall(
    bytes(32), incident=1, place=1, state=QueueState.TALKING, agent=1, call=CALL, joined=OPEN,
    handed=HandOver("es", "child", "menu", version=1), callback=bytes(16),
)  # fmt: skip


@pytest.fixture
def callers(house: FakeHouse) -> FakeCallers:
    return FakeCallers(LiveCalls(house.keyring, house.clock))


@pytest.fixture
def caller(house: FakeHouse, offers: FakeOffers, callers: FakeCallers) -> Handset:
    return Handset(open_agents_door(house, offers, callers).test_client())


def test_who_picks_up_has_a_call_like_any_other(caller: Handset, offers: FakeOffers, callers: FakeCallers) -> None:
    offers.waits = QUEUED
    assert caller.posts("called-back").heard == "You are with a person."
    assert offers.told == [("reached", caller.offer, CALL)]
    assert callers.begun == [QUEUED]
    ((act, webhook),) = callers.asked
    assert (act, webhook.call_id, webhook.number, webhook.line) == ("present", CALL, CALLER, LINE)


def test_a_repeat_begins_nothing(caller: Handset, offers: FakeOffers, callers: FakeCallers) -> None:
    offers.waits = QUEUED
    caller.posts("called-back")
    offers.waits = None
    assert caller.posts("called-back").heard == "You are with a person."
    assert callers.begun == [QUEUED]
    assert len(offers.told) == 1


def test_who_is_waited_for_no_more_hears_nothing_of_what_it_was_about(caller: Handset) -> None:
    caller.posts("called-back")
    assert caller.heard.startswith("We are sorry, we can't connect this call now. Goodbye. Lo sentimos")
    assert caller.verbs[-1] == "Hangup"


def test_a_recorded_request_begins_no_call_anew(house: FakeHouse, caller: Handset, offers: FakeOffers) -> None:
    with house.database.write() as session:
        LiveCalls(house.keyring, house.clock).end(session, CALL)
    offers.waits = QUEUED
    assert caller.posts("called-back").verbs[-1] == "Hangup"
    assert offers.told == []


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_who_does_not_pick_up_has_had_no_call(
    caller: Handset, offers: FakeOffers, callers: FakeCallers, status: str
) -> None:
    caller.posts("called-back/status", CallStatus=status)
    assert offers.told == [("unreached", caller.offer, status, CALL)]
    assert callers.asked == []


def test_the_end_of_the_call_is_told_to_both_sides(caller: Handset, offers: FakeOffers, callers: FakeCallers) -> None:
    caller.posts("called-back/status", CallStatus="completed")
    assert offers.told == [("unreached", caller.offer, "completed", CALL)], "which is nothing where they had picked up"
    assert [act for act, _ in callers.asked] == ["status"]


def test_while_nothing_can_be_read_the_caller_is_held(caller: Handset, offers: FakeOffers) -> None:
    offers.fault = OSError("the database is gone")
    assert caller.posts("called-back").heard == "One moment, please. Un momento, por favor."
    offers.fault, offers.waits = None, QUEUED
    assert caller.is_silent().heard == "You are with a person."


def test_what_fails_after_the_call_has_begun_is_asked_again(
    house: FakeHouse, offers: FakeOffers, callers: FakeCallers
) -> None:
    """The whole transaction is undone, or none of it."""
    offers.waits = QUEUED

    class Breaks(FakeCallers):
        def adopt(self, *_: object, **__: object) -> None:
            raise OSError("no space left")

    client = open_agents_door(house, offers, Breaks(callers.live)).test_client()
    post(client, f"/ivr/called-back?offer={'0f' * 16}", form())
    with house.database.read() as session:
        assert callers.live.load(session, callers.live.reference(CALL)) is None
