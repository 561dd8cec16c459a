"""Lists: every row is accounted for, and a bad file is one clear sentence that changes nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from lookup import Answer, AnswerName, HashingPool
from lookup.imports.importing import Import, Importer, ImportRunning, RowsRejected, only_one
from lookup.imports.lists import ListFault, ListRow, read_list
from lookup.imports.lists.faults import MOST_BYTES
from lookup.registers.register import RegisterGeneration
from tests.lookup.vaults import ANA, BEN, CAST, DANA, EXAMPLE, FAST, HEADER, NOBODY, Person, Vault, list_of

HEADER_LINE = ",".join(HEADER)


def imports_bytes(vault: Vault, content: bytes) -> None:
    """The custodian imports a file as it is."""
    path = vault.folder / "people.csv"
    path.write_bytes(content)
    order = Import(vault.incident, path, FAST)
    Importer(vault.database, vault.ring, vault.clock, operator="ada").run(order, lambda _t, _n: lambda _: None)


@pytest.fixture
def sqlite_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A second database."""
    return Path(shutil.copyfile(migrated_file, tmp_path / "second.db"))


def generations(vault: Vault) -> int:
    with vault.database.read() as session:
        return session.scalar(select(func.count()).select_from(RegisterGeneration)) or 0


GOOD = list_of(CAST).encode()
BAD_FILES = {
    "binary": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "people.csv, line 1 is not UTF-8 text"),
    "a spreadsheet": (b"PK\x03\x04\x14\x00\x00\x00" + bytes(100), "begins like an XLSX file and is none"),
    "NULs": (GOOD.replace(b"Doe", b"D\0e"), "line 2 holds a NUL byte"),
    "UTF-16": (list_of(CAST).encode("utf-16"), "is not a text file"),
    "another encoding": (GOOD.replace(b"Doe", "Núñez".encode("latin-1")), "line 2 is not UTF-8 text"),
    "a missing column": (
        GOOD.replace(b"birth_date", b"dob"),
        "has no column “birth_date”. Its columns are: person_key,",
    ),
    "a column twice": (GOOD.replace(b"first_name", b"last_name"), "has the column “last_name” twice"),
    "no header": (b"\n".join(GOOD.split(b"\n")[1:]), "“person_key”. Its first row names none of the columns."),
    "empty": (b"", "is empty"),
    "only a header": (HEADER_LINE.encode() + b"\n", "no row that can be imported"),
    "a million columns": (b",".join(b"c%d" % n for n in range(1_000_000)), "longer than 64 KiB"),
    "many columns": (
        (HEADER_LINE + "," + ",".join("abcdefg" for _ in range(500))).encode(),
        "columns; a list may have 200",
    ),
    "an open quotation": (GOOD + b'"E,1,', "not a row of a CSV file"),
    "one endless line": (HEADER_LINE.encode() + b"\n" + b"a" * 70_000, "longer than 64 KiB"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_one_sentence_and_changes_nothing(sqlite_vault: Vault, content: bytes, sentence: str) -> None:
    sqlite_vault.holds(CAST)
    keys = sorted(file.name for file in sqlite_vault.ring.path.iterdir())
    with pytest.raises(ListFault) as fault:
        imports_bytes(sqlite_vault, content)
    assert sentence in str(fault.value)
    assert "Doe" not in str(fault.value)
    assert "\n" not in str(fault.value)
    assert generations(sqlite_vault) == 1
    assert sorted(file.name for file in sqlite_vault.ring.path.iterdir()) == keys
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH


def test_a_file_of_300_megabytes_is_refused_unread(sqlite_vault: Vault) -> None:
    path = sqlite_vault.folder / "huge.csv"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(ListFault, match=r"huge\.csv has 300 MiB; a list may have 256 MiB"):
        next(iter(read_list(path, EXAMPLE)))


def test_a_stream_that_never_ends_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match=r"longer than 64 KiB|NUL byte"):
        list(read_list(Path("/dev/zero"), EXAMPLE))
    assert MOST_BYTES == 256 * 2**20


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match="can't be read: No such file"):
        list(read_list(tmp_path / "nowhere.csv", EXAMPLE))


REJECTED = {
    "no person key": (replace(ANA, key=""), "person_key", "empty"),
    "a date in another form": (
        replace(ANA, born="05/17/2009"),
        "birth_date",
        "not a date (the list was declared as YYYY-MM-DD)",
    ),
    "a day that is not": (replace(ANA, born="2009-02-30"), "birth_date", "a day that does not exist"),
    "a strange kind": (
        replace(ANA, kinds=("name", "blood")),
        "categories",
        "1 of the kinds named here are not in the incident file",
    ),
    "no kind": (replace(ANA, kinds=()), "categories", "names no kind of information"),
    "no number": (replace(ANA, number="n/a"), "student_number", "not a student number"),
    "an invisible character": (replace(ANA, number="40\u202e01"), "student_number", "contains an invisible character"),
    "an endless cell": (replace(ANA, number="1" * 1001), "student_number", "longer than 1,000 characters"),
    "a number that nobody can key": (replace(ANA, number="123456789012"), "student_number", "longer than 10 digits"),
    "a number out of a spreadsheet": (
        replace(ANA, number="8E09"),
        "student_number",
        "looks like a number that a spreadsheet has shortened",
    ),
    "a formula": (
        replace(ANA, key="=1+1"),
        "person_key",
        "begins like a formula, which a spreadsheet would run in the letters' file",
    ),
}


@pytest.mark.parametrize(("person", "column", "reason"), REJECTED.values(), ids=REJECTED.keys())
def test_a_row_that_needs_attention_stops_the_import(
    sqlite_vault: Vault, person: Person, column: str, reason: str
) -> None:
    with pytest.raises(RowsRejected) as rejected:
        sqlite_vault.imports([BEN, person])
    assert "1 of 2 rows need attention; nothing was imported" in str(rejected.value)
    (reject,) = rejected.value.accounting.rejects
    assert (reject.row, reject.column, reject.reason) == (3, column, reason)
    assert generations(sqlite_vault) == 0


def test_a_first_row_that_repeats_itself_is_told_in_a_sentence(vault: Vault) -> None:
    header = ",".join(["person_key", *["street", "zip"] * 20])
    with pytest.raises(ListFault) as refused:
        vault.reads(f"{header}\n")
    assert str(refused.value).endswith("Its columns are: person_key, street, zip, and 38 others.")


def test_the_others_are_imported_when_that_is_asked_for(vault: Vault) -> None:
    done = vault.imports(list_of([BEN, replace(ANA, born="x")]) + "short,row\n", skip_rejected=True)
    vault.publishes()
    assert [(reject.row, reject.column) for reject in done.accounting.rejects] == [(3, "birth_date"), (4, "")]
    assert vault.asks(BEN).name is AnswerName.MATCH
    # The people of rows that were left out are on the list: no way may say a plain no.
    assert vault.asks(ANA) == Answer(AnswerName.NO_MATCH, gaps=True)
    nobodys = {"code": "4831-0927-5510"}
    assert vault.asks_by("letter_code", nobodys) == Answer(AnswerName.NO_MATCH, gaps=True)
    vault.holds([BEN])
    assert vault.asks_by("letter_code", nobodys) == Answer(AnswerName.NO_MATCH)


def test_every_row_is_accounted_for(sqlite_vault: Vault) -> None:
    people = [
        *CAST,
        ANA,
        replace(ANA, kinds=("mosis",)),
        replace(DANA, key="E", born="1900-01-01"),
        replace(BEN, born="x"),
    ]
    accounting = sqlite_vault.imports(people, skip_rejected=True).accounting
    assert accounting.rows == 9
    assert accounting.individuals == 6
    assert accounting.merged == {"repeated row": 1, "same person_key": 1}
    assert len(accounting.rejects) == 1
    assert accounting.unkeyed == {"birth_date": 1}
    assert accounting.rows == accounting.individuals + sum(accounting.merged.values()) + len(accounting.rejects)


def test_the_example_list_adds_up(sqlite_vault: Vault) -> None:
    path = PROJECT / "examples" / "jcps-2019" / "people.csv"
    order = Import(sqlite_vault.incident, path, FAST)
    importer = Importer(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.clock, operator="ada")
    accounting = importer.run(order, lambda _t, _n: lambda _: None).accounting
    assert accounting.individuals == 3_500
    assert not accounting.rejects
    assert accounting.rows == len(path.read_text(encoding="utf-8").splitlines()) - 1
    assert accounting.rows == 3_500 + sum(accounting.merged.values())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sqlite_vault: Vault, delimiter: str) -> None:
    lines = list_of([replace(person, kinds=("name",)) for person in CAST])
    sqlite_vault.imports(lines.replace(",", delimiter))
    sqlite_vault.publishes()
    assert sqlite_vault.asks(BEN).categories == ("name",)


def test_a_byte_order_mark_windows_lines_and_blank_lines_do_no_harm(sqlite_vault: Vault) -> None:
    imports_bytes(sqlite_vault, b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n") + b"\r\n\r\n")
    sqlite_vault.publishes()
    assert sqlite_vault.asks(BEN).name is AnswerName.MATCH


def test_a_row_shows_nobody_in_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(list_of([ANA]), encoding="utf-8")
    (row,) = read_list(path, EXAMPLE)
    assert isinstance(row, ListRow)
    assert "4001" not in repr(row)
    assert "2009" not in repr(row)


def test_a_second_import_at_once_is_refused(sqlite_vault: Vault) -> None:
    with only_one(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.incident.id), pytest.raises(ImportRunning):
        sqlite_vault.imports(CAST)
    sqlite_vault.imports(CAST)


@pytest.mark.postgresql
def test_a_second_import_at_once_on_another_host_is_refused(
    postgresql_url: str, ring: KeyRing, clock: StoppedClock, pool: HashingPool, tmp_path: Path
) -> None:
    database = Database(postgresql_url)
    vault = Vault(database, ring, clock, pool, tmp_path, FAST)
    second_ring = KeyRing(tmp_path / "second", clock)
    with only_one(database, second_ring, vault.incident.id), pytest.raises(ImportRunning, match="on another host"):
        vault.imports(CAST)
    with pytest.raises(RowsRejected):
        vault.imports([replace(ANA, born="x")])
    with only_one(database, second_ring, vault.incident.id):
        pass  # a failed import has let go
    vault.imports(CAST)
    database.close()


def test_a_corrected_list_keeps_the_codes_that_were_mailed(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA, BEN])
    mailed = sqlite_vault.code_of(ANA)
    sqlite_vault.holds([DANA, NOBODY, ANA])
    assert sqlite_vault.code_of(ANA) == mailed
    assert sqlite_vault.asks_by("letter_code", {"code": mailed}).name is AnswerName.MATCH


def test_the_letters_hold_codes_and_nothing_else_and_are_their_owners_alone(sqlite_vault: Vault) -> None:
    sqlite_vault.holds(CAST)
    letters = sqlite_vault.folder / "letters.csv"
    lines = letters.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "person_key,letter_code"
    assert len(lines) == 1 + len(CAST)
    assert all(len(line.split(",")) == 2 for line in lines)
    assert letters.stat().st_mode & 0o077 == 0


def test_a_raised_limit_or_a_longer_list_leaves_the_codes_that_were_mailed(sqlite_vault: Vault) -> None:
    sqlite_vault.holds([ANA, BEN])
    mailed = sqlite_vault.code_of(ANA)
    sqlite_vault.limited_to(wrong_letter_codes=1_000_000_000)
    sqlite_vault.holds([ANA, BEN, DANA])
    assert sqlite_vault.code_of(ANA) == mailed
    assert sqlite_vault.asks_by("letter_code", {"code": mailed}).name is AnswerName.MATCH


def test_a_stray_quotation_mark_swallows_nobody_unseen(sqlite_vault: Vault) -> None:
    lines = list_of([BEN, ANA, DANA]).splitlines()
    lines[2] = lines[2].replace("Doe", '"Doe')
    lines[3] = lines[3].replace("Jo", 'Jo"')
    with pytest.raises(RowsRejected) as rejected:
        sqlite_vault.imports("\n".join(lines) + "\n")
    assert "goes over several rows" in rejected.value.accounting.rejects[0].reason


def test_an_import_for_another_database_beside_the_same_ring_takes_no_keys(
    sqlite_vault: Vault, tmp_path: Path, sqlite_file: Path
) -> None:
    sqlite_vault.holds([ANA])
    other = Database(f"sqlite:///{sqlite_file}")
    beside = Vault(other, sqlite_vault.ring, sqlite_vault.clock, sqlite_vault.pool, tmp_path, FAST)
    beside.imports([BEN])
    other.close()
    sqlite_vault.restarts()
    assert sqlite_vault.asks(ANA).name is AnswerName.MATCH


@pytest.mark.parametrize(
    ("target", "sentence"),
    [("people.csv", "it is the list"), (".", "it is a folder"), ("people.csv/letters.csv", "can't be written")],
)
def test_letters_that_can_t_be_written_are_found_before_the_work(
    sqlite_vault: Vault, target: str, sentence: str
) -> None:
    path = sqlite_vault.folder / "people.csv"
    path.write_text(list_of(CAST), encoding="utf-8")
    order = Import(sqlite_vault.incident, path, FAST, letters=sqlite_vault.folder / target)
    with pytest.raises(ListFault, match=sentence):
        Importer(sqlite_vault.database, sqlite_vault.ring, sqlite_vault.clock, operator="ada").run(
            order, lambda _t, _n: lambda _: None
        )
    assert generations(sqlite_vault) == 0
    assert path.read_text(encoding="utf-8") == list_of(CAST)
    assert not [file for file in sqlite_vault.folder.iterdir() if file.name.startswith(".")]
