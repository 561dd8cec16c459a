"""Calls that the line makes and moves, and what callers have spoken: `hotline.calls.Switchboard` by the carrier's API.

Everything is asked once, and comes back within PATIENCE: it is asked inside a caller's webhook, which the carrier gives
up after fifteen seconds. No message quotes what was asked, because that may hold somebody's number. It must not know
agents and queues, nor what is said in a call.
"""

from __future__ import annotations

import re
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.error import HTTPError

from hotline.calls import RING_SECONDS, CallIsOver, SwitchboardFault, Unreachable
from hotline.settings import Settings
from ivr.telephone import (
    OVERRIDES,
    AnswerUnread,
    CarrierRefused,
    CarrierUnreachable,
    TelephoneFault,
    as_facts,
    client,
)

T = TypeVar("T")

PATIENCE = 4.5  # seconds, whatever happens
ONE_WAIT = 3.0  # seconds for a connection, and for each part of an answer
HANDS = 8  # requests at once in one process
CALLER_RINGS = 30  # seconds
NOT_IN_PROGRESS = 21220  # in the carrier's catalogue: the call is over, or still rings
CALL = re.compile(r"CA[0-9a-f]{32}")
RECORDING = re.compile(r"RE[0-9a-f]{32}")
LARGEST_RECORDING = 32 * 1024 * 1024  # bytes; ten minutes have about ten million
LISTENS = 20.0  # seconds until a recording must be here: nobody's webhook waits for it
RESTS = 10.0  # seconds in which nothing is asked after a request that did not come back: a webhook may ask three times


class CarrierSwitchboard:
    """The switchboard of the account that the settings name.

    Where it is `serving`, the library's client is made ready now and not while the first caller waits for a person.
    """

    def __init__(self, settings: Settings, *, patience: float = PATIENCE, serving: bool = False) -> None:
        self._settings = settings
        self._patience = patience
        self._made: Any = None
        self._rests_until = 0.0
        # The client's own limits bound each wait, not their sum, and no name server's at all.
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="switchboard")
        if serving:
            self._hands.submit(lambda: self._client)

    def ring_agent(self, address: str, *, line: str, offer: str) -> str:
        """Ring an agent's telephone for an offer; the carrier's id of the new call. Never asked twice."""
        return self._ring(address, line=line, offer=offer, path="agent", seconds=RING_SECONDS)

    def ring_caller(self, number: str, *, line: str, offer: str) -> str:
        """Ring a caller (E.164) who is to be called back; the carrier's id of the new call. Never asked twice."""
        return self._ring(number, line=line, offer=offer, path="called-back", seconds=CALLER_RINGS)

    def check_telephone(self, address: str, *, line: str, offer: str) -> str:
        """Ring a telephone so that whoever holds it keys the code; the carrier's id of the new call."""
        return self._ring(address, line=line, offer=offer, path="check", seconds=RING_SECONDS)

    def read_aloud(self, address: str, *, line: str, offer: str) -> str:
        """Ring a telephone so that texts are read to its owner; the carrier's id of the new call."""
        return self._ring(address, line=line, offer=offer, path="reading", seconds=RING_SECONDS)

    def refresh_agent(self, leg: str, *, offer: str) -> None:
        """Let an agent's telephone hear what is so now; CallIsOver where it has been put down or still rings."""
        self._move(leg, f"/ivr/agent?offer={offer}")

    def refresh_caller(self, call: str) -> None:
        """Let a caller hear what is so now; CallIsOver where they have hung up."""
        self._move(call, "/ivr/present")

    def hang_up(self, call: str) -> None:
        """End a call, also one that rings. Nothing where it is over."""
        try:
            self._ask(lambda api: api.calls(call).update(status="completed"))
        except CallIsOver:
            return

    def recording(self, name: str) -> bytes:
        """What somebody has spoken, as audio/wav."""
        return self._ask(lambda api: self._fetched(api, _checked(name)), patience=LISTENS)

    def erase_recording(self, name: str) -> None:
        """Let the carrier forget a recording. Nothing where it has."""
        try:
            self._ask(lambda api: api.recordings(_checked(name)).delete())
        except CallIsOver:
            return

    def _ring(self, address: str, *, line: str, offer: str, path: str, seconds: int) -> str:
        place = f"{self._settings.public_url}/ivr/{path}"
        made = self._ask(
            lambda api: api.calls.create(
                to=address,
                from_=line,
                url=f"{place}?offer={offer}{OVERRIDES}",
                method="POST",
                status_callback=f"{place}/status?offer={offer}",
                status_callback_method="POST",
                timeout=seconds,
            )
        )
        if not CALL.fullmatch(str(made.sid)):
            raise Unreachable("The carrier's answer names no call.")
        return str(made.sid)

    def _move(self, call: str, path: str) -> None:
        url = f"{self._settings.public_url}{path}{OVERRIDES}"
        self._ask(lambda api: api.calls(call).update(url=url, method="POST"))

    def _fetched(self, api: Any, name: str) -> bytes:
        account, token = self._settings.twilio_account_sid, self._settings.twilio_auth_token
        url = f"{api.api.base_url}/2010-04-01/Accounts/{account}/Recordings/{name}.wav"
        wanted = urllib.request.Request(url)  # noqa: S310  the carrier's own address
        # Not sent on where the carrier leads elsewhere.
        wanted.add_unredirected_header("Authorization", f"Basic {b64encode(f'{account}:{token}'.encode()).decode()}")
        try:
            with urllib.request.urlopen(wanted, timeout=ONE_WAIT) as answer:  # noqa: S310  as above
                audio = bytes(answer.read(LARGEST_RECORDING + 1))
        except HTTPError as refusal:
            with refusal:
                raise SwitchboardFault(f"The carrier does not give this recording ({refusal.code}).") from None
        if len(audio) > LARGEST_RECORDING:
            raise SwitchboardFault("The recording is longer than any can be.")
        return audio

    # One request

    def _ask(self, what: Callable[[Any], T], *, patience: float | None = None) -> T:
        """The answer, in time; Unreachable where nobody knows what was done, else why it was not."""
        if time.monotonic() < self._rests_until:
            raise SwitchboardFault("The carrier was not asked: a moment ago it did not answer.")
        asked = self._hands.submit(self._asked, what)
        try:
            return asked.result(self._patience if patience is None else patience)
        except TimeoutError:
            if patience is None:  # a recording may take long on its way, and tells nothing of the telephone
                self._rests_until = time.monotonic() + RESTS
            if asked.cancel():
                raise SwitchboardFault("The carrier was not asked: too much is being asked of it.") from None
            raise Unreachable("The carrier's API did not answer in time.") from None

    def _asked(self, what: Callable[[Any], T]) -> T:
        try:
            with as_facts():
                return what(self._client)
        except (CarrierUnreachable, AnswerUnread) as fault:
            raise Unreachable(str(fault)) from None
        except CarrierRefused as refusal:
            raise _fact(refusal) from None
        except TelephoneFault as fault:
            raise SwitchboardFault(str(fault)) from None

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = client(self._settings, timeout=ONE_WAIT)
        return self._made


def _fact(refusal: CarrierRefused) -> SwitchboardFault:
    sentence = f"The carrier refused ({refusal.status}, {refusal.code})."
    if refusal.code == NOT_IN_PROGRESS or refusal.status == 404:
        return CallIsOver(sentence)
    # Whatever stood between may have asked the carrier all the same.
    return Unreachable(sentence) if refusal.status >= 500 else SwitchboardFault(sentence)


def _checked(name: str) -> str:
    if not RECORDING.fullmatch(name):
        raise SwitchboardFault("This is not the name of a recording.")
    return name
