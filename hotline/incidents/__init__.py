"""Incidents: the file that an organisation writes, what it says, and the versions that were in force.

Knows what may be said about an incident, never whom it concerns: no individual and no register reaches this package.
"""

from hotline.incidents.closures import Closure, Emergency, Opening
from hotline.incidents.content import (
    ROLES,
    Advice,
    Category,
    Content,
    Disclosure,
    Door,
    Headings,
    Letters,
    Question,
    Role,
    Scheme,
    Text,
)
from hotline.incidents.file import Fault, IncidentFileError, load, read, written
from hotline.incidents.hours import OpeningHours
from hotline.incidents.limits import Limits
from hotline.incidents.list_format import ListFormat
from hotline.incidents.summary import applied, summary
from hotline.incidents.versions import (
    Applied,
    AppliedAtOnce,
    Incident,
    IncidentDamaged,
    LineTaken,
    NoSuchIncident,
    all_current,
    applied_at,
    applied_on,
    apply,
    current,
    current_by_id,
    current_for_line,
    in_hand,
    languages_of,
    version_before,
    version_of,
    versions_of,
)

__all__ = [
    "ROLES",
    "Advice",
    "Applied",
    "AppliedAtOnce",
    "Category",
    "Closure",
    "Content",
    "Disclosure",
    "Door",
    "Emergency",
    "Fault",
    "Headings",
    "Incident",
    "IncidentDamaged",
    "IncidentFileError",
    "Letters",
    "Limits",
    "LineTaken",
    "ListFormat",
    "NoSuchIncident",
    "Opening",
    "OpeningHours",
    "Question",
    "Role",
    "Scheme",
    "Text",
    "all_current",
    "applied",
    "applied_at",
    "applied_on",
    "apply",
    "current",
    "current_by_id",
    "current_for_line",
    "in_hand",
    "languages_of",
    "load",
    "read",
    "summary",
    "version_before",
    "version_of",
    "versions_of",
    "written",
]
