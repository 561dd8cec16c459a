"""What every verb's reading needs: a method, and the fault of whatever is not in the table.

It must not know any verb.
"""

import xml.etree.ElementTree as ET

from carrier.faults import DocumentFault
from carrier.lines import Method


def method_of(element: ET.Element, name: str = "method") -> Method:
    """Return a method of HTTP as it is written, or POST."""
    return "GET" if element.get(name) == "GET" else "POST"


def schema_fault(reason: str) -> DocumentFault:
    """Return the fault of a document that breaks the grammar."""
    return DocumentFault(12200, reason)
