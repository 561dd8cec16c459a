"""Notes: a few words, and none that could tell who somebody is."""

import pytest

from hotline.followups import LooksPersonal, NoteEmpty, NoteTooLong, checked

PERSONAL = {
    "number": [
        "student 8791689979",
        "her number is 5735550100",
        "call 573 555 0100",
        "(573) 555-0100",
        "zip 65101",
        "code 4831-0927-5510",
        "６５１０１",
        "born 17 5 2009",
        "٨٧٩١٦",
        "eight seven nine one six",
        "siete tres cinco cinco uno",
        "1 Main St, 65 101",
        "①②③④⑤",
        "8.7.9.1.6",
        "8\u200b7\u200b9\u200b1\u200b6",
    ],
    "day": [
        "born 5/17",
        "5/17/09",
        "on 2009-05-17",
        "may 17",
        "17th of May",
        "17 de mayo",
        "nació el 3 marzo",
        "5 - 17",
    ],
    "mail": ["ana@example.org", "write to ana @example.org", "ana at gmail dot com", "ana arroba gmail"],
}


@pytest.mark.parametrize(("why", "note"), [(why, note) for why, notes in PERSONAL.items() for note in notes])
def test_what_could_tell_who_somebody_is_is_refused_and_not_repeated(why: str, note: str) -> None:
    with pytest.raises(LooksPersonal) as refused:
        checked(note)
    assert refused.value.why == why
    assert note not in str(refused.value)


@pytest.mark.parametrize(
    "note",
    [
        "A reporter of the Tribune asks for a comment",
        "Wants to know about 2019 only",
        "Caller 2 of 3 who asks whether the police know",
        "¿Por qué no llegó la carta?",
        "One of the two said no one may call back",
        "You may call her",
    ],
)
def test_plain_words_are_kept(note: str) -> None:
    assert checked(note) == note


def test_a_note_is_one_line_of_at_most_two_hundred_characters() -> None:
    assert checked("  two\r\n lines\t\x00and \u202emore ") == "two lines and more"
    assert checked("x" * 200) == "x" * 200
    with pytest.raises(NoteTooLong):
        checked("x" * 201)
    for nothing in ("", " \n", "\u202e"):
        with pytest.raises(NoteEmpty):
            checked(nothing)
