"""Telephones for a desk in a test: callers who wait, and agents' telephones that are picked up.

Nothing rings: whoever asks the switchboard is written down, and a test says what happens next. Must not know: any rule
of the queue.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from agents_ui.house import Desk
from hotline.calls import AgentState
from hotline.followups import Callback, During, Message, Wanted
from hotline.queue import HandOver, QueuedCall
from tests.agents_ui.asking import rebuild
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied, fast_hashing
from tests.switchboards import FakeSwitchboard

HEARD = ("answer.MATCH", "kinds")
NUMBER = "+15735550142"
TONE = b"RIFF of a message"


@dataclass
class Reaching:
    """A desk that callers can reach, and everybody's telephone."""

    office: Office
    switchboard: FakeSwitchboard

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

    def _address_of(self, login: str) -> str | None:
        with self.office.house.database.read() as session:
            return self.parts.endpoints.verified(session, self.id_of(login))

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
        ring = next(one for one in reversed(self.switchboard.rings) if one.address == self._address_of(login))
        self.parts.distribution.picked_up(ring.offer)
        return ring.offer

    def accepts(self, login: str) -> None:
        """Somebody picks up, and takes what rings at their desk."""
        self.picks_up(login)
        self.parts.distribution.accept(self.id_of(login))

    def keys(self, login: str, digits: str) -> bool:
        """Whoever was rung to see whether it is their telephone keys these."""
        with self.office.house.database.write() as session:
            return self.parts.endpoints.keyed(session, self.id_of(login), digits=digits)

    def wants_to_be_called_back(self, *, language: str = "en", role: str = "self") -> Callback:
        """A caller has arranged on the telephone to be called back, as soon as it is their turn."""
        wanted = Wanted(
            self.office.incident.id,
            number=NUMBER,
            language=language,
            role=role,
            window="",
            zone=self.office.incident.content.zone,
            wording="test",
        )
        with self.office.house.database.write() as session:
            return self.parts.callbacks.arrange(session, wanted, during=During(secrets.token_bytes(32)))

    def is_not_reached(self) -> None:
        """The caller who is called back does not pick up."""
        ring = next(one for one in reversed(self.switchboard.rings) if one.act == "ring_caller")
        self.parts.distribution.unreached(ring.offer, "no-answer")

    def is_reached(self) -> None:
        """The caller who is called back picks up."""
        ring = next(one for one in reversed(self.switchboard.rings) if one.act == "ring_caller")
        with self.office.house.database.write() as session:
            queued = self.parts.distribution.reached(
                session, ring.offer, reference=secrets.token_bytes(32), call=ring.call
            )
        assert queued is not None

    def was_asked(self, act: str) -> list[str]:
        """Of whom the telephone was asked this, in order."""
        return [whom for one, whom, *_ in self.switchboard.asked if one == act]

    def hangs_up(self, queued: QueuedCall) -> None:
        """The caller hangs up."""
        with self.office.house.database.write() as session:
            departure = self.parts.line.caller_gone(session, queued.reference)
        self.parts.distribution.departed(departure)

    def is_connected(self, login: str = "alma", *, language: str = "en") -> tuple[Browser, QueuedCall]:
        """Somebody is in a talk with a caller."""
        self.has_a_telephone(login)
        browser = self.is_available(login)
        queued = self.waits(language=language)
        browser.opens("/desk").sends("/desk/accept")
        self.picks_up(login)
        return browser.opens("/desk"), queued

    def leaves_a_message(self, *, language: str = "es", number: str = NUMBER) -> None:
        """A caller has left twelve seconds."""
        message = Message(self.office.incident.id, f"RE{secrets.token_hex(16)}", number, language, 12)
        self.switchboard.kept[message.recording] = TONE
        with self.office.house.database.write() as session:
            self.parts.voicemails.leave(session, message)


def reached(office: Office) -> Reaching:
    """Give an office telephones, and an incident that takes calls."""
    switchboard = FakeSwitchboard()
    parts: Desk = office.app.extensions["desk"]
    rebuild(office, parts.house.settings, parts.house.lookup, switchboard=switchboard)
    fast_hashing(office.app)  # the desk is made anew, with everything that asks the switchboard
    office.incident = applied(office.house, replace(WITH_KEY, takes_calls=True))
    return Reaching(office, switchboard)
