"""What a database was asked and what it holds, as somebody sees it who reads values as shapes or looks for one value.

Must not know: what was done to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, inspect, text

from hotline.database import Database

Statement = tuple[str, str]


def everything_in(database: Database) -> bytes:
    """Every value of every row of every table, as text and as bytes."""
    with database.read() as session:
        found = [tuple(row) for table in tables(database) for row in session.execute(text(f"SELECT * FROM {table}"))]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for row in found for value in row
    )


def rows(database: Database) -> Counter[str]:
    """How many rows each table has."""
    counted = {table: f"SELECT count(*) FROM {table}" for table in tables(database)}
    with database.read() as session:
        return Counter({table: session.execute(text(sql)).scalar_one() for table, sql in counted.items()})


def tables(database: Database) -> list[str]:
    """All that there are, with the migrations' own."""
    return sorted(inspect(database.engine).get_table_names())


@contextmanager
def statements(database: Database) -> Iterator[list[Statement]]:
    """Every statement, with the types and lengths of what goes with it."""
    seen: list[Statement] = []

    def before(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, shape(parameters)))

    event.listen(database.engine, "before_cursor_execute", before)
    yield seen
    event.remove(database.engine, "before_cursor_execute", before)


def shape(value: object) -> str:
    """Types and lengths, not values."""
    match value:
        case dict():
            return f"{{{', '.join(f'{name}: {shape(inner)}' for name, inner in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(shape, value))}]"
        case bytes() | str():
            return f"{type(value).__name__} of {len(value)}"
        case _:
            return type(value).__name__
