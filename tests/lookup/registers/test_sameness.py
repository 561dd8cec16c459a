"""Claim 4 of the vault: what a check does tells nothing of its answer."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy import event, select, text

from hotline.database import Database
from lookup import AnswerName, Query, Telephone
from lookup.hashing import argon2id
from lookup.registers.pages import PageFault, Payload, Secret, find, open_page, seal_slot
from lookup.registers.register import RegisterPage
from tests.lookup.vaults import ANA, BEN, CARA, CAST, NOBODY, Person, Vault, caller


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, int, str]]]:
    """Every statement with the number and the lengths of what goes with it, and every begin and commit."""
    seen: list[tuple[str, int, str]] = []

    def before(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, _sets(parameters), _shape(parameters)))

    event.listen(database.engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", before)


def _sets(parameters: object) -> int:
    return len(parameters) if isinstance(parameters, list) else 1


def _shape(parameters: object) -> str:
    """Types and lengths, not values."""
    match parameters:
        case dict():
            return f"{{{', '.join(f'{name}: {_shape(value)}' for name, value in parameters.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_shape, parameters))}]"
        case bytes() | str():
            return f"{type(parameters).__name__} of {len(parameters)}"
        case _:
            return type(parameters).__name__


def counted(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    tables = ("audit_entries", "limit_counters", "answer_tallies", "register_pages", "publish_records")
    with database.read() as session:
        return {table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}


def trace(
    vault: Vault, person: Person, asker: Telephone
) -> tuple[AnswerName, list[tuple[str, int, str]], dict[str, int]]:
    """The answer to one check, its statements, and how many rows it added."""
    before = counted(vault.database)
    with statements(vault.database) as seen:
        answer = vault.asks(person, asker)
    after = counted(vault.database)
    return answer.name, seen, {table: after[table] - before[table] for table in after}


def test_claim_4_every_answer_has_the_same_statements_rows_and_lengths(vault: Vault) -> None:
    vault.limited_to(failures_per_call=1)
    vault.holds(CAST)
    vault.asks(BEN, caller("warm"))
    traces = {
        name: (seen, rows)
        for name, seen, rows in (
            trace(vault, ANA, caller("one", "+15735550101")),
            trace(vault, NOBODY, caller("two", "+15735550102")),
            trace(vault, ANA, caller("two", "+15735550102")),  # refused: the call has no failure left
        )
    }
    assert set(traces) == {AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.MAY_NOT_TELL}
    match, no_match, may_not_tell = (
        traces[name] for name in (AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.MAY_NOT_TELL)
    )
    assert len(match[0]) > 8
    assert match == no_match
    assert match[0] == may_not_tell[0]


def test_claim_4_several_people_under_one_key_look_like_one(vault: Vault) -> None:
    vault.holds(CAST)
    vault.asks(BEN, caller("warm"))
    one = trace(vault, ANA, caller("one", "+15735550101"))
    several = trace(vault, CARA, caller("two", "+15735550102"))
    assert one == several


def calls_made(work: Callable[[], object]) -> list[str]:
    """The name of every function, ours and the libraries', that `work` calls."""
    seen: list[str] = []

    def watch(frame: FrameType, what: str, called: object) -> None:
        if what == "c_call":
            seen.append(getattr(called, "__qualname__", str(called)))
        elif what == "call":
            seen.append(frame.f_code.co_qualname)

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def test_claim_4_the_scan_of_a_page_makes_the_same_calls_for_hit_miss_and_two(sqlite_vault: Vault) -> None:
    register = sqlite_vault.holds(CAST).opened()
    definition = register.definition
    with sqlite_vault.database.read() as session:
        sealed = session.scalars(select(RegisterPage.sealed)).one()
    slots = open_page(sealed, register.keys.page_key, definition.binding.about(0))

    def secret_of(person: Person) -> Secret:
        details = {"student_number": person.number, "birth_date": person.born}
        data = Query.of(sqlite_vault.incident.id, "student_number", details).canonical(width=10)
        return register.secret(argon2id(data, bytes.fromhex(definition.salt), definition.cost))

    hit, miss = secret_of(ANA), secret_of(NOBODY)
    doubled = [seal_slot(hit, Payload(1)), seal_slot(hit, Payload(2)), *slots[2:]]

    def ambiguous() -> object:
        try:
            return find(doubled, hit)
        except PageFault:
            return None

    on_hit, on_miss, on_two = (
        calls_made(lambda: find(slots, hit)),
        calls_made(lambda: find(slots, miss)),
        calls_made(ambiguous),
    )
    assert on_hit.count("compare_digest") == 128
    assert on_hit.count("AESGCM.decrypt") == 1
    assert on_hit == on_miss
    for operation in ("compare_digest", "AESGCM.decrypt", "AESGCM.encrypt"):
        assert on_two.count(operation) == on_hit.count(operation)
