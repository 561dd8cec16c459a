"""What supervisors set at the desk is what callers hear: at once, and texts from their date on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hotline.line import Announce, Author, Close, Drafts, LineOrders, Open, Order, Reopen
from tests.ivr.fakes import FakeHouse, Phone, open_door
from tests.ivr.incidents import CLOSED

HOUR = timedelta(hours=1)
SMOKE = {"en": "There is smoke in our building.", "es": "Hay humo en nuestro edificio."}
GREETING = {"en": "This is the new greeting.", "es": "Este es el saludo nuevo."}
_HIRE = text(
    "INSERT INTO staff_accounts (id, login, name, role, language, totp_step, created_at) "
    "VALUES (:id, :login, :login, 'supervisor', 'en', 0, '2019-06-01 00:00:00')"
)


def gives(house: FakeHouse, order: Order) -> None:
    with house.database.write() as session:
        LineOrders(house.keyring, house.clock).give(session, 1, order, by="supervisor 3")


def rings(door: Any, number: int) -> Phone:
    return Phone(door.test_client(), number=number).dials()


def test_whoever_rings_hears_the_news_at_once_and_until_their_end(either_house: FakeHouse) -> None:
    door, now = open_door(either_house), either_house.clock.now()
    rings(door, 1).presses("1").does_not_hear("smoke")
    gives(either_house, Announce(now + HOUR, SMOKE))
    rings(door, 2).presses("1").hears("There is smoke in our building.")
    rings(door, 3).presses("2").hears("Hay humo en nuestro edificio.")
    either_house.clock.advance(HOUR)
    rings(door, 4).presses("1").does_not_hear("smoke")


def test_closing_counts_for_calls_that_go_on(house: FakeHouse) -> None:
    door, now = open_door(house), house.clock.now()
    caller = rings(door, 1).presses("1")
    gives(house, Close(now + HOUR, SMOKE))
    caller.presses("0").hears("There is smoke in our building.")
    rings(door, 2).presses("2").hears("Hay humo en nuestro edificio.")
    gives(house, Reopen())
    caller.presses("0").hears("We are calling a person")


def test_opening_on_an_evening_counts_for_calls_that_go_on(house: FakeHouse) -> None:
    door = open_door(house)
    house.clock.advance(CLOSED - house.clock.now())
    caller = rings(door, 1).presses("1").hears("We are closed now")
    gives(house, Open(house.clock.now() + HOUR))
    caller.presses("0").hears("We are calling a person")
    rings(door, 2).presses("1").does_not_hear("closed")


@pytest.mark.parametrize("later", [False, True])
def test_texts_are_heard_from_their_date_on_by_whoever_rings_then(house: FakeHouse, *, later: bool) -> None:
    door, drafts = open_door(house), Drafts(house.keyring, house.clock)
    with house.database.write() as session:
        session.execute(_HIRE, [{"id": 2, "login": "tom"}, {"id": 3, "login": "sue"}])
        sue = Author(3, "supervisor 3")
        drafts.write(session, 1, sue, texts={"greeting": GREETING})
        drafts.date(session, 1, sue, from_at=house.clock.now() + HOUR if later else None)
        proposal = drafts.propose(session, 1, sue, note="")
    caller = rings(door, 1)
    with house.database.write() as session:
        drafts.approve(session, proposal.id, by="supervisor 2", within=(1,))
    caller.presses("1").does_not_hear("new greeting")
    if later:
        rings(door, 2).presses("1").does_not_hear("new greeting")
        house.clock.advance(HOUR)
    rings(door, 3).presses("1").hears("This is the new greeting.")
    rings(door, 4).presses("2").hears("Este es el saludo nuevo.")
