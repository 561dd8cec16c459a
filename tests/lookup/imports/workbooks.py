"""XLSX files made by hand, so that a test can say what no spreadsheet would write.

Must not know: how they are read.
"""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = f'xmlns:r="{RELATIONS}"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# Style 1 is a day.
STYLES = (
    f"<styleSheet {NAMESPACE}><fonts/><fills/><borders/><cellStyleXfs/>"
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DAY_ZERO = date(1899, 12, 30)


def column(number: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(value: object, place: str) -> str:
    """One cell as a spreadsheet writes it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet(rows: Iterable[Sequence[object] | None], *, after: str = "") -> str:
    """A sheet of these rows; None is a row that is not written. `after` stands behind them."""
    lines = []
    for number, row in enumerate(rows, start=1):
        if row is not None:
            cells = "".join(cell(value, f"{column(at)}{number}") for at, value in enumerate(row))
            lines.append(f'<row r="{number}">{cells}</row>')
    return f"<worksheet {NAMESPACE}><sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"


def workbook(path: Path, sheets: dict[str, str], *, hidden: Iterable[str] = (), more: int = 0) -> Path:
    """A workbook of `sheets`, name → XML, with `more` further files that mean nothing."""
    state = dict.fromkeys(hidden, ' state="hidden"')
    names = [
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"{state.get(name, "")}/>'
        for at, name in enumerate(sheets, start=1)
    ]
    targets = {f"worksheets/sheet{at}.xml": "worksheet" for at in range(1, len(sheets) + 1)} | {"styles.xml": "styles"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", relations({"xl/workbook.xml": "officeDocument"}))
        packed.writestr("xl/workbook.xml", f"<workbook {NAMESPACE} {R}><sheets>{''.join(names)}</sheets></workbook>")
        packed.writestr("xl/_rels/workbook.xml.rels", relations(targets))
        packed.writestr("xl/styles.xml", STYLES)
        for at, text in enumerate(sheets.values(), start=1):
            packed.writestr(f"xl/worksheets/sheet{at}.xml", text)
        for at in range(more):
            packed.writestr(f"xl/more/{at}.xml", "")
    return path


def relations(targets: dict[str, str]) -> str:
    """What belongs to a part of the workbook, target → type."""
    lines = [
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(targets.items(), start=1)
    ]
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{"".join(lines)}</Relationships>'
