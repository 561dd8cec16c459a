"""How Dial and Enqueue are read: who is dialled, and which queue is meant.

It must not know what becomes of those who are dialled.
"""

import re
import xml.etree.ElementTree as ET

from carrier.documents.grammar import LONGEST_QUEUE_NAME, MOST_DIALLED
from carrier.documents.verbs import Dial, Endpoint, Enqueue, FrontOf
from carrier.documents.written import method_of, schema_fault
from carrier.faults import DocumentFault
from carrier.lines import CLIENT, E164, EVERY_EVENT, SIP


def read_dial(element: ET.Element) -> Dial:
    """Return a Dial, checked. Raises DocumentFault."""
    endpoints, queue = _nouns(element)
    return Dial(
        endpoints=endpoints,
        queue=queue,
        action=element.get("action"),
        method=method_of(element),
        timeout=int(element.get("timeout", "30")),
        time_limit=int(element.get("timeLimit", "14400")),
        caller_id=element.get("callerId", ""),
        answer_on_bridge=element.get("answerOnBridge") == "true",
        sequential=element.get("sequential") == "true",
    )


def read_enqueue(element: ET.Element) -> Enqueue:
    """Return an Enqueue, checked. Raises DocumentFault."""
    return Enqueue(
        queue=_queue_name(element),
        action=element.get("action"),
        method=method_of(element),
        wait_url=element.get("waitUrl"),
        wait_method=method_of(element, "waitUrlMethod"),
    )


def _nouns(element: ET.Element) -> tuple[tuple[Endpoint, ...], FrontOf | None]:
    if len(element) == 0:
        return (_endpoint(element, {}),), None
    queues = [child for child in element if child.tag == "Queue"]
    if queues and len(element) > 1:
        raise schema_fault("<Dial> with a <Queue> holds nothing else")
    if queues:
        return (), FrontOf(_queue_name(queues[0]), queues[0].get("url", ""), method_of(queues[0]))
    if len(element) > MOST_DIALLED:
        raise schema_fault(f"<Dial> rings {len(element)} at once; the most is {MOST_DIALLED}")
    return tuple(_endpoint(child, child.attrib) for child in element), None


def _endpoint(element: ET.Element, attributes: dict[str, str]) -> Endpoint:
    wanted = attributes.get("statusCallbackEvent", "completed").split()
    if "statusCallback" not in attributes and attributes.keys() & {"statusCallbackEvent", "statusCallbackMethod"}:
        raise schema_fault(f"<{element.tag}> says how to report, and no statusCallback to report to")
    return Endpoint(
        address=_address_of(element),
        url=attributes.get("url", ""),
        method="GET" if attributes.get("method") == "GET" else "POST",
        callback=attributes.get("statusCallback", ""),
        callback_method="GET" if attributes.get("statusCallbackMethod") == "GET" else "POST",
        events=tuple(event for event in EVERY_EVENT if event in wanted),
    )


def _address_of(element: ET.Element) -> str:
    """Return where an endpoint is reached, with client: or sip: before what is no number."""
    written = "".join(element.itertext()).strip()
    if element.tag == "Client":
        return _fitting("client:" + written, CLIENT, "no name of letters, digits, _, . and -", element)
    if element.tag == "Sip":
        return _fitting(written, SIP, "no address such as sip:ann@pbx.example", element)
    return _fitting(written, E164, "no number with + and the country code", element)


def _fitting(address: str, pattern: re.Pattern[str], complaint: str, element: ET.Element) -> str:
    if not pattern.fullmatch(address):
        written = address.removeprefix("client:")
        raise DocumentFault(13223, f"<{element.tag}> was given {written!r}, which is {complaint}")
    return address


def _queue_name(element: ET.Element) -> str:
    name = (element.text or "").strip()
    if len(name) > LONGEST_QUEUE_NAME:
        raise schema_fault(f"<{element.tag}> names a queue by {len(name)} characters; the most is {LONGEST_QUEUE_NAME}")
    return name
