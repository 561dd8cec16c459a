"""Names: claim 7 of the vault over a table of golden vectors, and the spellings that a list is stored under."""

import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lookup import Query, Unreadable, names
from lookup.identifiers import Placeholder
from lookup.names import NoLetters

GOLDEN = tomllib.loads((Path(__file__).parent / "golden_names.toml").read_text(encoding="utf-8"))
REFUSED = GOLDEN["refused"]
LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}

anything = st.text(max_size=30)
# What keyboards, other encodings and other alphabets leave in a list.
strange = st.text("aBz .'-?/029ßæøŁİıÖüåǅﬁŉƎªº·´¨ʻ’\u0308\u0301\u200bсΣ李٤\ufffd", min_size=1, max_size=6)
particles = st.sampled_from(["de la", "van der", "St.", "Mc", "von", "", "", ""])
words = st.text("abcdefghijklmnopqrstuvwxyzäöüøåéñßł'", min_size=1, max_size=9).filter(lambda word: word.strip("'"))
joints = st.sampled_from([" ", "-", "/", " y "])
listed = st.builds(lambda *parts: " ".join(parts[:2]) + parts[2] + parts[3], particles, words, joints, words)


def last_name(text: str) -> bytes:
    """The bytes of somebody with this last name."""
    return Query.of(1, "name", {"last_name": text, "first_name": "Jo", "birth_date": "2009-05-17"}).canonical()


def first_name(text: str) -> bytes:
    """The bytes of somebody with this first name."""
    return Query.of(1, "name", {"last_name": "Doe", "first_name": text, "birth_date": "2009-05-17"}).canonical()


def pressed(text: str) -> str:
    """What a caller presses for plain letters, read off a telephone."""
    return "".join(key for letter in text.upper() for key, letters in LETTERS.items() if letter in letters)


@pytest.mark.parametrize("vector", GOLDEN["last_name"], ids=lambda vector: vector["typed"][0])
def test_claim_7_pressed_and_typed_last_names_are_the_same_bytes(vector: dict[str, Any]) -> None:
    (one,) = {last_name(text) for text in (*vector["typed"], *vector["pressed"])}
    assert {names.last_name(text) for text in vector["typed"]} == {vector["keys"]}
    assert vector["keys"].encode() in one


@pytest.mark.parametrize("vector", GOLDEN["first_name"], ids=lambda vector: vector["typed"][0])
def test_claim_7_pressed_and_typed_first_names_are_the_same_bytes(vector: dict[str, Any]) -> None:
    (one,) = {first_name(text) for text in (*vector["typed"], *vector["pressed"])}
    assert {names.first_name(text) for text in vector["typed"]} == {vector["keys"]}
    assert vector["keys"].encode() in one


def test_claim_7_no_two_vectors_are_the_same_bytes() -> None:
    for field in ("last_name", "first_name"):
        assert len({vector["keys"] for vector in GOLDEN[field]}) == len(GOLDEN[field])


@given(st.text(string.ascii_letters, min_size=1, max_size=20))
def test_claim_7_every_plain_name_is_what_is_pressed_for_it(text: str) -> None:
    assert last_name(text) == last_name(pressed(text))
    assert first_name(text) == first_name(pressed(text))


@given(anything)
def test_whatever_is_typed_is_a_short_key_or_refused(text: str) -> None:
    for form, most in ((names.last_name, 8), (names.first_name, 10)):
        try:
            key = form(text)
        except Unreadable:
            continue
        assert 1 <= len(key) <= most
        assert set(key) <= set("23456789")


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_what_is_no_name_is_refused_unseen(text: str) -> None:
    for form in (names.last_name, names.first_name):
        with pytest.raises(Unreadable) as refused:
            form(text)
        assert not text.strip() or text not in str(refused.value)


@pytest.mark.parametrize(
    "text", [*REFUSED["no_letters"], *REFUSED["alphabets_mixed"], *REFUSED["no_keys"], "2", "76484"]
)
def test_a_listed_name_that_nobody_can_key_is_right_and_has_no_key(text: str) -> None:
    with pytest.raises(NoLetters):
        names.listed("last_name", text)
    assert issubclass(NoLetters, Placeholder)


@pytest.mark.parametrize("text", REFUSED["damaged"])
def test_a_listed_name_that_was_damaged_needs_attention(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        names.listed("first_name", text)
    assert not isinstance(refused.value, Placeholder)
    assert refused.value.field == "first_name"


def spelt(last: str, first: str = "Jo") -> set[str]:
    """The last names under which somebody is stored."""
    return {last for last, _ in names.spellings(last, first)}


def keys(*letters: str) -> set[str]:
    """The keys of plain last names."""
    return {pressed(text)[:8] for text in letters}


@pytest.mark.parametrize(
    ("name", "found_as"),
    [
        ("Smith", ("SMITH",)),
        ("Smith Jr.", ("SMITH",)),
        ("O’Brien", ("OBRIEN",)),
        ("O Brien", ("OBRIEN", "BRIEN")),
        ("García Márquez", ("GARCIAMA", "GARCIA", "MARQUEZ")),
        ("Smith-Jones III", ("SMITHJONES", "SMITH", "JONES")),
        ("De La Cruz", ("DELACRUZ", "CRUZ")),
        ("de la Cruz García", ("DELACRUZ", "GARCIA", "CRUZGARC", "CRUZ")),
        ("van der Berg", ("VANDERBERG", "BERG")),
        ("Mc Donald", ("MCDONALD", "DONALD")),
        ("McDonald", ("MCDONALD",)),
        ("MacDonald", ("MACDONALD",)),
        ("Müller", ("MULLER", "MUELLER")),
        ("Mueller", ("MUELLER", "MULLER")),
        ("Schröder", ("SCHRODER", "SCHROEDER")),
        ("Schaefer", ("SCHAEFER", "SCHAFER")),
        ("Bauer", ("BAUER",)),
        ("Rodriguez", ("RODRIGUEZ",)),
        ("Michaels", ("MICHAELS",)),
        ("St. John", ("STJOHN", "SAINTJOHN", "JOHN")),
        ("St.John", ("STJOHN", "SAINTJOHN", "JOHN")),
        ("Saint John", ("SAINTJOHN", "STJOHN", "JOHN")),
        ("Ste. Marie", ("STEMARIE", "SAINTEMARIE", "MARIE")),
        ("Ortega y Gasset", ("ORTEGAYG", "ORTEGA", "YGASSET", "ORTEGAGA", "GASSET")),
        ("De", ("DE",)),
        ("Lee V", ("LEE",)),
    ],
)
def test_a_last_name_is_found_as_callers_may_spell_it(name: str, found_as: tuple[str, ...]) -> None:
    assert spelt(name) == keys(*found_as)


@pytest.mark.parametrize(
    ("name", "found_as"),
    [
        ("Ana", ("ANA",)),
        ("Mary Ann", ("MARYANN", "MARY")),
        ("Mary-Ann", ("MARYANN", "MARY")),
        ("María José", ("MARIAJOSE", "MARIA")),
        ("J. Robert", ("JROBERT",)),
        ("Jürgen", ("JURGEN", "JUERGEN")),
        ("Michael", ("MICHAEL",)),
    ],
)
def test_a_first_name_is_found_by_all_of_it_or_its_first_word(name: str, found_as: tuple[str, ...]) -> None:
    assert {first for _, first in names.spellings("Doe", name)} == {pressed(text)[:10] for text in found_as}


@example("Müller-Lüdenscheidt y Øst", "Jörg Jürgen")
@given(listed, listed)
def test_spellings_are_few_and_different_and_begin_with_the_canonical_one(last: str, first: str) -> None:
    stored = names.spellings(last, first)
    assert stored[0] == (names.last_name(last), names.first_name(first))
    assert 1 <= len(stored) == len(set(stored)) <= 8
    assert all(1 <= len(one) <= 8 and 1 <= len(other) <= 10 for one, other in stored)


@example("å\u0308?")
@example("Ǝ")
@given(anything | strange)
def test_whatever_a_list_may_hold_is_found_as_it_is_typed(text: str) -> None:
    try:
        last, first = names.listed("last_name", text), names.listed("first_name", text)
    except Unreadable:
        return
    assert names.spellings(last, first)[0] == (names.last_name(text), names.first_name(text))


@given(listed, listed)
def test_spellings_hang_on_the_letters_alone(last: str, first: str) -> None:
    assert names.spellings(last.upper(), first.title()) == names.spellings(last, first)


def test_a_name_too_rich_for_eight_keys_keeps_the_nearest() -> None:
    stored = names.spellings("Müller-Lüdenscheidt", "Jörg Jürgen")
    assert len(stored) == 8
    assert (pressed("MULLER"), pressed("JORGJURGEN")) in stored[:4]
    assert (pressed("MULLERLU"), pressed("JORG")) in stored[:4]
