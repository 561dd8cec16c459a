"""Files for a spreadsheet: no text in them is a formula, whatever sign divides the cells, and a number is a number."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents_ui.exports import FORMULAS, csv_file, csv_of, harmless

DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "'=1+1",
    '"=1+1',
    '=HYPERLINK("http://203.0.113.9";"x")',
    "=cmd|'/C calc'!A0",
    "harmless;=1+1",
    "harmless,=1+1",
    "harmless\t=1+1",
    "harmless\u2028=1+1",
    "\ufeff=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "|calc",
    "%0A=1",
)
BEGINS = re.compile(rf"[\s'\"]*[{re.escape(FORMULAS)}]")


def cells(text: str, *, divided_by: str = ",") -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=divided_by) for cell in row]


@pytest.mark.parametrize("text", DANGEROUS, ids=ascii)
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"], ids=ascii)
def test_no_cell_begins_a_formula_however_the_line_is_divided(text: str, sign: str) -> None:
    for cell in cells(csv_of([text], [[text, 7], ["", text]]), divided_by=sign):
        assert cell.startswith("'") or not BEGINS.match(cell), cell


@given(st.text(), st.sampled_from([",", ";", "\t", "|"]))
def test_nor_whatever_else_is_written(text: str, sign: str) -> None:
    for cell in cells(csv_of(["a"], [[text]]), divided_by=sign):
        assert cell.lstrip().startswith("'") or not BEGINS.match(cell), cell


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs"), exclude_characters=FORMULAS)))
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    text = csv_of(["key", "calls", "rate"], [["a", -3, 0.1 + 0.2], ["b", 1_234_567, None]])
    assert text == "key,calls,rate\r\na,-3,0.3\r\nb,1234567,\r\n"


def test_a_file_has_a_name_of_letters_and_its_own_kind() -> None:
    file = csv_file('JCPS · "x"\r\nSet-Cookie: a=b 2026-06-01', "a\r\n")
    assert file.headers["Content-Disposition"] == 'attachment; filename="jcps-x-set-cookie-a-b-2026-06-01.csv"'
    assert file.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert file.get_data().decode("utf-8-sig") == "a\r\n"
