"""A desk and a flood that are small enough for every day: agents are answered truly, and strangers are refused."""

from __future__ import annotations

from bench.__main__ import PARTS
from bench.desk import DeskLoad, desk
from bench.people.flood import let_in

SMALL = DeskLoad(
    databases=("sqlite",),  # whatever it is on, the crowd is the same
    agents=2,
    seconds=5.0,
    hurry=50.0,
    callers=4,
    speed=100.0,
    sign_ins=30,
    rounds=1,
    quiet=1.5,
    listed=4,
)


def test_a_small_desk_is_answered_truly_and_a_small_flood_refused() -> None:
    figures = {figure.what.partition(": ")[2]: figure for figure in desk(SMALL)}
    assert [figure.told() for figure in figures.values() if figure.must and not figure.holds] == []
    assert {what for what, figure in figures.items() if figure.must} == {
        "errors at the desk",
        "wrong answers at the desk",
        "sign-ins of the flood let in",
        "errors of callers meanwhile",
    }
    assert figures["checks at the desk, p50"].value > 0
    assert figures["webhooks in a flood ÷ without, p99"].value > 0
    assert "30 in" in figures["sign-ins of the flood let in"].beside
    assert " 400" in figures["sign-ins of the flood let in"].beside, "a password was tried, and was wrong"
    assert "MiB" in figures["memory that the flood takes"].beside


def test_whoever_is_led_on_was_let_in() -> None:
    assert let_in({"400": 3, "429": 4, "503": 5, "TimeoutError": 6, "not sent": 7}) == 0
    assert let_in({"303": 1, "200": 1, "400": 3}) == 2


def test_the_desk_is_part_of_every_bench() -> None:
    assert "desk" in PARTS
