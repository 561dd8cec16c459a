"""Reading a list: what kind of file it is, its header, and then every row in order.

Must not know: what a delimiter or a sheet is.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hotline.incidents import Content
from lookup.imports.lists.delimited import Delimited
from lookup.imports.lists.faults import MOST_BYTES, MOST_ROWS, ListFault, Reject
from lookup.imports.lists.rows import Cell, ListRow, RowReader
from lookup.imports.lists.workbook import Workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_list(path: Path, content: Content, *, show_values: bool = False) -> Iterator[ListRow | Reject]:
    """Every row of the list at `path`, in order, as a row or a reject; ListFault for the file as a whole.

    The incident says which header is which column, which kinds there are, and how the file is written. `show_values`:
    rejects hold the cell at fault, for the custodian's own screen.
    """
    with _opened(path) as file:
        rows = _rows(file, path, content)
        header = next(rows, None)
        if header is None or isinstance(header, Reject):
            raise ListFault(f"{path.name} is empty: its first row must name the columns.")
        reader = RowReader([str(cell) for cell in header[1]], content, name=path.name, show_values=show_values)
        for count, row in enumerate(rows, start=1):
            if count > MOST_ROWS:
                raise ListFault(f"{path.name} has more than {MOST_ROWS:,} rows, the most that a list may have.")
            yield row if isinstance(row, Reject) else reader.read(*row)


def _rows(file: BinaryIO, path: Path, content: Content) -> Iterator[tuple[int, list[Cell]] | Reject]:
    kind = file.read(4) if file.seekable() else b""
    if kind == _OLE:
        raise ListFault(f"{path.name} is an old Excel file, or one with a password. Save it as XLSX or “CSV UTF-8”.")
    if kind == _ZIP:
        yield from Workbook(path, content.source).rows()
        return
    if kind:
        file.seek(0)
    for row in Delimited(file, path.name, content.source).rows():
        yield row if isinstance(row, Reject) else (row[0], list(row[1]))


def _opened(path: Path) -> BinaryIO:
    try:
        file = path.open("rb")
    except OSError as fault:
        raise ListFault(f"{path} can't be read: {fault.strerror}.") from None
    found = os.fstat(file.fileno())
    if stat.S_ISREG(found.st_mode) and found.st_size > MOST_BYTES:
        file.close()
        raise ListFault(f"{path.name} has {found.st_size // 2**20} MiB; a list may have {MOST_BYTES // 2**20} MiB.")
    return file
