"""The heartbeat marks a minute only where the line's own door and the register answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.availability import LineQuarter
from lookup.heartbeat import Heartbeat, seconds_to_next
from tests.lookup.vaults import CAST, Vault


def marked(vault: Vault) -> list[int]:
    with vault.database.read() as session:
        return list(session.scalars(select(LineQuarter.minutes)))


def heart(vault: Vault, *, answers: bool = True) -> Heartbeat:
    return Heartbeat(vault.database, vault.clock, vault.lookup, answers=lambda: answers)


def test_a_minute_is_marked_where_callers_could_be_answered(vault: Vault) -> None:
    vault.holds(CAST)
    place = vault.clock.now().minute % 15
    heart(vault).beat()
    assert marked(vault) == [1 << place]


def test_no_minute_is_marked_before_a_register_is_published(vault: Vault) -> None:
    heart(vault).beat()
    assert marked(vault) == []


def test_no_minute_is_marked_while_the_door_does_not_answer(vault: Vault) -> None:
    vault.holds(CAST)
    heart(vault, answers=False).beat()
    assert marked(vault) == []


def test_no_minute_is_marked_while_a_key_is_gone(vault: Vault) -> None:
    vault.holds(CAST)
    heart(vault).beat()
    elsewhere = vault.ring.path.rename(vault.ring.path.with_name("gone"))
    vault.clock.advance(timedelta(minutes=20))
    heart(vault).beat()
    elsewhere.rename(vault.ring.path)
    assert len(marked(vault)) == 1


def test_a_heart_goes_on_after_a_fault(vault: Vault) -> None:
    def fails() -> bool:
        raise RuntimeError("no reason")

    Heartbeat(vault.database, vault.clock, vault.lookup, answers=fails).beat()
    assert marked(vault) == []


@pytest.mark.parametrize(("now", "seconds"), [(0.0, 20.0), (19.5, 0.5), (20.0, 60.0), (50.0, 30.0)])
def test_each_minute_has_one_look_in_its_middle(now: float, seconds: float) -> None:
    assert seconds_to_next(now) == seconds
