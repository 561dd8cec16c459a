"""Lists as XLSX: what a spreadsheet makes of a list is understood or refused, and no file takes more than its share."""

import resource
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hotline.incidents import Content, ListFormat
from lookup import AnswerName
from lookup.imports.importing import Import, Importer
from lookup.imports.lists import ListFault, ListRow, Reject, read_list
from tests.lookup.imports.workbooks import NAMESPACE, sheet, workbook
from tests.lookup.vaults import ANA, EXAMPLE, HEADER, Vault

PERSON = ("A", "0000004001", "Doe", "Jo", "2009-05-17", "1 Example St", "65101", "name;medical")


def declared(**changes: str) -> Content:
    """The example's incident with another declaration of its list."""
    return replace(EXAMPLE, source=ListFormat(**changes))


def read(path: Path, content: Content = EXAMPLE) -> list[ListRow | Reject]:
    return list(read_list(path, content))


def one_row(tmp_path: Path, changes: dict[str, object], content: Content = EXAMPLE) -> ListRow | Reject:
    """What becomes of a row with `changes`, column → cell."""
    cells = [changes.get(name, value) for name, value in zip(HEADER, PERSON, strict=True)]
    (row,) = read(workbook(tmp_path / "people.xlsx", {"list": sheet([HEADER, cells])}), content)
    return row


def refused(path: Path, content: Content = EXAMPLE) -> str:
    with pytest.raises(ListFault) as fault:
        read(path, content)
    assert "\n" not in str(fault.value)
    assert "Doe" not in str(fault.value)
    return str(fault.value)


def test_a_workbook_is_imported_as_a_list_is(sqlite_vault: Vault) -> None:
    path = workbook(sqlite_vault.folder / "people.xlsx", {"list": sheet([HEADER, PERSON])})
    importer = Importer(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.clock, operator="ada")
    importer.run(Import(sqlite_vault.incident, path, sqlite_vault.cost), lambda _title, _total: lambda _: None)
    sqlite_vault.publishes()
    assert sqlite_vault.asks(ANA).categories == ("name", "medical")


@pytest.mark.parametrize("cell", [8791689979, 8791689979.0, "8791689979", "８７９１６８９９７９"])
def test_a_number_is_a_number_however_a_spreadsheet_keeps_it(tmp_path: Path, cell: object) -> None:
    row = one_row(tmp_path, {"student_number": cell})
    assert isinstance(row, ListRow)
    assert row.student_number == "8791689979"


@pytest.mark.parametrize("form", ["YYYY-MM-DD", "DD/MM/YYYY", "M/D/YYYY", "YYYYMMDD"])
def test_a_real_date_is_a_date_whatever_the_list_was_declared_as(tmp_path: Path, form: str) -> None:
    row = one_row(tmp_path, {"birth_date": date(2009, 5, 17)}, declared(date_format=form))
    assert isinstance(row, ListRow)
    assert row.birth_date == "20090517"


MANGLED = {
    "a shortened number": ({"student_number": "8.79E+09"}, "student_number", "not a student number"),
    "a number made a date": ({"student_number": date(2009, 5, 17)}, "student_number", "a date, which a spreadsheet"),
    "a number with a rest": ({"student_number": 12.5}, "student_number", "not a student number"),
    "a formula": ({"person_key": "=A1"}, "person_key", "begins like a formula"),
    "a date as a number": ({"birth_date": 39950}, "birth_date", "not a date (the list was declared as YYYY-MM-DD)"),
    "a NUL": ({"person_key": "A_x0000_B"}, "person_key", "contains an invisible character"),
    "no kinds": ({"categories": None}, "categories", "names no kind of information"),
    "true": ({"birth_date": "TRUE"}, "birth_date", "not a date"),
}


@pytest.mark.parametrize(("cells", "column", "reason"), MANGLED.values(), ids=MANGLED.keys())
def test_what_a_spreadsheet_has_mangled_is_refused(
    tmp_path: Path, cells: dict[str, object], column: str, reason: str
) -> None:
    reject = one_row(tmp_path, cells)
    assert isinstance(reject, Reject)
    assert (reject.row, reject.column) == (2, column)
    assert reason in reject.reason


def test_rows_have_the_numbers_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    rows = [None, None, HEADER, PERSON, None, [""] * 8, (*PERSON[:4], "x", *PERSON[5:])]
    read_rows = read(workbook(tmp_path / "people.xlsx", {"list": sheet(rows)}))
    assert [(type(row), row.row) for row in read_rows] == [(ListRow, 4), (Reject, 7)]


def test_the_sheet_is_the_first_or_the_one_that_was_declared(tmp_path: Path) -> None:
    other = (*PERSON[:1], "0000004002", *PERSON[2:])
    path = workbook(
        tmp_path / "people.xlsx",
        {"one": sheet([HEADER, PERSON]), "two": sheet([HEADER, other])},
        hidden=["two"],
    )
    numbers = [
        row.student_number for row in (*read(path), *read(path, declared(sheet="two"))) if isinstance(row, ListRow)
    ]
    assert numbers == ["4001", "4002"]
    assert "has no sheet of the name" in refused(path, declared(sheet="three"))


def test_a_hidden_sheet_is_not_taken_unasked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", {"one": sheet([HEADER, PERSON]), "two": sheet([HEADER])}, hidden=["one"])
    assert "begins with a hidden sheet" in refused(path)


def test_merged_cells_are_refused_because_they_hide_what_belongs_to_a_row(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="E2:E3"/></mergeCells>'
    rows = sheet([HEADER, PERSON, (*PERSON[:4], None, *PERSON[5:])], after=merged)
    assert "has merged cells" in refused(workbook(tmp_path / "people.xlsx", {"list": rows}))


def test_a_bomb_of_200_kilobytes_is_one_sentence(tmp_path: Path) -> None:
    blanks = " " * (200 * 1024 * 1024)
    path = workbook(tmp_path / "bomb.xlsx", {"list": f"<worksheet {NAMESPACE}>{blanks}</worksheet>"})
    del blanks
    assert path.stat().st_size < 250_000
    assert "bomb.xlsx would unpack to 200 MiB from" in refused(path)


def test_two_cells_in_opposite_corners_take_no_memory(tmp_path: Path) -> None:
    corners = [f'<row r="{at}"><c r="{column}{at}"><v>1</v></c></row>' for at, column in ((1, "A"), (1_048_576, "XFD"))]
    rows = f"<worksheet {NAMESPACE}><sheetData>{''.join(corners)}</sheetData></worksheet>"
    path = workbook(tmp_path / "wide.xlsx", {"list": rows})
    assert "wide.xlsx can't be read in the memory and time that a list may take" in refused(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3 * 1024**2  # KiB


def test_a_sheet_of_many_columns_is_refused(tmp_path: Path) -> None:
    header = [*HEADER, *(f"c{number}" for number in range(16_000))]
    assert "columns; a list may have 200" in refused(workbook(tmp_path / "people.xlsx", {"list": sheet([header])}))


def test_a_workbook_of_a_thousand_files_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", {"list": sheet([HEADER, PERSON])}, more=1100)
    assert "files; a list may have 1,000" in refused(path)


@pytest.mark.parametrize("kept", [30, 300, 900])
def test_half_a_workbook_is_one_sentence(tmp_path: Path, kept: int) -> None:
    path = workbook(tmp_path / "people.xlsx", {"list": sheet([HEADER, PERSON])})
    path.write_bytes(path.read_bytes()[:kept])
    assert "begins like an XLSX file and is none" in refused(path)


def test_a_sheet_that_is_no_xml_is_one_sentence(tmp_path: Path) -> None:
    assert "people.xlsx " in refused(workbook(tmp_path / "people.xlsx", {"list": "<worksheet><sheetData><row"}))


def test_an_old_or_a_locked_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert "old Excel file, or one with a password" in refused(path)


def test_an_empty_sheet_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refused(workbook(tmp_path / "people.xlsx", {"list": sheet([])}))


def test_a_code_that_was_mailed_comes_back_from_a_spreadsheet_whole_or_not_at_all(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA])
    code = sqlite_vault.code_of(ANA)
    columns = replace(EXAMPLE, columns={**EXAMPLE.columns, "letter_code": "letter_code"})
    for cell, comes_back in ((code, True), (int(code.replace("-", "")), True), ("4.83109E+11", False)):
        path = workbook(
            sqlite_vault.folder / "people.xlsx", {"list": sheet([[*HEADER, "letter_code"], [*PERSON, cell]])}
        )
        (row,) = read(path, columns)
        assert isinstance(row, ListRow) is comes_back
        assert not isinstance(row, ListRow) or row.letter_code == code.replace("-", "")
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH
