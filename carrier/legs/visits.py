"""Documents: those still to be fetched, and those that were.

It must not know how they are fetched or performed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from carrier.documents import Verb
from carrier.lines import Method, StatusEvent


@dataclass(frozen=True, slots=True)
class Visit:
    """A document still to be fetched, or (text) one that was given instead of an address.

    extra: what the request says besides the usual parameters. own_body: the document that asks itself, when a
    Gather gave no action.
    """

    url: str
    method: Method = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)
    own_body: bytes | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A document that was fetched. url: where it came from, which relative addresses start from."""

    url: str
    verbs: tuple[Verb, ...]
    body: bytes

    def leads_to(self, address: str | None, method: Method, extra: Mapping[str, str]) -> Visit:
        """Return the visit that an address in this document asks for; None is the document's own URL."""
        if address is None:
            return Visit(self.url, method, extra, self.body)
        return Visit(urljoin(self.url, address), method, extra)


@dataclass(frozen=True, slots=True)
class Callback:
    """Where the progress of a call is reported, and which of its events."""

    url: str = ""
    method: Method = "POST"
    events: tuple[StatusEvent, ...] = ("completed",)
