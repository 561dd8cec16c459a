"""A talk with an agent, from the side of the caller: taken, held, passed on, over."""

from __future__ import annotations

from typing import Any

from tests.hotline.desks import ADA, BO
from tests.ivr.incidents import LINE
from tests.ivr.reaching.stage import Reached

ANOTHER = "+15735550123"


def test_who_is_taken_leaves_the_line_for_their_agent(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    line.is_taken(caller)
    assert caller.waits().verbs == ["Leave"], "also where nobody has moved the call"
    caller.leaves().hears("A person is here for you.")
    assert caller.queue.text == f"agent-{ADA}-1"
    assert caller.waits().verbs == ["Pause"]


def test_the_desk_moves_a_call_wherever_its_caller_is(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    caller.waits().presses("1")
    caller.leaves().hears("You are calling from 5 7 3, 5 5 5, 0 1 0 0.")
    line.is_taken(caller)
    assert caller.posts("/ivr/present").queue.text == f"agent-{ADA}-1"
    assert line.callbacks() == ()


def test_a_talk_that_is_over_is_over_for_the_agent_too(either_line: Reached) -> None:
    either_line.exchange.comes(ADA)
    caller = either_line.caller()
    either_line.is_taken(caller)
    caller.posts("/ivr/present").leaves("bridged").hears("Is there anything else that we can do for you?")
    assert either_line.row(caller) is None
    assert either_line.exchange.state(ADA) == "wrap_up"
    caller.is_silent(2).hears("Thank you for calling.")
    caller.hangs_up()
    assert either_line.outcomes() == ["person"]


def test_who_is_on_hold_hears_that_the_person_is_still_there(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    line.is_taken(caller)
    caller.posts("/ivr/present")
    assert line.exchange.conversations.hold(ADA)
    caller.leaves("redirected-from-bridged")
    caller.posts("/ivr/present").hears("One moment, please.").does_not_hear("here for you")
    caller.waits().hears("The person who is helping you is still there.")
    assert caller.comes_back().heard == ""
    assert line.exchange.conversations.resume(ADA)
    assert caller.waits().verbs == ["Pause"]


def test_a_call_that_is_passed_on_changes_queues(line: Reached) -> None:
    line.exchange.comes(ADA, BO)
    caller = line.caller()
    line.is_taken(caller)
    caller.posts("/ivr/present")
    line.exchange.conversations.transfer(ADA, BO)
    line.exchange.takes(line.exchange.switchboard.last)
    line.exchange.conversations.hand_over(ADA)
    assert caller.waits().verbs == ["Leave"]
    assert caller.leaves().queue.text == f"agent-{BO}-1"


def test_a_call_that_was_made_to_a_caller_is_theirs(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    line.is_taken(caller)
    caller.posts("/ivr/present").leaves("bridged").presses("0")
    line.exchange.passes(1)
    outwards: dict[str, Any] = {"Direction": "outbound-api", "From": LINE, "To": ANOTHER}
    caller.posts(caller.queue.attrib["action"], QueueResult="leave", **outwards)
    assert caller.queue.text == "waiting-1"
    caller.posts("/ivr/waiting-key?turn=" + caller.queue.attrib["waitUrl"].partition("=")[2], Digits="1", **outwards)
    caller.posts(caller.queue.attrib["action"], QueueResult="leave", **outwards).hears("5 7 3, 5 5 5, 0 1 2 3")
