"""What can be wrong with a list, and the caps that every list is under. Must not know: any kind of file."""

from dataclasses import dataclass, field

MOST_BYTES = 256 * 1024 * 1024
MOST_LINE_BYTES = 64 * 1024
MOST_ROWS = 5_000_000
MOST_COLUMNS = 200
MOST_CELL = 1000  # characters


class ListFault(Exception):
    """The file can't be read as the list that the incident declares; the message is one sentence for the custodian."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that can't be taken. `row` counts the header as row 1, as a spreadsheet does.

    `value` is empty unless the custodian asked to see it on the own screen; it goes into no file and no log.
    """

    row: int
    column: str
    reason: str
    value: str = field(default="", repr=False, compare=False)
