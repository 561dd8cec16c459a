"""Into the line, in it, and out of it: what a caller hears, and what there is in the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hotline.queue import HandOver
from tests.hotline.desks import ADA
from tests.ivr.fakes import CALLER, MATCH
from tests.ivr.incidents import FALLBACK, LETTER_CODE, WITH_A_DESK
from tests.ivr.reaching.stage import Reached

TO_LETTER = ("1", "1", "2", "1", LETTER_CODE, "1")


def test_zero_is_a_place_in_the_line_and_a_telephone_that_rings(either_line: Reached) -> None:
    either_line.exchange.comes(ADA)
    either_line.house.lookup.answers = [MATCH]
    caller = either_line.caller(*TO_LETTER, "0").hears("We are looking for a person")
    assert (caller.verbs, caller.queue.text) == (["Say", "Enqueue"], "waiting-1")
    assert caller.queue.attrib["waitUrlMethod"] == caller.queue.attrib["method"] == "POST"
    row = either_line.row(caller)
    assert row is not None
    assert (row.call, row.agent) == (caller.call_id, ADA)
    heard = ("answer.MATCH", "kinds")
    began = int(either_line.house.clock.now().timestamp())
    version = row.handed.version
    assert row.handed == HandOver("en", "child", "answer", version, heard=heard, number=CALLER, began=began)
    assert [ring.act for ring in either_line.exchange.switchboard.rings] == ["ring_agent"]


def test_who_waits_hears_the_place_then_silence_and_can_press_a_key_in_both(staffed: Reached) -> None:
    first, second = staffed.caller(), staffed.caller()
    first.waits().hears("You are next in line.", "To be called back and keep your place in line, press 1.")
    second.waits().hears("You are number 2 in line.", "To leave a message, press 2.").does_not_hear("minute")
    assert second.verbs == ["Gather", "Redirect"]
    second.comes_back()
    assert (second.verbs, second.heard) == (["Gather"], "")
    second.presses("9").hears("You are number 2 in line.")
    second.presses("5").hears("You are number 2 in line.")


def test_spanish_waits_in_spanish(staffed: Reached) -> None:
    caller = staffed.caller("2", "0").hears("Buscamos a una persona que le ayude.")
    caller.waits().hears("Usted es la próxima persona en la fila.", "oprima 1", "oprima 2", "oprima asterisco")


def test_keys_that_mean_nothing_lead_to_a_person_who_is_there(staffed: Reached) -> None:
    assert staffed.caller("1", *["7"] * 5).queue.text == "waiting-1"


def test_star_leads_back_out_of_the_line(staffed: Reached) -> None:
    caller = staffed.caller()
    assert caller.waits().presses("*").verbs == ["Leave"]
    caller.leaves().hears("To check whether you or your child are impacted, press 1.")
    assert staffed.row(caller) is None


def test_a_repeated_request_keeps_one_place(either_staffed: Reached) -> None:
    caller, other = either_staffed.caller(), either_staffed.caller()
    told = caller.waits().heard
    for _ in range(3):
        assert caller.dials().verbs == ["Say", "Enqueue"]
        assert caller.waits().heard == told
        assert caller.leaves("redirected").verbs == ["Say", "Enqueue"]
    other.waits().hears("You are number 2 in line.")
    with either_staffed.house.database.read() as session:
        assert either_staffed.exchange.line.waiting(session, (1,)) == 2


def test_where_a_desk_takes_no_calls_zero_dials_as_ever(line: Reached) -> None:
    line.exchange.comes(ADA)
    line.exchange.desk.applies(replace(WITH_A_DESK, takes_calls=False))
    caller = line.caller()
    assert caller.dialled == FALLBACK
    assert line.row(caller) is None


def test_an_empty_desk_offers_a_callback_and_a_message(line: Reached) -> None:
    caller = line.caller().hears(
        "nobody is free to talk", "To be called back, press 1.", "To leave a message, press 2."
    )
    assert line.row(caller) is None
    line.exchange.comes(ADA)
    assert caller.presses("0").queue.text == "waiting-1"


def test_who_waits_is_told_that_the_desk_is_empty_and_may_stay(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    line.house.clock.advance(timedelta(seconds=90))
    caller.waits().hears("Right now nobody is at the desk.", "press 1")
    assert line.row(caller) is not None


def test_a_caller_who_hangs_up_leaves_nothing_that_rings(either_line: Reached) -> None:
    either_line.exchange.comes(ADA)
    caller = either_line.caller()
    for _ in range(3):
        caller.hangs_up()
    assert either_line.row(caller) is None
    assert either_line.outcomes() == ["abandoned"]
    assert either_line.exchange.switchboard.acts("hang_up") == [(either_line.exchange.switchboard.last.call,)]
    assert either_line.exchange.counts()["abandoned"] == 1


def test_a_caller_who_is_not_heard_of_any_more_leaves_the_line(line: Reached) -> None:
    line.exchange.comes(ADA)
    caller = line.caller()
    line.house.clock.advance(timedelta(hours=4))
    line.caller("1")
    assert line.row(caller) is None
