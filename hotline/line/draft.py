"""A draft: what one supervisor wants texts to become, from when on, and the one name that stands for exactly that.

Must not know: where drafts are kept, and who approves one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hotline.incidents import Text
from hotline.line.texts import Change, Changes

_SUBJECT = "texts"


class DraftState(StrEnum):
    """What has become of a draft."""

    EDITING = "editing"  # its author's, also while it is proposed
    APPROVED = "approved"  # it comes in force at its time
    IN_FORCE = "in_force"
    DROPPED = "dropped"  # called off, or not to be put in force any more when its time came


class NoSuchDraft(Exception):
    """There is no such draft among those that may be seen, or it is not what was proposed any more."""


class DraftProposed(Exception):
    """It waits to be approved, and can't be changed meanwhile."""


class NothingChanged(Exception):
    """There is nothing in it that could be proposed."""


class StaleDraft(Exception):
    """Others have changed some of these texts since; `paths` says which."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__("Somebody else has changed these texts since: " + ", ".join(paths))
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: an account, and how the audit names them."""

    id: int
    actor: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`author` is an account. `from_at` is aware, None for as soon as it is approved; `version`, once in force."""

    id: UUID
    incident_id: int
    author: int
    state: DraftState
    changes: Changes
    from_at: datetime | None = None
    approved_by: str = ""
    version: int | None = None

    @property
    def subject(self) -> str:
        """What is proposed when this is proposed: of what is in it, nothing can be different under the same name."""
        said = {"incident": self.incident_id, "changes": written(self.changes), "from": _iso(self.from_at)}
        digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return f"{_SUBJECT} {self.id.hex} {digest}"

    def is_named_by(self, subject: str) -> bool:
        """Whether somebody has proposed this draft, whatever was in it then."""
        return subject.startswith(f"{_SUBJECT} {self.id.hex} ")


def draft_named(subject: str) -> UUID:
    """The draft that a proposal is about; NoSuchDraft where it names none."""
    match subject.split(" "):
        case [word, name, _] if word == _SUBJECT:
            return UUID(hex=name)
    raise NoSuchDraft("This proposal names no draft.")


def written(changes: Changes) -> dict[str, Any]:
    """Changes as JSON can hold them."""
    return {path: {"before": _plain(one.before), "after": _plain(one.after)} for path, one in changes.items()}


def read(tree: Mapping[str, Any]) -> Changes:
    """What `written` wrote."""
    return {path: Change(one["before"], one["after"]) for path, one in tree.items()}


def _plain(text: Text | None) -> dict[str, str] | None:
    return None if text is None else dict(text)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
