"""Totals: rows that only ever grow, one for each key.

Must not know: what is added up.
"""

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.database import Base


def add_up(session: Session, model: type[Base], key: dict[str, Any], totals: dict[str, int]) -> None:
    """Add to a row of totals, there or not, in one statement: no read before it that another call could outrun."""
    adding = _adding(model, session.get_bind().dialect.name, tuple(key), tuple(totals))
    session.connection().execute(adding, {**key, **totals})


@cache
def _adding(model: type[Base], dialect: str, key: tuple[str, ...], totals: tuple[str, ...]) -> Any:
    inserts: Any = postgresql if dialect == "postgresql" else sqlite
    statement = inserts.insert(model.__table__)
    columns = model.__table__.columns
    summed = {name: columns[name] + statement.excluded[name] for name in totals}
    return statement.on_conflict_do_update(index_elements=list(key), set_=summed)
