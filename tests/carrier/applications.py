"""A little application for the network to ring: pages by path, and a memory of what was asked.

Must not know the network's insides: it is what stands at the other end of the wire.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from carrier import Carrier, Pace, Reply, VirtualClock

LINE = "+18667754209"
CALLER = "+15735550100"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a made-up token"
HOST = "https://hotline.example"

Form = Mapping[str, str]
Served = str | Reply | Exception | Callable[[Form], "Served"]


@dataclass
class Application:
    """pages: path (and query) → TwiML inside the Response tags, a Reply, a failure, or a function of the form."""

    pages: Mapping[str, Served]
    asked: list[tuple[str, Form | None]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def __call__(self, url: str, form: Form | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        address = parts.path + ("?" + parts.query if parts.query else "")
        self.asked.append((address, form))
        self.headers.append(headers)
        return self._serve(self.pages[address if address in self.pages else parts.path], form or {})

    def _serve(self, served: Served, form: Form) -> Reply:
        if isinstance(served, Exception):
            raise served
        if callable(served):
            return self._serve(served(form), form)
        return twiml(served) if isinstance(served, str) else served

    def paths(self) -> list[str]:
        return [address for address, _ in self.asked]

    def form(self, address: str) -> Form:
        """Return the form of the last request to an address."""
        return [form or {} for asked, form in self.asked if asked == address][-1]


def twiml(verbs: str) -> Reply:
    return Reply(200, {"Content-Type": "text/xml; charset=utf-8"}, f"<Response>{verbs}</Response>".encode())


def network(application: Application, *, status: bool = False, fallback: bool = False) -> Carrier:
    """A network on which LINE rings the application at /voice; /status and /fallback if wanted."""
    carrier = Carrier(ACCOUNT, TOKEN, clock=VirtualClock(), pace=Pace(), post=application)
    carrier.connect(
        LINE,
        f"{HOST}/voice",
        status_callback=f"{HOST}/status" if status else "",
        fallback_url=f"{HOST}/fallback" if fallback else "",
    )
    return carrier
