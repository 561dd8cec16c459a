"""What of a draft is read aloud on a telephone: the new words, in one language, in the order of the draft.

A telephone that rings for it carries one short name of both. Must not know: whose telephone it is, and voices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.line.draft import Draft, NoSuchDraft
from hotline.line.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Aloud:
    """Words of a draft, in this language."""

    language: str
    texts: Sequence[str]


def name_of(draft: Draft, language: str) -> str:
    """The name under which a telephone asks for the words of this draft in this language."""
    return f"{draft.id.hex} {language}"


def aloud(session: Session, drafts: Drafts, name: str) -> Aloud:
    """What is to be read under this name, as the draft is now; NoSuchDraft."""
    id_, _, language = name.partition(" ")
    if not language:
        raise NoSuchDraft("No draft has this name.")
    changes = drafts.get(session, UUID(hex=id_), within=None).changes.values()
    texts = (change.after[language] for change in changes if change.after and language in change.after)
    return Aloud(language, list(texts))
