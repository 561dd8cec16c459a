"""A house whose agents' telephones are rung, and one of them in a test's hand."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.ivr.agents.telephones import ALMA, FakeOffers, Handset, open_agents_door
from tests.ivr.fakes import FakeHouse

HIRE = text(
    "INSERT INTO staff_accounts (id, login, name, role, language, totp_step, created_at) "
    "VALUES (:id, 'alma', 'Alma', 'agent', :language, 0, '2019-06-01 00:00:00')"
)


def hire(house: FakeHouse, *, language: str = "en") -> None:
    with house.database.write() as session:
        session.execute(HIRE, {"id": ALMA, "language": language})


@pytest.fixture
def offers(house: FakeHouse) -> FakeOffers:
    """Alma speaks English, and is offered a Spanish caller who asks about a child."""
    hire(house)
    return FakeOffers()


@pytest.fixture
def agents_client(house: FakeHouse, offers: FakeOffers) -> FlaskClient:
    return open_agents_door(house, offers).test_client()


@pytest.fixture
def handset(agents_client: FlaskClient) -> Handset:
    return Handset(agents_client)
