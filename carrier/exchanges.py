"""One call's requests to the application: signed, sent, followed, and written down.

The transcript holds all that Twilio would have seen, so that a test can look for what should never have left.
Cookies are not kept, although Twilio keeps them: an application that needs them for its state is found out here.
It must not know TwiML, nor why a request is made.
"""

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from carrier.clock import Clock
from carrier.faults import RetrievalFault
from carrier.lines import Method
from carrier.signing import signature
from carrier.wire import Reply, Wire

TIMEOUT = timedelta(seconds=15)
MOST_REDIRECTS = 10
ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?([/?]|$)|https?://\[[0-9a-f:]+\](:\d{1,5})?([/?]|$)")
MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its reply. status is 0 and body says why when nothing came back; at is the time of sending."""

    method: str
    url: str
    form: Mapping[str, str]
    headers: Mapping[str, str]
    status: int
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Parties:
    """Who rings whom. caller is a number with + and the country code, or any words such as "anonymous"."""

    account_sid: str
    call_sid: str
    caller: str
    line: str

    def form(self, status: str) -> dict[str, str]:
        """Return the parameters that stand in every request about an inbound call."""
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self.call_sid,
            "CallStatus": status,
            "Direction": "inbound",
            "From": self.caller,
            "Caller": self.caller,
            "To": self.line,
            "Called": self.line,
            "StirVerstat": "TN-Validation-Passed-A" if self.caller.startswith("+1") else "No-TN-Validation",
            **_place("From", self.caller),
            **_place("Caller", self.caller),
            **_place("To", self.line),
            **_place("Called", self.line),
        }


def new_call_sid() -> str:
    """Return CA and 32 random hexadecimal digits."""
    return "CA" + secrets.token_hex(16)


class Courier:
    """Carries the requests of one call. transcript: every exchange, in order."""

    def __init__(self, wire: Wire, auth_token: str, clock: Clock) -> None:
        self.transcript: list[Exchange] = []
        self._wire = wire
        self._auth_token = auth_token
        self._clock = clock

    def fetch(self, url: str, form: Mapping[str, str], *, method: Method = "POST") -> tuple[str, Reply]:
        """Return the reply and the URL that gave it. Raises RetrievalFault unless the status is 2xx.

        A 3xx is followed by a GET that has lost the form, as at Twilio, ten times at most.
        """
        target, body = _addressed(url, form, method)
        for _ in range(MOST_REDIRECTS + 1):
            reply = self._send(target, body)
            if reply.status not in MOVED:
                return target, _accepted(target, reply)
            target, body = urljoin(target, reply.header("Location")).partition("#")[0], None
        raise RetrievalFault(11215, f"{_path(url)} was redirected more than {MOST_REDIRECTS} times")

    def _send(self, url: str, form: Mapping[str, str] | None) -> Reply:
        """Send, and once more if nobody listened: the same token tells the application that it is the same request."""
        headers = self._headers(url, form)
        try:
            return self._once(url, form, headers)
        except ConnectionError:
            return self._last(url, form, headers)

    def _last(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        try:
            return self._once(url, form, headers)
        except ConnectionError as error:
            raise RetrievalFault(11205, f"nobody listens at {_path(url)}: {error}") from error

    def _once(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        at = self._clock.now()
        try:
            reply = self._wire(url, form, headers)
        except TimeoutError as error:
            self._note(url, form, headers, reply=Reply(0, {}, b"no answer within 15 seconds"), at=at)
            # On a virtual clock the wait has not happened yet; on a real one it has.
            self._clock.advance(max(timedelta(0), at + TIMEOUT - self._clock.now()))
            raise RetrievalFault(11200, f"{_path(url)} did not answer within 15 seconds") from error
        except ConnectionError as error:
            self._note(url, form, headers, reply=Reply(0, {}, str(error).encode()), at=at)
            raise
        self._note(url, form, headers, reply=reply, at=at)
        return reply

    def _headers(self, url: str, form: Mapping[str, str] | None) -> dict[str, str]:
        headers = {
            "Accept": "*/*",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "X-Twilio-Signature": signature(self._auth_token, url, form or {}),
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return headers

    def _note(
        self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str], *, reply: Reply, at: datetime
    ) -> None:
        method, body = "GET" if form is None else "POST", reply.body.decode("utf-8", "replace")
        self.transcript.append(Exchange(method, url, dict(form or {}), dict(headers), reply.status, body, at))


def _addressed(url: str, form: Mapping[str, str], method: Method) -> tuple[str, Mapping[str, str] | None]:
    """Return the URL without its fragment, and the form; a GET carries the form in its query."""
    target = url.partition("#")[0]
    if not ADDRESS.match(target):
        raise RetrievalFault(11210, f"{target} is no address on the web")
    if method == "POST":
        return target, form
    return target + ("&" if "?" in target else "?") + urlencode(form), None


def _accepted(url: str, reply: Reply) -> Reply:
    if not 200 <= reply.status < 300:
        raise RetrievalFault(11200, f"{_path(url)} answered with status {reply.status}")
    return reply


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _place(prefix: str, number: str) -> dict[str, str]:
    """Return what Twilio guesses of a number's whereabouts: toll-free and withheld numbers are nowhere."""
    city, state, postcode = PLACES.get(number[:5], ("", "", ""))
    country = "US" if number.startswith("+1") else ""
    return {f"{prefix}City": city, f"{prefix}State": state, f"{prefix}Zip": postcode, f"{prefix}Country": country}


PLACES = {"+1573": ("JEFFERSON CITY", "MO", "65101"), "+1212": ("NEW YORK", "NY", "10001")}
