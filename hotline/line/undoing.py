"""What supervisors have set at the desk and a file of the operator would undo without meaning to.

A file that lies on a disk knows nothing of a line that was closed an hour ago, nor of a text that two supervisors have
agreed on since. Must not know: who applies a file, and how.
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.clock import Clock
from hotline.incidents import Content, NoSuchIncident
from hotline.incidents.changes import parts
from hotline.line.times import without_past

_OF_THE_DESK = re.compile(r"(agent|supervisor) \d+")


class DeskUndone(Exception):
    """The file would undo what was set at the desk; `names` says what, as the file names it."""

    def __init__(self, slug: str, names: tuple[str, ...]) -> None:
        super().__init__(
            f"Supervisors have changed this at the desk, and your file would undo it: {', '.join(names)}. "
            f"Nothing was changed. Take it into your file (flask incident file --incident {slug} writes what is in "
            "force), or apply it with --over-the-desk."
        )
        self.names = names


def refuse_undoing(session: Session, content: Content, *, clock: Clock) -> None:
    """DeskUndone where this content lacks what the desk has set since the last file. What is over does not count."""
    try:
        present = incidents.current(session, content.slug)
    except NoSuchIncident:
        return
    versions = incidents.versions_of(session, present.id)
    file = next((one.incident for one in versions if not _OF_THE_DESK.fullmatch(one.by)), versions[-1].incident)
    now = clock.now()
    of_file, in_force, wanted = (
        dict(parts(without_past(one, now))) for one in (file.content, present.content, content)
    )
    by_the_desk = {name for name in of_file.keys() | in_force.keys() if of_file.get(name) != in_force.get(name)}
    undone = sorted(name for name in by_the_desk if wanted.get(name) != in_force.get(name))
    if undone:
        raise DeskUndone(content.slug, tuple(undone))
