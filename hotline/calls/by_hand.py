"""A call that an agent takes by hand: no telephone of ours brought it, and only the agent says that it is there.

So it needs the reference of the telephone system that did, which stays in the audit log and may be no telephone number
and no day. Must not know: where a call is kept.
"""

import re
from dataclasses import dataclass

from hotline.incidents import ROLES, Content

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/:#-]{0,39}", re.ASCII)
_NUMBER_OR_DAY = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}|(19|20)\d{2}[01]\d[0-3]\d|[01]\d[0-3]\d(19|20)\d{2}", re.ASCII)
_STROKES = re.compile(r"[ ._/:#-]")


class NotByHand(Exception):
    """The incident file does not let calls be taken by hand."""


class BadReference(Exception):
    """The other telephone system's reference is missing, or is a telephone number or a day."""


class NotOffered(Exception):
    """The incident has no such language, or there is no such role."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A call as an agent takes it by hand. `reference` is the other telephone system's; it is audited."""

    agent_id: int
    incident: int
    language: str
    role: str
    reference: str

    def must_fit(self, content: Content) -> None:
        """Nothing where an incident with this content lets it be taken; NotByHand, NotOffered, BadReference."""
        reference = self.reference.strip()
        if not content.calls_by_hand:
            raise NotByHand("The incident file does not let calls be taken by hand.")
        if self.language not in content.languages or self.role not in ("", *ROLES):
            raise NotOffered("The incident has no such language or role.")
        if not _REFERENCE.fullmatch(reference) or _NUMBER_OR_DAY.fullmatch(_STROKES.sub("", reference)):
            raise BadReference("A reference of the other telephone system is needed: no telephone number, no day.")
