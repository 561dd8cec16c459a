"""An incident in a dozen lines, and what applying its file changed, for the custodian's screen.

Pure. Knows nothing of terminals, and shows no number of individuals because it knows none.
"""

from __future__ import annotations

from datetime import datetime

from hotline.incidents import changes
from hotline.incidents.content import Category, Scheme
from hotline.incidents.versions import Incident


def summary(incident: Incident) -> str:
    """Version, line, hours, and the ways of checking with their doors and what each discloses."""
    content = incident.content
    language = content.languages[0]
    rows = [
        ("", f"{content.slug}, version {incident.version}"),
        ("organisation", content.organisation[language]),
        ("line", f"{content.line}, 0 dials {content.fallback}"),
        ("languages", ", ".join(content.languages)),
        ("hours", f"{content.hours.spoken[language]} ({content.zone})"),
        *(("closed", f"{_minute(one.begins)} to {_minute(one.ends)}") for one in content.closures),
        *(("open", f"{_minute(one.begins)} to {_minute(one.ends)}, out of turn") for one in content.openings),
        *(("news", f"until {_minute(one.ends)}: {one.say[language]}") for one in (content.emergency,) if one),
        ("categories", ", ".join(map(_category, content.categories))),
        *(("scheme", _scheme(scheme)) for scheme in content.schemes),
        ("questions", f"{len(content.questions):,}"),
    ]
    return "\n".join(f"  {name:<14}{words}" if name else words for name, words in rows)


def applied(incident: Incident, before: Incident | None) -> str:
    """What the custodian is told after `incident` came in force in place of `before` (None: it is the first)."""
    if before is None:
        return f"{_now_in_force(incident)}\n{summary(incident)}"
    lines = changes.between(before.content, incident.content).told()
    return "\n".join([_now_in_force(incident), *(f"  {line}" for line in lines)])


def _now_in_force(incident: Incident) -> str:
    content = incident.content
    return f"{content.slug}: version {incident.version} now in force on {content.line}."


def _category(category: Category) -> str:
    return f"{category.id} (sensitive)" if category.sensitive else category.id


def _scheme(scheme: Scheme) -> str:
    width = f" of {scheme.width} digits" if scheme.width else ""
    zip_code = ", with the ZIP code" if scheme.zip else ""
    return f"{scheme.name}{width}: {' and '.join(scheme.doors)}, discloses {scheme.disclosure}{zip_code}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
