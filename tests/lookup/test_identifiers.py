"""Canonical forms, claims 8 and 9 of the vault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookup import Query, identifiers, letter_codes
from lookup.identifiers import Placeholder, Unreadable

digits = st.text("0123456789", min_size=11, max_size=16)
texts = st.text(max_size=20)
keys = st.text("23", min_size=1, max_size=3)  # so few that keys moved over a border come up
named = st.builds(
    Query,
    incident_id=st.just(1),
    scheme=st.sampled_from(["name", "name_desk"]),
    fields=st.tuples(keys, keys, st.sampled_from(["20090517", "20090518"])),
    zip=st.sampled_from(["65101", "02138"]),
)


@given(texts, st.lists(texts, max_size=4), texts, st.lists(texts, max_size=4))
def test_claim_8_no_two_lists_of_fields_are_encoded_alike(
    scheme: str, fields: list[str], other_scheme: str, other_fields: list[str]
) -> None:
    same = identifiers.encode(scheme, fields) == identifiers.encode(other_scheme, other_fields)
    assert same == ((scheme, fields) == (other_scheme, other_fields))


@given(texts, texts, st.integers(0, 20))
def test_claim_8_moving_a_letter_over_a_border_changes_the_bytes(one: str, two: str, at: int) -> None:
    joined = one + two
    moved = [joined[:at], joined[at:]]
    assert (identifiers.encode("s", [one, two]) == identifiers.encode("s", moved)) == ([one, two] == moved)


@given(one=named, two=named, with_zip=st.booleans())
def test_claim_8_no_two_names_dates_and_zip_codes_are_encoded_alike(one: Query, two: Query, *, with_zip: bool) -> None:
    same = one.canonical(with_zip=with_zip) == two.canonical(with_zip=with_zip)
    counted = [(query.scheme, query.fields, query.zip if with_zip else "") for query in (one, two)]
    assert same == (counted[0] == counted[1])
    assert one.canonical(with_zip=True) != two.canonical(with_zip=False)


def test_claim_8_a_name_is_encoded_as_the_design_draws_it() -> None:
    details = {"last_name": "Doe", "first_name": "Jo", "birth_date": "2009-05-17", "zip": "65101-1234"}
    query = Query.of(1, "name", details)
    without = b"NL1\x00\x04name\x00\x011\x00\x03363\x00\x0256\x00\x0820090517"
    assert query.canonical() == without
    assert query.canonical(with_zip=True) == without + b"\x00\x0565101"


def test_the_bytes_of_registers_built_before_names_are_still_the_same() -> None:
    number = Query.of(1, "student_number", {"student_number": "4001", "birth_date": "2009-05-17"})
    assert number.canonical(width=10) == b"NL1\x00\x0estudent_number\x00\x011\x00\x0a0000004001\x00\x0820090517"
    code = Query.of(1, "letter_code", {"code": "4831-0927-5510"})
    assert code.canonical() == b"NL1\x00\x0bletter_code\x00\x011\x00\x0c483109275510"


@pytest.mark.parametrize("text", ["65101", "65101-1234", "651011234", " 65101 ", "６５１０１", "65101 - 1234"])
def test_a_zip_code_has_one_form(text: str) -> None:
    assert identifiers.zip_code(text) == identifiers.listed_zip_code(text) == "65101"


@pytest.mark.parametrize("text", ["2138", "2138-1234", "21381234", "02138", "021381234"])
def test_a_listed_zip_code_may_have_lost_its_nought(text: str) -> None:
    assert identifiers.listed_zip_code(text) == "02138"


@pytest.mark.parametrize("text", ["", "6510", "651011", "65101-12", "K1A 0B1", "65\x00101", "6510\u202e1", "٦٥١٠١"])
def test_what_is_no_zip_code_is_refused_at_a_door(text: str) -> None:
    with pytest.raises(Unreadable):
        identifiers.zip_code(text)


@pytest.mark.parametrize("text", ["12", "K1A 0B1", "00000", "99999", "651011", "65\x00101"])
def test_a_listed_zip_code_of_elsewhere_is_right_and_has_no_key(text: str) -> None:
    with pytest.raises(Placeholder):
        identifiers.listed_zip_code(text)


def test_the_encoding_is_as_the_design_draws_it() -> None:
    assert identifiers.encode("ab", ("c",), version=1) == b"NL1\x00\x02ab\x00\x011\x00\x01c"


@given(digits, st.data())
def test_claim_9_every_single_wrong_digit_is_found(payload: str, data: st.DataObject) -> None:
    code = payload + letter_codes.check_digit(payload)
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[at]]))
    assert letter_codes.check_digit(code) == "0"
    assert letter_codes.check_digit(code[:at] + wrong + code[at + 1 :]) != "0"


@given(digits, st.data())
def test_claim_9_every_swap_of_two_neighbours_is_found(payload: str, data: st.DataObject) -> None:
    code = payload + letter_codes.check_digit(payload)
    at = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (letter_codes.check_digit(swapped) != "0") == (code[at] != code[at + 1])


def test_damm_agrees_with_the_example_of_its_author() -> None:
    assert letter_codes.check_digit("572") == "4"


@pytest.mark.parametrize("text", ["4001", "0000004001", " 4 0 0 1 ", "000-000-4001", "４００１"])
def test_a_student_number_has_one_form(text: str) -> None:
    assert identifiers.student_number(text, width=10) == "0000004001"


def test_letters_of_a_student_number_are_the_keys_they_are_on() -> None:
    assert identifiers.student_number("ab12qz", width=10) == identifiers.student_number("221279", width=10)


@pytest.mark.parametrize("text", ["", "none", "N/A", "4001\x00", "40\u202e01", "4" * 33, "40.01", "۴۰۰۱", "=4001"])
def test_what_is_no_student_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        identifiers.student_number(text)


@pytest.mark.parametrize("text", ["0", "0000000000", "9999999999"])
def test_a_number_that_says_nothing_is_a_placeholder(text: str) -> None:
    with pytest.raises(Placeholder):
        identifiers.student_number(text)


@pytest.mark.parametrize(
    ("text", "form"), [("2009-05-17", "20090517"), ("2008-02-29", "20080229"), ("２００９-05-17", "20090517")]
)
def test_a_birth_date_has_one_form(text: str, form: str) -> None:
    assert identifiers.birth_date(text) == form


@pytest.mark.parametrize(
    "text",
    ["2009-02-29", "2009-13-01", "2009-00-10", "05/17/2009", "20090517", "1899-01-01", "2009-5-17", "2009-05-17\n1"],
)
def test_an_impossible_or_foreign_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        identifiers.birth_date(text)


@pytest.mark.parametrize("text", ["1900-01-01", "9999-12-31"])
def test_a_date_that_registries_make_up_is_a_placeholder(text: str) -> None:
    with pytest.raises(Placeholder):
        identifiers.birth_date(text)


def test_what_was_refused_is_not_in_the_error() -> None:
    with pytest.raises(Unreadable) as refused:
        identifiers.birth_date("17.05.2009")
    assert "17" not in str(refused.value)


@pytest.mark.parametrize(
    ("people", "wrong_codes", "length"),
    [(3_500, 10_000, 12), (1, 10_000, 12), (1_000_000, 10_000, 14), (200_000, 10_000, 13)],
)
def test_a_code_is_long_enough_for_its_list(people: int, wrong_codes: int, length: int) -> None:
    assert letter_codes.length(people, wrong_codes) == length
    assert 9 * 10 ** (length - 2) >= 100 * people * wrong_codes


def test_a_code_is_drawn_anew_for_each_person_number_and_incident() -> None:
    drawn = {
        letter_codes.draw(bytes(32), incident, person, number=number, digits=12)
        for incident in (1, 2)
        for person in ("A", "B")
        for number in (0, 1)
    }
    assert len(drawn) == 8
    assert all(len(code) == 12 and letter_codes.well_formed(code) for code in drawn)


def test_a_code_is_printed_in_groups_and_read_back_from_them() -> None:
    code = letter_codes.draw(bytes(32), 1, "A", number=0, digits=12)
    assert letter_codes.printed(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert letter_codes.canonical(f" {letter_codes.printed(code)} ") == code


@pytest.mark.parametrize("text", ["", "1", "48310927551", "0831-0927-5510", "4831-0927-5511", "٤831-0927-5510", "x"])
def test_what_is_no_letter_code_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        letter_codes.canonical(text)
