"""Blind ways of checking: nothing is looked up, the details go sealed to the custodian, all callers hear the same."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, select, text

from hotline.followups import BoxShut, CustodianKey, SealedRequest, open_box
from hotline.followups.boxes import BOX_BYTES
from hotline.incidents import Disclosure
from lookup import Answer, AnswerName
from tests.lookup.vaults import ANA, BEN, CAST, NOBODY, Person, Vault, caller

SEALED = Answer(AnswerName.MAY_NOT_TELL, sealed=True)
KEYS = CustodianKey.generate()


def discloses(vault: Vault, disclosure: Disclosure, key: bytes | None = KEYS.public) -> None:
    """The custodian says what the way by student number may tell."""
    content = vault.incident.content
    schemes = (replace(one, disclosure=disclosure) if one.name == "student_number" else one for one in content.schemes)
    vault.applies(replace(content, schemes=tuple(schemes), custodian_key=key))


def requests(vault: Vault) -> list[SealedRequest]:
    with vault.database.read() as session:
        return list(session.scalars(select(SealedRequest)))


@contextmanager
def statements(vault: Vault) -> Iterator[list[str]]:
    seen: list[str] = []

    def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(vault.database.engine, "before_cursor_execute", before)
    yield seen
    event.remove(vault.database.engine, "before_cursor_execute", before)


def test_everybody_hears_the_same_and_the_custodian_gets_the_details(vault: Vault) -> None:
    discloses(vault, "blind")
    vault.holds(CAST)
    vault.asks(BEN, caller("warm"))
    traces = []
    for n, person in enumerate((ANA, NOBODY)):
        with statements(vault) as seen:
            assert vault.asks(person, caller(f"call {n}", f"+1573555010{n}")) == SEALED
        traces.append(list(seen))
    assert traces[0] == traces[1]
    assert not [statement for statement in traces[0] if "register_pages" in statement], "nothing is looked up"
    kept = requests(vault)
    assert {(one.kind, one.day, len(one.sealed)) for one in kept} == {("check", vault.clock.now().date(), BOX_BYTES)}
    opened = sorted(open_box(KEYS, one.sealed)["student_number"] for one in kept)
    assert opened == sorted(person.number.lstrip("0") for person in (ANA, BEN, NOBODY))


def test_only_the_custodian_opens_them(vault: Vault) -> None:
    discloses(vault, "blind")
    vault.holds(CAST)
    vault.asks(ANA, caller())
    (kept,) = requests(vault)
    assert ANA.number.lstrip("0").encode() not in kept.sealed
    with pytest.raises(BoxShut):
        open_box(CustodianKey.generate(), kept.sealed)
    with pytest.raises(BoxShut):
        open_box(KEYS, kept.sealed[:-1] + bytes([kept.sealed[-1] ^ 1]))


def test_a_blind_way_needs_no_register(vault: Vault) -> None:
    discloses(vault, "blind")
    assert vault.asks(ANA, caller()) == SEALED


def test_a_way_that_is_made_blind_tells_nothing_from_then_on(vault: Vault) -> None:
    vault.holds(CAST)
    assert vault.asks(ANA, caller()).name is AnswerName.MATCH
    discloses(vault, "blind")
    assert vault.asks(ANA, caller()) == SEALED


def test_a_register_made_blind_is_not_opened_by_a_file(vault: Vault) -> None:
    discloses(vault, "blind")
    vault.holds(CAST)
    discloses(vault, "full")
    assert vault.asks(ANA, caller()) == SEALED


def test_the_letter_goes_on_telling(vault: Vault) -> None:
    discloses(vault, "blind")
    vault.holds(CAST)
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}, caller()).name is AnswerName.MATCH


def test_limits_come_first(vault: Vault) -> None:
    discloses(vault, "blind")
    vault.limited_to(checks_per_call=2)
    vault.holds(CAST)
    answers = [vault.asks(person, caller()) for person in (ANA, NOBODY, ANA)]
    assert answers == [SEALED, SEALED, Answer(AnswerName.MAY_NOT_TELL)]
    assert len(requests(vault)) == 2


def test_what_could_not_be_kept_is_not_said_to_be(sqlite_vault: Vault) -> None:
    discloses(sqlite_vault, "blind")
    with sqlite_vault.database.write() as session:
        session.execute(text("DROP TABLE sealed_requests"))
    assert sqlite_vault.asks(ANA, caller()) == Answer(AnswerName.CANNOT_TELL)


def test_without_a_custodians_key_nothing_is_said_to_be_sent(vault: Vault) -> None:
    discloses(vault, "blind", key=None)
    assert vault.asks(ANA, caller()) == Answer(AnswerName.CANNOT_TELL)


def test_the_rows_do_not_lie_in_the_order_of_the_calls(sqlite_vault: Vault) -> None:
    discloses(sqlite_vault, "blind")
    people = [Person(f"P{n}", f"{n + 1000:010}", "2009-05-17") for n in range(40)]
    for n, person in enumerate(people):
        assert sqlite_vault.asks(person, caller(f"{n}", f"+157355501{n:02}")) == SEALED
    with sqlite_vault.database.read() as session:
        boxes = [row.sealed for row in session.execute(text("SELECT sealed FROM sealed_requests"))]
    order = [int(open_box(KEYS, box)["student_number"]) for box in boxes]
    assert sorted(order) != order
    before = sum(one < other for one, other in itertools.pairwise(order))
    assert 8 < before < 31, "as often before the next as after it"


def test_no_match_says_that_some_people_cannot_be_found_this_way(vault: Vault) -> None:
    vault.holds(CAST)  # Dana has no birth date
    assert vault.asks(NOBODY, caller()) == Answer(AnswerName.NO_MATCH, gaps=True)
    vault.holds([ANA])
    assert vault.asks(NOBODY, caller("later")) == Answer(AnswerName.NO_MATCH)
