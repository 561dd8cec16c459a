"""Documents are fetched and read, or the fallback's instead.

What happened to the call while a request was in flight comes before the answer. It must not know how a document is
performed.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from carrier.documents import Place, read_document
from carrier.faults import CarrierFault, DocumentFault
from carrier.legs.interruptions import HungUp, Interruption
from carrier.legs.stage import Performed
from carrier.legs.visits import Page, Visit
from carrier.wire import Reply

MOST_DOCUMENTS = 1000


class Fetching:
    """The documents of one call. mail: gives what happened meanwhile."""

    def __init__(self, leg: Performed, fallback: Visit, mail: Callable[[], Interruption | None]) -> None:
        self._leg = leg
        self._fallback = fallback
        self._mail = mail
        self._documents = 0
        self._asked = 0

    def open(self, visit: Visit, place: Place) -> Page:
        """Fetch a document, or the fallback's when none comes, or none that can be performed.

        Only the call itself has a fallback: what is wrong with a queue's or a whisper's document is its own end.
        """
        try:
            return self._fetch(visit, place)
        except CarrierFault as fault:
            fallback = self._fallback
            if not fallback.url or place != "call":
                raise
            if isinstance(fault, DocumentFault):
                self._leg.blame(fault)
            extra = {"ErrorCode": str(fault.code), "ErrorUrl": visit.url.partition("#")[0]}
            return self._fetch(Visit(fallback.url, fallback.method, extra), place)

    def counts_anew(self) -> None:
        """Begin to count anew: who waits may hear a thousand documents an hour, but not in one moment."""
        self._documents = 0

    def _fetch(self, visit: Visit, place: Place) -> Page:
        self._documents += 1
        path = urlsplit(visit.url).path or "/"
        if self._documents > MOST_DOCUMENTS:
            raise DocumentFault(12400, f"{path}: after {MOST_DOCUMENTS} documents the call still goes round in circles")
        if visit.text:
            return Page("", read_document(visit.text.encode(), "text/xml", place=place), visit.text.encode())
        url, reply = self._ask(visit)
        try:
            page = Page(url, read_document(reply.body, reply.header("Content-Type"), place=place), reply.body)
            _refuse_own_loop(visit, page)
        except DocumentFault as fault:
            raise DocumentFault(fault.code, f"{path}: {fault.reason}") from None
        return page

    def _ask(self, visit: Visit) -> tuple[str, Reply]:
        """Send a request. What happened to the call meanwhile comes before the answer, which is dropped then."""
        self._asked += 1
        try:
            answer = self._leg.courier.fetch(visit.url, self._leg.form(visit.extra), method=visit.method)
        except CarrierFault:
            self._take_what_happened()
            raise
        self._take_what_happened()
        return answer

    def _take_what_happened(self) -> None:
        if self._asked == self._leg.courier.faults.hang_up_in_request:
            raise HungUp
        happened = self._mail()
        if happened is not None:
            raise happened


def _refuse_own_loop(visit: Visit, page: Page) -> None:
    if visit.own_body == page.body:
        raise DocumentFault(
            12200, "a <Gather> without an action sent its digits to its own URL and got the same document: a loop"
        )
