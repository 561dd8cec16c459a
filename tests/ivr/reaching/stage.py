"""A line with a desk behind it, and callers who ring it by the carrier's hand.

Must not know: the carrier, and what a desk's page shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from hotline.calls import CallLog, LiveCalls
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.followups import Callback, Callbacks, Voicemail, Voicemails
from hotline.key_checks import ensure_keys
from hotline.queue import QueuedCall, QueueState
from hotline.sealing import KeyRing
from tests.hotline.desks import ADA, Desk
from tests.hotline.queue.exchange import Exchange
from tests.ivr.fakes import CALLER, FakeHouse, FakeLookup, Phone, open_door, settings
from tests.ivr.incidents import CLOSED, WITH_A_DESK


@dataclass
class Reached:
    """A line with a desk behind it, and callers who ring it."""

    exchange: Exchange
    house: FakeHouse

    def __post_init__(self) -> None:
        self._client = open_door(self.house).test_client()
        self._callers = 0

    def caller(self, *keys: str, number: str = CALLER) -> Phone:
        """Somebody new, who has pressed these keys; 0 is the last where none is given."""
        self._callers += 1
        return Phone(self._client, number=self._callers, caller=number).dials().presses(*(keys or ("1", "0")))

    def row(self, phone: Phone) -> QueuedCall | None:
        """The caller's row in the line."""
        return self.exchange.queued(LiveCalls(self.house.keyring, self.house.clock).reference(phone.call_id))

    def is_taken(self, phone: Phone) -> None:
        """The agent whose telephone rings takes the call."""
        self.exchange.takes(self.exchange.switchboard.last)
        row = self.row(phone)
        assert row is not None
        assert row.state is QueueState.TALKING

    def callbacks(self) -> tuple[Callback, ...]:
        with self.house.database.read() as session:
            return Callbacks(self.house.keyring, self.house.clock).all_of(session, 1)

    def messages(self) -> int:
        with self.house.database.read() as session:
            return Voicemails(self.house.keyring, self.house.clock).waiting(session, (1,))

    def message(self) -> Voicemail:
        with self.house.database.write() as session:
            taken = Voicemails(self.house.keyring, self.house.clock).take(session, ADA, incidents=(1,))
        assert taken is not None
        return taken

    def outcomes(self) -> list[str]:
        with self.house.database.read() as session:
            return [call.outcome for call in CallLog(self.house.keyring, self.house.clock).today(session, 1)]

    def closes(self) -> None:
        self.house.clock.advance(CLOSED - self.house.clock.now())


def built(database: Database, ring: KeyRing, clock: StoppedClock, tmp_path: Path) -> Reached:
    with database.write() as session:
        ensure_keys(session, ring)
    desk = Desk(database, ring, clock)
    desk.applies(replace(WITH_A_DESK, custodian_key=desk.custodian.public))
    exchange = Exchange(desk)
    chosen = settings(tmp_path, database.url.render_as_string(hide_password=False))
    return Reached(exchange, FakeHouse(chosen, database, ring, clock, FakeLookup(database), exchange.switchboard))
