"""What a request says of documents: an address and a method, or a document itself.

It must not know which call is meant.
"""

from collections.abc import Mapping

from carrier.documents import Dial, Enqueue, Gather, Play, Record, Redirect, Verb, read_document
from carrier.faults import DocumentFault
from carrier.legs import Visit
from carrier.lines import Method
from carrier.rest.answers import RestError
from carrier.wire import ADDRESS

LONGEST_TWIML = 4000


def no_document() -> Visit:
    """Refuse a request that names no document. Raises RestError."""
    raise RestError(400, 21205, "a call needs a Url or a Twiml")


def visit_of(form: Mapping[str, str]) -> Visit | None:
    """Return where a call is sent, by Url or Twiml; None when neither is said. Raises RestError."""
    if "Url" in form and "Twiml" in form:
        raise RestError(400, 20001, "Url and Twiml exclude each other")
    if "Twiml" in form:
        return Visit("", text=_checked_twiml(form["Twiml"]))
    return Visit(address_of(form, "Url"), method_of(form, "Method")) if form.get("Url") else None


def _checked_twiml(text: str) -> str:
    if len(text) > LONGEST_TWIML:
        raise RestError(400, 20001, f"Twiml has {len(text)} characters; the most is {LONGEST_TWIML}")
    try:
        verbs = read_document(text.encode(), "text/xml")
    except DocumentFault as fault:
        raise RestError(400, fault.code, fault.reason) from None
    relative = [address for verb in verbs for address in _addresses(verb) if not ADDRESS.match(address or "")]
    if relative:
        raise RestError(400, 15004, f"Twiml names {relative[0]!r}: a document without a URL needs absolute addresses")
    return text


def _addresses(verb: Verb) -> list[str | None]:
    """Return the addresses that a verb will ask; None is the document's own, which Twiml does not have."""
    if isinstance(verb, Gather):
        return [verb.action, *(address for prompt in verb.prompts for address in _addresses(prompt))]
    said: list[str | None] = []
    match verb:
        case Record():
            return [verb.action, *([verb.callback] if verb.callback else [])]
        case Dial():
            said = [verb.action, verb.queue.url if verb.queue else "", *_dialled(verb)]
        case Enqueue():
            said = [verb.action, verb.wait_url]
        case Redirect() | Play():
            said = [verb.url]
    return [address for address in said if address]


def address_of(form: Mapping[str, str], name: str) -> str:
    """Return one address of a request, or nothing. Raises RestError."""
    url = form.get(name, "")
    if url and not ADDRESS.match(url):
        raise RestError(400, 21205, f"{name} is not a valid URL: {url}")
    return url


def method_of(form: Mapping[str, str], name: str) -> Method:
    """Return one method of a request, or POST. Raises RestError."""
    if form.get(name, "POST") not in ("GET", "POST"):
        raise RestError(400, 21403, f"{name} is GET or POST")
    return "GET" if form.get(name) == "GET" else "POST"


def _dialled(dial: Dial) -> list[str]:
    return [address for endpoint in dial.endpoints for address in (endpoint.url, endpoint.callback)]
