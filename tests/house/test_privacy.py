"""docs/privacy.md against the database: every column is told, and none that is not there."""

import re
from importlib import import_module

from hotline.database import Base
from hotline.settings import PROJECT

# Models live with their noun; importing these registers every one of them on Base.
NOUNS = (
    *(
        "hotline.approvals",
        "hotline.audit",
        "hotline.availability",
        "hotline.calls",
        "hotline.followups",
        "hotline.incidents",
        "hotline.key_checks",
        "hotline.limits",
        "hotline.mailings",
        "hotline.line",
        "hotline.queue",
        "hotline.staff",
    ),
    *("lookup.registers.counts", "lookup.registers.drafts", "lookup.registers.register", "lookup.tally"),
)
TOLD = (PROJECT / "docs/privacy.md").read_text(encoding="utf-8")
TABLE = re.compile(r"^### `(\w+)`$(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


def test_every_column_is_told_and_none_that_is_not_there() -> None:
    for noun in NOUNS:
        import_module(noun)
    kept = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
    told = {name: [column for column, _ in ROW.findall(rows)] for name, rows in TABLE.findall(TOLD)}
    assert told == kept


def test_every_column_says_what_why_in_what_form_and_for_how_long() -> None:
    rows = [(column, cells.split(" | ")) for _, table in TABLE.findall(TOLD) for column, cells in ROW.findall(table)]
    assert rows
    assert [column for column, cells in rows if len(cells) != 4 or not all(cell.strip() for cell in cells)] == []


def test_no_room_keeps_tables_unseen() -> None:
    """Every module that declares a table is among those read here, or belongs to a package that is."""
    declaring = [
        str(path.relative_to(PROJECT).with_suffix("")).replace("/", ".")
        for room in ("hotline", "lookup", "ivr", "agents_ui")
        for path in (PROJECT / room).rglob("*.py")
        if "__tablename__" in path.read_text(encoding="utf-8")
    ]
    assert declaring
    assert [module for module in declaring if not module.startswith(NOUNS)] == []
