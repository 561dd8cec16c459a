"""What is wrong with a draft, told at the text that it is about.

Must not know: how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from agents_ui.house import desk
from agents_ui.supervision.line import faults
from hotline import incidents
from hotline.incidents import IncidentFileError
from hotline.line import Draft, StaleDraft, laid_over, path_of

Wrong = Mapping[tuple[str, str], Any]  # path and language → a sentence; both empty where it is about no text


def all_of(session: Session, draft: Draft) -> Wrong:
    """Everything that is wrong with a draft as it is."""
    content = incidents.current_by_id(session, draft.incident_id).content
    try:
        desk().drafts.check(session, draft)
    except StaleDraft as why:
        changed = _("Somebody else has changed this text since. Leave it as it is now, and write it anew.")
        return {(path, ""): changed for path in why.paths}
    except IncidentFileError as why:
        after = laid_over(content, draft.changes)
        found: dict[tuple[str, str], Any] = {}
        for fault in why.faults:
            found.setdefault(path_of(fault, after), faults.told(fault))
        return found
    return {}


def at(session: Session, draft: Draft, path: str) -> dict[str, Any]:
    """What is wrong with one text of a draft, by language; under "" what is wrong with all of it."""
    if path not in draft.changes:
        return {}
    return {language: told for (where, language), told in all_of(session, draft).items() if where == path}
