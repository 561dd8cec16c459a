"""The carrier's API: what the account and its numbers are set to, and setting a number.

The one way to Twilio's client for whoever asks the API, with what goes wrong as facts of our own. The client is slow to
import, so it is imported when it is first needed. It must not know incidents or calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from hotline.settings import Settings

# After "#" stand Twilio's connection overrides, which are neither sent nor signed: 2 s to connect, 5 s to answer, 14 s
# in all (a call waits 15), two retries, and on a lost connection, a late answer or a 5xx. By default there is but one,
# and only where no connection was made. A repeat is told the present turn again, so it does no harm.
OVERRIDES = "#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx"
TIMEOUT = 10.0  # seconds for one request; the library's own default waits for ever


class TelephoneFault(Exception):
    """The carrier's API did not do what was asked; the message says why, for the operator."""


class AccountRefused(TelephoneFault):
    """The account's SID or its auth token is not right."""


class CarrierUnreachable(TelephoneFault):
    """No answer came. What was asked may have been done or not: it is not asked again."""


class AnswerUnread(TelephoneFault):
    """An answer came that says nothing. What was asked may have been done or not."""


class CarrierRefused(TelephoneFault):
    """The carrier says no. `status` is HTTP's, `code` the number in the carrier's catalogue of errors, 0 for none."""

    def __init__(self, sentence: str, *, status: int, code: int) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


class NumberNotOurs(TelephoneFault):
    """The account has no such number."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account as the carrier knows it. `clock` is the time of its answer, None where it did not say."""

    name: str
    status: str
    kind: str
    clock: datetime | None


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """What a number does with a call, by the carrier's own names. An application or a trunk overrides every URL."""

    voice_url: str
    voice_method: str
    status_callback: str
    status_callback_method: str
    voice_fallback_url: str
    voice_fallback_method: str
    voice_application_sid: str
    trunk_sid: str
    voice_receive_mode: str
    voice_caller_id_lookup: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account: `sid` names it at the carrier. `speaks`: calls can be made from it."""

    sid: str
    number: str
    settings: NumberSettings
    speaks: bool = True


class Telephone:
    """The API of the account that the settings name. Every method may raise a TelephoneFault."""

    def __init__(self, settings: Settings, *, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout
        self._made: Any = None

    def account(self) -> Account:
        """The account; AccountRefused where its SID or token is wrong."""
        with as_facts():
            answer = self._client.api.accounts(self._settings.twilio_account_sid).fetch_with_http_info()
        said = answer.data
        return Account(said.friendly_name or "", said.status or "", said.type or "", _clock_of(answer.headers))

    def number(self, number: str) -> Number:
        """The number (E.164) with its settings; NumberNotOurs where the account has none such."""
        with as_facts():
            # The carrier searches by pattern, so what it finds may be longer than what was asked for.
            found = self._client.incoming_phone_numbers.list(phone_number=number, limit=20)
        for one in found:
            if one.phone_number == number:
                return _number(one)
        raise NumberNotOurs(f"The account has no number {number}: buy it, or move it to this account, first.")

    def connect(self, number: Number, wanted: NumberSettings) -> Number:
        """Give the number what it lacks of these settings, in one request that is never repeated; as it is then."""
        has = asdict(number.settings)
        lacks = {name: value for name, value in asdict(wanted).items() if value != has[name]}
        with as_facts():
            return _number(self._client.incoming_phone_numbers(number.sid).update(**lacks))

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = client(self._settings, timeout=self._timeout)
        return self._made


def client(settings: Settings, *, timeout: float) -> Any:
    """Twilio's client, which asks everything once; AccountRefused where SID or token is not set.

    `timeout` bounds each wait of a request, not all of them together.
    """
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    if not settings.twilio_account_sid or not settings.twilio_auth_token:
        raise AccountRefused("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must both be set.")
    wire = TwilioHttpClient(timeout=timeout, max_retries=0)
    made = Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=wire)
    if settings.twilio_api:
        made.api.base_url = settings.twilio_api
    return made


@contextmanager
def as_facts() -> Iterator[None]:
    """The one place where the library's exceptions become ours; what they quote of a request is dropped."""
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as refusal:
        if refusal.status in (401, 403):
            raise AccountRefused(
                f"The carrier refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN ({refusal.code})."
            ) from None
        sentence = f"The carrier refused ({refusal.status}, {refusal.code}): {refusal.msg}"
        raise CarrierRefused(sentence, status=refusal.status, code=refusal.code or 0) from None
    except OSError as fault:  # what the library's own HTTP client raises is one too
        raise CarrierUnreachable(f"The carrier's API can't be reached ({type(fault).__name__}).") from None
    except (TwilioException, ValueError) as fault:
        if _status(fault) in (401, 403):
            raise AccountRefused("The carrier refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN.") from None
        raise AnswerUnread(f"The carrier's answer can't be read ({type(fault).__name__}).") from None


def _status(fault: Exception) -> int | None:
    """The HTTP status behind `fault`, if any: for a list, the library tells it in no other way than its arguments."""
    return next((arg.status_code for arg in fault.args if hasattr(arg, "status_code")), None)


def _number(said: Any) -> Number:
    settings = NumberSettings(
        voice_url=said.voice_url or "",
        voice_method=said.voice_method or "",
        status_callback=said.status_callback or "",
        status_callback_method=said.status_callback_method or "",
        voice_fallback_url=said.voice_fallback_url or "",
        voice_fallback_method=said.voice_fallback_method or "",
        voice_application_sid=said.voice_application_sid or "",
        trunk_sid=said.trunk_sid or "",
        voice_receive_mode=said.voice_receive_mode or "",
        voice_caller_id_lookup=bool(said.voice_caller_id_lookup),
    )
    can: Mapping[str, Any] = said.capabilities or {}
    return Number(said.sid or "", said.phone_number or "", settings, speaks=bool(can.get("voice", True)))


def _clock_of(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime({name.lower(): value for name, value in headers.items()}["date"])
    except (KeyError, ValueError):
        return None
