"""The example is whole: made the same each time, made up, hard where real lists are hard, and every row acceptable."""

import csv
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hotline.incidents import Content, load, read
from hotline.settings import PROJECT

FOLDER = PROJECT / "examples" / "jcps-2019"
LISTS = ("people.csv", "people-demo.csv")
HEADER = "person_key,student_number,last_name,first_name,birth_date,street,zip,categories"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE, DEMO = map(rows, LISTS)
both_lists = pytest.mark.parametrize("people", [PEOPLE, DEMO], ids=LISTS)


def names(people: list[Row]) -> set[str]:
    return {row["last_name"] for row in people} | {row["first_name"] for row in people}


def by_key(people: list[Row]) -> dict[tuple[str, str], dict[str, set[str]]]:
    """Student number and birth date → person → kinds: what the register will hold."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in people:
        if row["birth_date"]:
            key = (row["student_number"].zfill(10), row["birth_date"])
            found[key][row["person_key"]] |= set(row["categories"].split(";"))
    return found


def shared(people: list[Row]) -> list[list[set[str]]]:
    """The kinds of each person, for every key that several people have."""
    return [list(kinds.values()) for kinds in by_key(people).values() if len(kinds) > 1]


@pytest.fixture(scope="module")
def content() -> Content:
    return load(FOLDER / "incident.toml")


def test_the_lists_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "make_people.py", tmp_path], check=True, timeout=60)
    for name in LISTS:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_plain_utf_8_with_its_header(name: str) -> None:
    raw = (FOLDER / name).read_bytes()
    assert raw.decode("utf-8").splitlines()[0] == HEADER
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


def test_there_are_3500_people_and_the_demo_has_the_first_200_of_them() -> None:
    assert len({row["person_key"] for row in PEOPLE}) == 3_500
    assert len({row["person_key"] for row in DEMO}) == 200
    assert PEOPLE[: len(DEMO)] == DEMO


@both_lists
def test_every_row_is_acceptable(people: list[Row], content: Content) -> None:
    kinds = {category.id for category in content.categories}
    for row in people:
        assert re.fullmatch(r"[0-9]{1,10}", row["student_number"])
        assert re.fullmatch(r"[0-9]{5}", row["zip"]) or (row["zip"], row["street"]) == ("", "")
        assert row["last_name"]
        assert row["first_name"]
        assert set(row["categories"].split(";")) <= kinds
        assert "name" in row["categories"].split(";")
        if row["birth_date"]:
            assert date(1996, 1, 1) <= date.fromisoformat(row["birth_date"]) <= date(2013, 12, 31)


@both_lists
def test_one_person_is_the_same_in_all_their_rows(people: list[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in people:
        first = seen.setdefault(row["person_key"], row)
        assert {**row, "categories": ""} == {**first, "categories": ""}


def test_the_first_ten_rows_of_the_demo_are_easy() -> None:
    ten = DEMO[:10]
    assert len({row["person_key"] for row in ten}) == 10
    assert not {row["person_key"] for row in ten} & {row["person_key"] for row in DEMO[10:]}
    for row in ten:
        assert re.fullmatch(r"[1-9][0-9]{9}", row["student_number"])
        assert re.fullmatch(r"[A-Za-z]+", row["last_name"] + row["first_name"])
        assert by_key(DEMO)[row["student_number"], row["birth_date"]].keys() == {row["person_key"]}


def test_nobody_is_real() -> None:
    streets = {row["street"] for row in PEOPLE} - {""}
    assert all(re.fullmatch(r"[0-9]{3} Example [A-Z][a-z]+ St", street) for street in streets)


@both_lists
def test_two_children_stand_under_one_key_with_different_kinds(people: list[Row]) -> None:
    assert any(first != second for first, second, *_ in shared(people))


def test_two_people_under_one_key_may_have_equal_kinds_but_not_in_the_demo() -> None:
    assert any(first == second for first, second, *_ in shared(PEOPLE))
    assert len(shared(DEMO)) == 1


@both_lists
def test_the_list_has_the_difficulties_of_real_lists(people: list[Row]) -> None:
    keys = [row["person_key"] for row in people]
    whole = [tuple(row.values()) for row in people]
    numbers = [row["student_number"] for row in people]
    told = names(people)
    assert any(not row["birth_date"] for row in people)
    assert any(not row["street"] for row in people)
    assert any(row["birth_date"].endswith("-02-29") for row in people)
    assert len(set(whole)) < len(whole), "no row stands there twice"
    assert len(set(whole)) > len(set(keys)), "nobody has rows with different kinds"
    assert any(number.startswith("0") for number in numbers)
    assert any(len(number) < 10 for number in numbers), "no spreadsheet has eaten zeros"
    hard = (
        "De La Cruz",
        "Van Dyke",
        "McDonald",
        "St. John",
        "O'Brien",
        "Peña-Ortiz",
        "Smith Jr",
        "Jones III",
        "X",
        "J",
        "Müller",
        "Mueller",
        "Ste. Marie",
        "Saint James",
        "Mc Donald",
        "지우",
    )
    assert set(hard) <= told
    assert any(name != unicodedata.normalize("NFC", name) for name in told)
    assert any(not re.search(r"[A-Za-zÀ-ɏ]", name) for name in told)


@both_lists
def test_there_are_twins_and_other_siblings(people: list[Row]) -> None:
    families: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in people:
        if row["street"]:
            families[row["last_name"], row["street"]][row["student_number"]] = row["birth_date"]
    born = [list(children.values()) for children in families.values() if len(children) > 1]
    assert any(len(set(dates)) < len(dates) for dates in born)
    assert any(len(set(dates)) == len(dates) for dates in born)


def test_the_facts_are_those_of_the_notice(content: Content) -> None:
    assert (content.slug, content.line) == ("jcps-2019", "+18667754209")
    assert content.languages == ("en", "es")
    assert [(scheme.name, scheme.disclosure, scheme.doors) for scheme in content.schemes] == [
        ("letter_code", "full", ("telephone", "desk")),
        ("student_number", "full", ("telephone", "desk")),
        ("name", "yes_no", ("telephone",)),
        ("name_desk", "ordinary", ("desk",)),
    ]
    assert [scheme.zip for scheme in content.schemes] == [False, False, True, True]
    assert "in the files" in content.not_involved["en"]
    assert "else" not in content.not_involved["en"], "it is said where no kind was told too"
    assert set(content.columns) == set(HEADER.split(","))


def test_the_news_that_wait_in_the_file_can_be_said(content: Content) -> None:
    """Somebody takes away the number signs in a hurry: what is there must be right."""
    text = (FOLDER / "incident.toml").read_text(encoding="utf-8")
    waiting = re.findall(r"^# ?(\[emergency.*|ends = .*|en = .*|es = .*)$", text, re.MULTILINE)
    told = read(text + "\n" + "\n".join(waiting)).emergency
    assert content.emergency is None
    assert told is not None
    assert set(told.say) == set(content.languages)


@pytest.mark.parametrize(
    ("utc", "open_then"),
    [("2019-05-29 12:59", False), ("2019-05-29 13:00", True), ("2019-05-29 22:30", False), ("2019-07-04 15:00", False)],
)
def test_people_answer_from_eight_to_half_past_five_central(content: Content, utc: str, *, open_then: bool) -> None:
    assert content.hours.is_open(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is open_then
