"""Callbacks that a caller arranges on the telephone: the number, the four digits, the place."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hotline.audit import AuditEntry
from tests.ivr.fakes import CALLER, Phone
from tests.ivr.reaching.stage import Reached

ANOTHER = "+15735550123"


def promised(line: Reached, caller: Phone) -> str:
    """The digits that the caller was told."""
    caller.hears("The four digits are ", "Once more: ", "Please write down four digits.")
    digits = caller.heard.partition("The four digits are ")[2][:7]
    assert caller.heard.count(digits) == 2
    (callback,) = line.callbacks()
    assert digits == " ".join(callback.phrase)
    return callback.phrase


def test_a_callback_keeps_the_place_and_tells_four_digits(either_staffed: Reached) -> None:
    first, caller, last = either_staffed.caller(), either_staffed.caller(), either_staffed.caller()
    caller.waits().presses("1")
    caller.leaves().hears("You are calling from 5 7 3, 5 5 5, 0 1 0 0.")
    caller.presses("1").hears("as soon as it is your turn")
    promised(either_staffed, caller)
    told = caller.heard
    assert caller.presses("9").heard == told
    (callback,) = either_staffed.callbacks()
    assert (callback.number, callback.language, callback.state) == (CALLER, "en", "queued")
    assert callback.consent.channel == "telephone"
    assert callback.consent.wording.startswith("same-number.ask@")
    assert either_staffed.row(caller) is None, "the place is the callback's"
    last.waits().hears("You are number 3 in line.")
    caller.is_silent(2).hears("Thank you for calling.").hangs_up()
    assert either_staffed.outcomes() == ["callback"]
    first.waits().hears("You are next in line.")


def test_another_number_is_keyed_and_read_back(staffed: Reached) -> None:
    caller = staffed.caller()
    caller.waits().presses("1")
    caller.leaves().presses("2").hears("Enter the telephone number, all 10 digits")
    caller.presses("5550123").hears("That did not work.")
    caller.presses("9005550123").hears("For example, for 5 7 3, 5 5 5, 0 1 2 3")
    caller.presses("5735550123").hears("You entered 5 7 3, 5 5 5, 0 1 2 3.")
    caller.presses("2", "15735550123").hears("You entered 5 7 3, 5 5 5, 0 1 2 3.")
    promised(staffed, caller.presses("1"))
    (callback,) = staffed.callbacks()
    assert callback.number == ANOTHER
    assert callback.consent.wording.startswith("read-back.ask@")


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "+442071234567", "+12425550100"])
def test_a_number_that_can_t_be_rung_is_not_offered(staffed: Reached, number: str) -> None:
    caller = staffed.caller(number=number)
    caller.waits().presses("1")
    caller.leaves().hears("Enter the telephone number").does_not_hear("calling from")


def test_a_closed_line_promises_a_callback_for_when_people_answer(line: Reached) -> None:
    line.closes()
    caller = line.caller().hears("nobody is here to talk", "on weekdays, 8 to 5:30", "To be called back, press 1.")
    caller.presses("1", "1").hears("We will call you back when people are here again.", "on weekdays, 8 to 5:30")
    promised(line, caller)
    (callback,) = line.callbacks()
    assert (callback.state, callback.window.begins.hour) == ("waiting", 8)


def test_one_call_arranges_only_so_many_callbacks(staffed: Reached) -> None:
    caller = staffed.caller()
    for _ in range(2):
        caller.waits().presses("1")
        caller.leaves().presses("1").hears("The four digits are").presses("0")
    caller.waits().does_not_hear("press 1").hears("press 2")


def test_a_callback_that_is_refused_keeps_the_place(staffed: Reached) -> None:
    """One number may be promised only so many calls a day, whoever keys it."""
    for _ in range(5):
        caller = staffed.caller()
        caller.waits().presses("1")
        caller.leaves().presses("1").hears("The four digits are")
    caller = staffed.caller()
    caller.waits().presses("1")
    caller.leaves().presses("1").hears("we can't set up another call to you", "We are looking for a person")
    assert staffed.row(caller) is not None
    assert len(staffed.callbacks()) == 5


def test_a_repeated_wish_is_one_callback(either_staffed: Reached) -> None:
    caller = either_staffed.caller()
    caller.waits().presses("1")
    caller.leaves().presses("1")
    told, path = caller.heard, caller.path
    for _ in range(3):
        assert caller.posts(path, Digits="1").heard == told
    assert len(either_staffed.callbacks()) == 1
    with either_staffed.house.database.read() as session:
        arranged = select(func.count()).where(AuditEntry.tag == "callback.arranged")
        assert session.scalar(arranged) == 1


def test_the_number_and_the_digits_are_in_no_address_and_no_log(
    staffed: Reached, capfd: pytest.CaptureFixture[str]
) -> None:
    caller = staffed.caller()
    caller.waits().presses("1")
    caller.leaves().presses("2", "5735550123").presses("1")
    (callback,) = staffed.callbacks()
    said = "".join(capfd.readouterr())
    for detail in ("5735550123", "5550123", CALLER, callback.phrase):
        assert detail not in said
        assert detail not in caller.path
        assert not any(detail in verb.attrib.get("action", "") for verb in caller.document.iter())
