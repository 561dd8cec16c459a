"""Connecting the line's number: how it must be set at the carrier, what that changes, and doing it.

Must not know: what is said on the line, and how the carrier's API is spoken.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.incidents import Incident
from hotline.settings import Settings
from ivr.house import House
from ivr.telephone import OVERRIDES, Number, NumberSettings, TelephoneFault

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotThisLine(TelephoneFault):
    """The number, or an address, is not one that this line may be connected with."""


class CarrierApi(Protocol):
    """What is asked of the carrier."""

    def number(self, number: str) -> Number:
        """The number with its settings."""

    def connect(self, number: Number, wanted: NumberSettings) -> Number:
        """The number after it was given the wanted settings."""


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of the number, by the carrier's name, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The number as it is, the settings that it is to have, and whose line it is."""

    incident: Incident
    number: Number
    wanted: NumberSettings

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every setting that differs; none where the number is connected already."""
        was, will_be = asdict(self.number.settings), asdict(self.wanted)
        return tuple(Change(name, str(was[name]), str(will_be[name])) for name in was if was[name] != will_be[name])


class Connector:
    """Plans and makes the connection. `operator` is who types, for the audit log."""

    def __init__(self, house: House, carrier: CarrierApi, *, operator: str) -> None:
        self._house = house
        self._carrier = carrier
        self._operator = operator

    def plan(self, number: str, *, slug: str | None = None, fallback_url: str | None = None) -> Plan:
        """What connecting `number` (E.164) would change. Changes nothing.

        NotThisLine where it is not the line of the incident `slug` (of any, when None), or where an address can't be
        right; TelephoneFault where the carrier refuses.
        """
        incident = self._incident(number, slug)
        _refuse_unreachable(self._house.settings)
        found = self._carrier.number(number)
        return Plan(incident, found, wanted(self._house.settings, found.settings, fallback_url=fallback_url))

    def carry_out(self, plan: Plan) -> Number:
        """Make the changes of `plan`; the number as the carrier has it then. TelephoneFault."""
        # Written down before it is done: what can't be written down is not done, and an unsure end is known too.
        with self._house.database.write() as session:
            AuditLog(self._house.keyring, self._house.clock).record(
                session,
                Tag.PHONE_CONNECTING,
                actor=self._operator,
                incident_id=plan.incident.id,
                detail={change.name: change.after for change in plan.changes},
            )
        return self._carrier.connect(plan.number, plan.wanted)

    def _incident(self, number: str, slug: str | None) -> Incident:
        with self._house.database.read() as session:
            found = incidents.current(session, slug) if slug else incidents.current_for_line(session, number)
        if found is None:
            raise NotThisLine(f"No incident has the line {number}: put it into the incident file, and apply that.")
        if found.content.line != number:
            raise NotThisLine(f"The line of {found.content.slug} is {found.content.line}, not {number}.")
        return found


def wanted(settings: Settings, before: NumberSettings, *, fallback_url: str | None = None) -> NumberSettings:
    """The settings of a number whose calls this line takes; NotThisLine for a fallback on our own host.

    The fallback stays as it was unless another is given: it must stand at the carrier, and only the operator knows it.
    """
    if fallback_url and on_our_host(fallback_url, settings):
        raise NotThisLine(f"{fallback_url} is on this line's own host: it would be dead when it is needed.")
    return replace(
        before,
        voice_url=f"{settings.public_url}/ivr/incoming{OVERRIDES}",
        voice_method="POST",
        status_callback=f"{settings.public_url}/ivr/status",
        status_callback_method="POST",
        voice_fallback_url=before.voice_fallback_url if fallback_url is None else fallback_url,
        voice_fallback_method="POST",
        voice_application_sid="",
        trunk_sid="",
        voice_receive_mode="voice",
        voice_caller_id_lookup=False,
    )


def on_our_host(url: str, settings: Settings) -> bool:
    """Whether `url` is answered by the host of the public URL."""
    return urlsplit(url).hostname == urlsplit(settings.public_url).hostname


def _refuse_unreachable(settings: Settings) -> None:
    parts = urlsplit(settings.public_url)
    if not settings.twilio_api and (parts.scheme != "https" or parts.hostname in LOOPBACK):
        raise NotThisLine(f"NOTICELINE_PUBLIC_URL is {settings.public_url}: no carrier can reach that, or not safely.")
