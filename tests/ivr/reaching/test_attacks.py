"""What a stranger tries who rings the line, and somebody in between who repeats what the carrier signed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hotline.followups import Voicemails
from hotline.queue import QueueCount
from tests.hotline.desks import ADA
from tests.ivr.fakes import CALLER, RECORDING
from tests.ivr.reaching.stage import Reached


def to_erase(line: Reached) -> list[str]:
    with line.house.database.read() as session:
        found = Voicemails(line.house.keyring, line.house.clock).to_erase(session)
        assert {(one.number, one.language, one.seconds) for one in found} <= {("", "", 0)}
        return [one.recording for one in found]


def is_done(line: Reached) -> None:
    """Ada has heard the message, and the carrier has erased it."""
    line.message()
    voicemails = Voicemails(line.house.keyring, line.house.clock)
    with line.house.database.write() as session:
        voicemails.done(session, ADA)
        for one in voicemails.to_erase(session):
            voicemails.erased(session, one.id)


def test_a_message_that_was_erased_is_not_left_again_by_who_repeats_the_carrier(either_line: Reached) -> None:
    caller = either_line.caller().presses("2")
    path = caller.document[1].attrib["action"]
    caller.speaks(21).hangs_up()
    is_done(either_line)
    caller.posts(path, RecordingSid=RECORDING, RecordingDuration="21", Digits="hangup")
    assert (either_line.messages(), to_erase(either_line)) == (0, [])


def test_what_is_not_kept_is_erased_at_the_carrier(line: Reached) -> None:
    caller = line.caller().presses("2").speaks(1)
    assert to_erase(line) == [RECORDING]
    caller.speaks(30, name="RE" + "2" * 32).hears("We have your message")
    assert (line.messages(), to_erase(line)) == (1, [RECORDING])


def test_one_telephone_leaves_only_so_many_messages(line: Reached) -> None:
    for number in range(5):
        line.caller().presses("2").speaks(60, name=f"RE{number:032x}").hears("We have your message")
    caller = line.caller().presses("2").speaks(60).does_not_hear("We have your message")
    caller.hears("To be called back, press 1.")
    assert (line.messages(), to_erase(line)) == (5, [RECORDING])
    line.caller(number="+15735550177").presses("2").speaks(60, name="RE" + "9" * 32).hears("We have your message")


def test_one_call_leaves_one_message(line: Reached) -> None:
    caller = line.caller().presses("2").speaks(60).presses("0").does_not_hear("message")
    assert caller.presses("2").verbs == ["Gather", "Redirect"]


def test_whoever_comes_and_goes_lets_telephones_ring_only_so_often(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    for _ in range(20):
        if caller.verbs == ["Say", "Enqueue"]:
            caller.waits().presses("*")
            caller.leaves().presses("0")
        else:
            caller.presses("*", "0")
    assert len(line.exchange.switchboard.rings) == 6
    assert line.exchange.state(ADA) == "available", "and nobody is sent to a break"


def test_whoever_rings_and_hangs_up_sends_nobody_to_a_break(line: Reached) -> None:
    line.exchange.comes(ADA)
    for number in range(5):
        caller = line.caller(number=f"+1573555012{number}")
        ring = line.exchange.switchboard.last
        caller.hangs_up()
        line.exchange.distribution.leg_over(ring.offer, "canceled")
        assert line.exchange.state(ADA) == "available"
    assert len(line.exchange.switchboard.rings) == 5


def test_nobody_has_the_line_call_itself_back(staffed: Reached) -> None:
    line = staffed.exchange.desk.incident.content.line
    caller = staffed.caller(number=line)
    caller.waits().presses("1")
    caller.leaves().presses("1").does_not_hear("The four digits are")
    assert staffed.callbacks() == ()
    caller = staffed.caller(number=CALLER)
    caller.waits().presses("1")
    caller.leaves().presses("2", line.removeprefix("+1"), "1").does_not_hear("The four digits are")
    assert staffed.callbacks() == ()


def test_a_total_of_the_queue_does_not_tell_how_long_an_answer_took(line: Reached) -> None:
    """A yes takes half a minute longer to say: near the end of a quarter it led to another row than a no."""
    line.exchange.comes(ADA)
    quarter = line.house.clock.now().replace(minute=15, second=0)
    for seconds in (5, 40):
        line.house.clock.advance(quarter - timedelta(seconds=20) - line.house.clock.now())
        caller = line.caller("1")
        line.house.clock.advance(timedelta(seconds=seconds))
        line.exchange.passes(0)
        caller.presses("0").hangs_up()
    with line.house.database.read() as session:
        found = session.scalars(select(QueueCount)).all()
        assert [(one.interval, one.offered) for one in found] == [(quarter - timedelta(minutes=15), 2)]
