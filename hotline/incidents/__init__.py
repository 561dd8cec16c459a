"""Incidents: the file that an organisation writes, what it says, and the versions that were in force.

Knows what may be said about an incident, never whom it concerns: no individual and no register reaches this package.
"""

from hotline.incidents.content import (
    ROLES,
    Advice,
    Category,
    Content,
    Disclosure,
    Door,
    Headings,
    Question,
    Role,
    Scheme,
    Text,
)
from hotline.incidents.faults import Fault, IncidentFileError
from hotline.incidents.file import load, read
from hotline.incidents.hours import OpeningHours
from hotline.incidents.limits import Limits
from hotline.incidents.versions import (
    Incident,
    IncidentDamaged,
    LineTaken,
    NoSuchIncident,
    apply,
    current,
    current_for_line,
    version_of,
)

__all__ = [
    "ROLES",
    "Advice",
    "Category",
    "Content",
    "Disclosure",
    "Door",
    "Fault",
    "Headings",
    "Incident",
    "IncidentDamaged",
    "IncidentFileError",
    "Limits",
    "LineTaken",
    "NoSuchIncident",
    "OpeningHours",
    "Question",
    "Role",
    "Scheme",
    "Text",
    "apply",
    "current",
    "current_for_line",
    "load",
    "read",
    "version_of",
]
