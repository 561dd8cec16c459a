"""Totals: rows that only ever grow, one for each key.

Must not know: what is added up.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.database import Base


def add_up(session: Session, model: type[Base], key: dict[str, Any], totals: dict[str, int]) -> None:
    """Add to a row of totals, there or not, in one statement: no read before it that another call could outrun."""
    adding = _adding(model, session.get_bind().dialect.name, tuple(key), tuple(totals))
    session.connection().execute(adding, {**key, **totals})


def add_up_all(session: Session, model: type[Base], rows: Sequence[dict[str, Any]], *, key: tuple[str, ...]) -> None:
    """The same for many rows at once: each holds its key and its totals, and no key is there twice."""
    if rows:
        totals = tuple(name for name in rows[0] if name not in key)
        session.connection().execute(_adding(model, session.get_bind().dialect.name, key, totals), list(rows))


@cache
def _adding(model: type[Base], dialect: str, key: tuple[str, ...], totals: tuple[str, ...]) -> Any:
    inserts: Any = postgresql if dialect == "postgresql" else sqlite
    statement = inserts.insert(model.__table__)
    columns = model.__table__.columns
    summed = {name: columns[name] + statement.excluded[name] for name in totals}
    return statement.on_conflict_do_update(index_elements=list(key), set_=summed)
