"""Calls that no story tells: any keys, silences, repeats and hang-ups, in any order, through the real door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline import incidents
from tests.ivr.fakes import CANNOT_TELL, MATCH, MAY_NOT_TELL, NO_MATCH, FakeHouse, Phone, open_door
from tests.ivr.incidents import CONTENT, FALLBACK, LETTER_CODE

CALLS = count(1)
Act = Callable[[Phone], object]

TO_A_CHECK = ("1", "1", "2", "1", LETTER_CODE, "1")
KEYS = st.one_of(
    st.sampled_from(
        ["1", "2", "3", "4", "5", "9", "*", "0", "#", "", LETTER_CODE, "1234567890", "05172009", "02302009"]
    ),
    st.text(alphabet="0123456789*#", max_size=64),
)


def presses(keys: str) -> Act:
    return lambda phone: phone.presses(keys) if "Gather" in phone.verbs else stays(phone)


def stays(phone: Phone) -> object:
    """The caller does nothing, and the carrier goes on to what comes next in the document."""
    if "Dial" in phone.verbs:
        return phone.dial_ends("no-answer")
    return phone.is_silent() if "Redirect" in phone.verbs else phone.dials()


def repeats(phone: Phone) -> object:
    """The carrier asks for the last thing again."""
    told = phone.heard
    phone.posts(phone.path, Digits="1", DialCallStatus="completed")
    assert phone.heard == told or phone.path == "/ivr/status"
    return phone


def talks(phone: Phone) -> object:
    return phone.dial_ends("completed") if "Dial" in phone.verbs else stays(phone)


ACTS = st.one_of(KEYS.map(presses), st.sampled_from([stays, repeats, talks]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=20), checked=st.booleans(), desk=st.booleans())
def test_whatever_a_caller_does_there_are_words_and_an_end(
    house: FakeHouse,
    acts: list[Act],
    checked: bool,  # noqa: FBT001  drawn
    desk: bool,  # noqa: FBT001  drawn
) -> None:
    takes_calls(house, desk)
    house.lookup.answers = [CANNOT_TELL, MATCH, MAY_NOT_TELL, NO_MATCH] * 20
    phone = Phone(open_door(house).test_client(), number=next(CALLS)).dials()
    if checked:
        phone.presses(*TO_A_CHECK)
    for act in acts:
        act(phone)
        assert phone.heard, "every document has words"
        assert phone.dialled in (None, FALLBACK)
    ends_when_nobody_does_anything(phone)


def takes_calls(house: FakeHouse, desk: bool) -> None:  # noqa: FBT001  drawn
    """Whether a desk takes this line's calls, at which nobody sits."""
    content = replace(CONTENT, takes_calls=desk)
    with house.database.write() as session:
        incidents.apply(session, content, clock=house.clock, keyring=house.keyring, operator="tests")


def ends_when_nobody_does_anything(phone: Phone) -> None:
    for _ in range(40):
        if "Hangup" in phone.verbs:
            break
        stays(phone)
    assert set(phone.verbs[:-1]) <= {"Say", "Pause"}
    assert phone.verbs[-1] == "Hangup"
    phone.hears("8 6 6, 7 7 5, 4 2 0 9")
    phone.hangs_up()
    assert phone.dials().verbs == ["Hangup"]
