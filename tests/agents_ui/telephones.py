"""Telephones for a desk in a test: callers who wait, agents' telephones that are picked up, and what the line was asked.

Nothing rings: whoever asks the switchboard is written down, and a test says what happens next. Must not know: any rule
of the queue.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from agents_ui.house import Desk
from hotline.calls import AgentState, SwitchboardFault
from hotline.followups import Message
from hotline.queue import HandOver, QueuedCall
from tests.agents_ui.asking import rebuild
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied, fast_hashing

HEARD = ("answer.MATCH", "kinds")
NUMBER = "+15735550142"
TONE = b"RIFF of a message"


@dataclass
class Exchange:
    """The switchboard of a test: each thing that was asked of it, in words; `broken`, nothing is done."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    offers: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    def ring_agent(self, address: str, *, line: str, offer: str) -> str:
        return self._rings("ring agent", address, offer=offer, line=line)

    def ring_caller(self, number: str, *, line: str, offer: str) -> str:
        return self._rings("ring caller", number, offer=offer, line=line)

    def check_telephone(self, address: str, *, line: str, offer: str) -> str:
        return self._rings("check", address, offer=offer, line=line)

    def refresh_agent(self, leg: str, *, offer: str) -> None:
        self._note("refresh agent", f"{leg} {offer}")

    def refresh_caller(self, call: str) -> None:
        self._note("refresh caller", call)

    def hang_up(self, call: str) -> None:
        self._note("hang up", call)

    def recording(self, name: str) -> bytes:
        self._note("recording", name)
        return TONE

    def erase_recording(self, name: str) -> None:
        self._note("erase", name)

    def was_asked(self, what: str) -> list[str]:
        """Of whom this was asked, in order."""
        return [whom for one, whom in self.asked if one == what]

    def _rings(self, what: str, whom: str, *, offer: str, line: str) -> str:
        assert line.startswith("+1")
        self.offers[whom] = offer
        self._note(what, whom)
        return f"CA{secrets.token_hex(16)}"

    def _note(self, what: str, whom: str) -> None:
        self.asked.append((what, whom))
        if self.broken:
            raise SwitchboardFault("The telephone did nothing.")


@dataclass
class Reaching:
    """A desk that callers can reach, and everybody's telephone."""

    office: Office
    exchange: Exchange

    @property
    def parts(self) -> Desk:
        parts: Desk = self.office.app.extensions["desk"]
        return parts

    def id_of(self, login: str) -> int:
        with self.office.house.database.read() as session:
            account = self.parts.accounts.by_login(session, login)
        assert account is not None
        return account.id

    def has_a_telephone(self, *logins: str) -> None:
        """Their telephones are verified, as a call does it."""
        for login in logins:
            with self.office.house.database.write() as session:
                begun = self.parts.endpoints.begin(session, self.id_of(login), address=f"client:{login}")
                assert self.parts.endpoints.keyed(session, self.id_of(login), digits=begun.code)

    def is_available(self, login: str) -> Browser:
        """Somebody signs in, is ready for calls, and their page is there."""
        browser = self.office.signs_in(login).opens("/desk").sends("/desk/presence", state=AgentState.AVAILABLE.value)
        browser.client.get("/desk/now")
        return browser

    def waits(self, *, language: str = "en", role: str = "child", heard: tuple[str, ...] = HEARD) -> QueuedCall:
        """A caller has pressed 0 in the main menu and waits; whoever is available is rung."""
        incident = self.office.incident
        handed = HandOver(language, role, "menu", incident.version, heard=heard, number=NUMBER)
        with self.office.house.database.write() as session:
            queued = self.parts.line.join(
                session, secrets.token_bytes(32), incident=incident.id, call=f"CA{secrets.token_hex(16)}", handed=handed
            )
        self.parts.distribution.offer_next(incident.id)
        return queued

    def picks_up(self, login: str) -> str:
        """Somebody's telephone is picked up; the name of its offer."""
        offer = self.exchange.offers[f"client:{login}"]
        self.parts.distribution.picked_up(offer)
        return offer

    def hangs_up(self, queued: QueuedCall) -> None:
        """The caller hangs up."""
        with self.office.house.database.write() as session:
            departure = self.parts.line.caller_gone(session, queued.reference)
        self.parts.distribution.departed(departure)

    def is_connected(self, login: str = "alma", **caller: str) -> tuple[Browser, QueuedCall]:
        """Somebody is in a talk with a caller."""
        self.has_a_telephone(login)
        browser = self.is_available(login)
        queued = self.waits(**caller)
        browser.opens("/desk").sends("/desk/accept")
        self.picks_up(login)
        return browser.opens("/desk"), queued

    def leaves_a_message(self, *, language: str = "es", number: str = NUMBER) -> None:
        """A caller has left twelve seconds."""
        message = Message(self.office.incident.id, f"RE{secrets.token_hex(16)}", number, language, 12)
        with self.office.house.database.write() as session:
            self.parts.voicemails.leave(session, message)


def reached(office: Office) -> Reaching:
    """Give an office telephones, and an incident that takes calls."""
    exchange = Exchange()
    parts: Desk = office.app.extensions["desk"]
    rebuild(office, parts.house.settings, parts.house.lookup, switchboard=exchange)
    fast_hashing(office.app)  # the desk is made anew, with everything that asks the switchboard
    office.incident = applied(office.house, replace(WITH_KEY, takes_calls=True))
    return Reaching(office, exchange)
