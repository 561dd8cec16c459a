"""Messages that callers leave, told of once, several times, and late."""

from __future__ import annotations

from sqlalchemy import text

from tests.ivr.fakes import CALLER
from tests.ivr.reaching.stage import Reached


def test_a_message_is_kept_once_however_often_it_is_told_of(either_line: Reached) -> None:
    caller = either_line.caller().presses("2").hears("You can leave a message of two minutes. It is recorded.")
    assert caller.verbs == ["Gather", "Record", "Redirect"]
    caller.speaks(21).hears("Thank you. We have your message.", "Is there anything else")
    for _ in range(3):
        caller.posts(caller.path, RecordingSid="RE" + "1" * 32, RecordingDuration="21", Digits="hangup")
    assert either_line.messages() == 1
    message = either_line.message()
    assert (message.number, message.language, message.seconds) == (CALLER, "en", 21)
    caller.hangs_up()
    assert either_line.outcomes() == ["voicemail"]


def test_a_message_may_be_told_of_after_the_end(line: Reached) -> None:
    caller = line.caller("2", "0").presses("2").hears("Puede dejar un mensaje de dos minutos.")
    path = caller.document[1].attrib["action"]
    caller.hangs_up()
    caller.posts(path, RecordingSid="RE" + "2" * 32, RecordingDuration="9", Digits="hangup")
    assert caller.verbs == ["Hangup"]
    assert line.message().number == CALLER


def test_a_click_is_no_message(line: Reached) -> None:
    caller = line.caller().presses("2").speaks(1).hears("We did not hear anything.")
    assert line.messages() == 0
    caller.presses("*").hears("To be called back, press 1.")


def test_who_leaves_a_message_leaves_the_line(staffed: Reached) -> None:
    caller = staffed.caller()
    caller.waits().presses("2")
    caller.leaves().hears("You can leave a message")
    assert staffed.row(caller) is None
    assert staffed.exchange.counts()["to_voicemail"] == 1


def test_a_message_that_can_t_be_kept_is_not_said_to_be(line: Reached) -> None:
    caller = line.caller().presses("2")
    with line.house.database.write() as session:
        session.execute(text("DROP TABLE voicemails"))
    caller.speaks(30).does_not_hear("We have your message").hears("we can't answer that automatically")
