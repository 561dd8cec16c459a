"""One call's requests to the application: signed, sent, followed, and written down.

The transcript holds all that Twilio would have seen, so that a test can look for what should never have left.
Cookies are not kept, although Twilio keeps them: an application that needs them for its state is found out here.
It must not know TwiML, nor why a request is made.
"""

import re
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from carrier.clock import Clock
from carrier.faults import CarrierFault, DocumentFault, Policy, RetrievalFault
from carrier.lines import Method
from carrier.wire.overrides import Overrides
from carrier.wire.signing import signature
from carrier.wire.switches import OFF, Faults, Strikes
from carrier.wire.transport import HttpWire, Reply, Wire

MOST_REDIRECTS = 10
ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?([/?]|$)|https?://\[[0-9a-f:]+\](:\d{1,5})?([/?]|$)")
MOVED = (301, 302, 303, 307, 308)
BAD_GATEWAY = Reply(502, {"Content-Type": "text/html"}, b"<html><body>502 Bad Gateway</body></html>")

# Parameters that Twilio began to send one day, and one that it may begin to send tomorrow.
UNKNOWN = {
    "CallToken": '{"parentCallInfoToken":"eyJhbGciOiJFUzI1NiJ9"}',
    "StirPassportToken": "eyJ0eXAiOiJwYXNzcG9ydCJ9..",
    "AddOns": '{"status":"successful","results":{}}',
    "Ünheard-of": "é ✓ & = + %2F",
    "Nothing": "",
}


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
class Request:
    """One request, as often as it is sent: a URL without its fragment, a form (None: a GET), headers, its patience."""

    url: str
    form: Mapping[str, str] | None
    headers: Mapping[str, str]
    overrides: Overrides


class Courier:
    """Carries the requests of one call. transcript: every exchange, in order; faults: what is switched on now."""

    def __init__(self, wire: Wire, auth_token: str, clock: Clock, *, faults: Faults = OFF) -> None:
        self.transcript: list[Exchange] = []
        self.faults = faults
        self._wire = wire
        self._auth_token = auth_token
        self._clock = clock
        self._strikes = Strikes(faults.seed)
        self._before: Request | None = None

    def fetch(self, url: str, form: Mapping[str, str], *, method: Method = "POST") -> tuple[str, Reply]:
        """Return the reply and the URL that gave it. Raises RetrievalFault unless the status is 2xx.

        A 3xx is followed by a GET that has lost the form, as at Twilio, ten times at most.
        """
        sent = {**form, **(UNKNOWN if self.faults.unknown_parameters else {})}
        overrides = _overrides(url)
        target, body = _addressed(url, sent, method)
        for _ in range(MOST_REDIRECTS + 1):
            reply = self._send(self._request(target, body, overrides))
            if reply.status not in MOVED:
                return target, _accepted(target, reply)
            target, body = urljoin(target, reply.header("Location")).partition("#")[0], None
        raise RetrievalFault(11215, f"{_path(url)} was redirected more than {MOST_REDIRECTS} times")

    def media(self, url: str) -> Reply:
        """Return a recording that an application keeps. Raises DocumentFault: a caller would hear nothing."""
        try:
            target, _ = _addressed(url, {}, "POST")
            return _accepted(target, self._once(self._request(target, None, Overrides()), 15.0))
        except RetrievalFault as fault:
            raise DocumentFault(fault.code, fault.reason) from fault

    def _request(self, url: str, form: Mapping[str, str] | None, overrides: Overrides) -> Request:
        return Request(url, form, self._headers(url, form), overrides)

    def _send(self, request: Request) -> Reply:
        """Send one request as often as its retries allow, and the one before it once more if it is late."""
        try:
            return self._tried(request)
        finally:
            if self.faults.late and self._before is not None:
                with suppress(CarrierFault):
                    self._once(self._before, self._before.overrides.read)
            self._before = request

    def _tried(self, request: Request) -> Reply:
        struck = self._strikes.strikes(self.faults)
        ends = self._clock.now() + timedelta(seconds=request.overrides.total)
        for attempt in range(request.overrides.retries + 1):
            faults = self.faults if struck and not (attempt and self.faults.retry) else OFF
            left = (ends - self._clock.now()).total_seconds()
            again = attempt < request.overrides.retries and left > 0
            try:
                reply = self._once(request, min(request.overrides.read, left), faults)
            except RetrievalFault as fault:
                if not again or fault.policy not in request.overrides.policies or self._clock.now() >= ends:
                    raise
            else:
                if not again or _policy(reply) not in request.overrides.policies:
                    return reply
        raise AssertionError("the last attempt returns or raises")

    def _once(self, request: Request, patience: float, faults: Faults = OFF) -> Reply:
        """Send once, through whatever is wrong with the network."""
        at = self._clock.now()
        try:
            reply = self._carried(request, patience, faults)
        except TimeoutError as error:
            self._note(request, Reply(0, {}, f"no answer within {patience:g} seconds".encode()), at)
            # On a virtual clock the wait has not happened yet; on a real one it has.
            self._clock.advance(max(timedelta(0), at + timedelta(seconds=patience) - self._clock.now()))
            raise RetrievalFault(
                11200, f"{_path(request.url)} did not answer within {patience:g} seconds", policy="rt"
            ) from error
        except ConnectionError as error:
            self._note(request, Reply(0, {}, str(error).encode()), at)
            raise RetrievalFault(11205, f"nobody listens at {_path(request.url)}: {error}", policy="ct") from error
        self._note(request, reply, at)
        return reply

    def _carried(self, request: Request, patience: float, faults: Faults) -> Reply:
        if faults.unreachable:
            raise ConnectionRefusedError("the network is switched to be unreachable")
        self._clock.advance(timedelta(seconds=min(faults.slow, patience)))
        *before, reply = self._repeated(request, patience, faults)
        for other in before:
            self._note(request, other, self._clock.now())
        if faults.retry:
            raise ConnectionResetError("the connection broke before the answer")
        if faults.timeout or faults.slow >= patience:
            raise TimeoutError
        return BAD_GATEWAY if faults.server_error else reply

    def _repeated(self, request: Request, patience: float, faults: Faults) -> list[Reply]:
        if not faults.at_once:
            return [self._delivered(request, patience) for _ in range(faults.duplicates)]
        with ThreadPoolExecutor(faults.duplicates) as senders:
            return list(senders.map(lambda _: self._delivered(request, patience), range(faults.duplicates)))

    def _delivered(self, request: Request, patience: float) -> Reply:
        wire = self._wire
        if isinstance(wire, HttpWire):
            wire = wire.within(connect=min(request.overrides.connect, patience), read=patience)
        return wire(request.url, request.form, request.headers)

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

    def _note(self, request: Request, reply: Reply, at: datetime) -> None:
        method, body = "GET" if request.form is None else "POST", reply.body.decode("utf-8", "replace")
        form, headers = dict(request.form or {}), dict(request.headers)
        self.transcript.append(Exchange(method, request.url, form, headers, reply.status, body, at))


def _overrides(url: str) -> Overrides:
    try:
        return Overrides.of(url)
    except ValueError as error:
        raise DocumentFault(11100, f"{_path(url)}: {error}") from None


def _addressed(url: str, form: Mapping[str, str], method: Method) -> tuple[str, Mapping[str, str] | None]:
    """Return the URL without its fragment, and the form; a GET carries the form in its query."""
    target = url.partition("#")[0]
    if not ADDRESS.match(target):
        raise RetrievalFault(11210, f"{target} is no address on the web")
    if method == "POST":
        return target, form
    return target + ("&" if "?" in target else "?") + urlencode(form), None


def _policy(reply: Reply) -> Policy | None:
    if reply.status >= 500:
        return "5xx"
    return "4xx" if reply.status >= 400 else None


def _accepted(url: str, reply: Reply) -> Reply:
    if not 200 <= reply.status < 300:
        raise RetrievalFault(11200, f"{_path(url)} answered with status {reply.status}")
    return reply


def _path(url: str) -> str:
    return urlsplit(url).path or "/"
