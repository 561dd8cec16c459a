"""Lists are read as they were declared: dates, encoding, delimiter. Nothing is guessed from what stands in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline.incidents import Content, ListFormat
from hotline.incidents.list_format import DATE_FORMATS
from lookup.imports.lists import ListFault, ListRow, Reject, read_list
from tests.lookup.vaults import ANA, BEN, EXAMPLE, list_of

WRITTEN = {
    "YYYY-MM-DD": "2009-03-07",
    "YYYYMMDD": "20090307",
    "MM/DD/YYYY": "03/07/2009",
    "M/D/YYYY": "3/7/2009",
    "DD/MM/YYYY": "07/03/2009",
    "D/M/YYYY": "7/3/2009",
    "DD.MM.YYYY": "07.03.2009",
    "D.M.YYYY": "7.3.2009",
}


def declared(**changes: str) -> Content:
    return replace(EXAMPLE, source=ListFormat(**changes))


def read(tmp_path: Path, text: bytes, content: Content) -> list[ListRow | Reject]:
    path = tmp_path / "people.csv"
    path.write_bytes(text)
    return list(read_list(path, content))


def test_every_form_that_can_be_declared_is_tried_here() -> None:
    assert tuple(WRITTEN) == DATE_FORMATS


@pytest.mark.parametrize("form", DATE_FORMATS)
def test_a_date_is_read_in_the_declared_form_and_in_no_other(tmp_path: Path, form: str) -> None:
    for other, date in WRITTEN.items():
        (row,) = read(tmp_path, list_of([replace(ANA, born=date)]).encode(), declared(date_format=form))
        if other == form:
            assert isinstance(row, ListRow)
            assert row.birth_date == "20090307"
        elif isinstance(row, Reject):
            assert row.reason == f"not a date (the list was declared as {form})"
        else:  # 03/07/2009 is well formed in two countries, and then it is the declared one's day
            assert row.birth_date in ("20090307", "20090703")
            assert other.replace("MM", "M").replace("DD", "D")[1] == form.replace("MM", "M").replace("DD", "D")[1]


def test_full_width_digits_are_digits_and_a_day_that_is_not_is_refused(tmp_path: Path) -> None:
    people = [replace(ANA, born="１７/05/2009"), replace(BEN, born="31/02/2009")]
    row, reject = read(tmp_path, list_of(people).encode(), declared(date_format="DD/MM/YYYY"))
    assert isinstance(row, ListRow)
    assert row.birth_date == "20090517"
    assert isinstance(reject, Reject)
    assert reject.reason == "a day that does not exist"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "latin-1"])
def test_a_list_is_read_in_the_declared_encoding(tmp_path: Path, encoding: str) -> None:
    text = list_of([replace(ANA, last="Núñez"), BEN]).replace("\n", "\r\n")
    first, second = read(tmp_path, text.encode(encoding), declared(encoding=encoding))
    assert isinstance(first, ListRow)
    assert first.last_name == "Núñez"
    assert second.row == 3


@pytest.mark.parametrize(
    ("written", "encoding", "sentence"),
    [
        ("latin-1", "utf-8", "people.csv, line 2 is not UTF-8 text, as the list was declared"),
        ("utf-8", "utf-16", "people.csv is not UTF-16 text, as the list was declared"),
        ("utf-8", "windows-1252", "people.csv, line 2 is UTF-8 text, and the list was declared as windows-1252"),
        ("utf-8", "latin-1", "people.csv, line 2 is UTF-8 text, and the list was declared as latin-1"),
        ("utf-16", "utf-8", "is not a text file"),
        ("utf-16", "latin-1", "is not a text file"),
    ],
)
def test_another_encoding_than_the_declared_is_one_sentence(
    tmp_path: Path, written: str, encoding: str, sentence: str
) -> None:
    with pytest.raises(ListFault) as fault:
        read(tmp_path, list_of([replace(ANA, last="Núñez")]).encode(written), declared(encoding=encoding))
    assert sentence in str(fault.value)


def test_half_a_character_at_the_end_of_utf_16_is_not_lost_unseen(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match="is not UTF-16 text"):
        read(tmp_path, list_of([ANA]).encode("utf-16")[:-1], declared(encoding="utf-16"))


@pytest.mark.parametrize(("declared_as", "character"), [(",", ","), (";", ";"), ("tab", "\t"), ("|", "|")])
def test_a_declared_delimiter_is_the_only_one(tmp_path: Path, declared_as: str, character: str) -> None:
    text = list_of([replace(ANA, kinds=("name",))]).replace(",", character)
    (row,) = read(tmp_path, text.encode(), declared(delimiter=declared_as))
    assert isinstance(row, ListRow)
    other = {",": ";"}.get(declared_as, ",")
    with pytest.raises(ListFault, match="has no column"):
        read(tmp_path, text.encode(), declared(delimiter=other))
