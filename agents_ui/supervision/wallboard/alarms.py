"""What is wrong, as the wallboard says it: the figures' own alarms, each a sentence that is read across a room.

Pure. Must not know: how an alarm looks and sounds, and how the figures were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from agents_ui import choices
from agents_ui.supervision.wallboard.figures import Figures, LineNow

LONG = timedelta(minutes=5)  # whoever waits longer is an alarm


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong. `key` names it as long as it lasts, whatever it says meanwhile.

    One that is `severe` needs somebody at once; any other one, today.
    """

    key: str
    words: Any
    severe: bool = True


def alarms(now: Figures) -> list[Alarm]:
    """Everything that is wrong now, the severe ones first."""
    found = [*_of_callers(now), *(one for line in now.lines for one in _of_line(line, now)), *_of_work(now)]
    return sorted(found, key=lambda one: not one.severe)


def _of_callers(now: Figures) -> Iterator[Alarm]:
    if now.waiting and not now.agents.here:
        words = ngettext(
            "%(num)d caller waits, and no agent is here.", "%(num)d callers wait, and no agent is here.", now.waiting
        )
        yield Alarm("nobody_here", words)
    if now.waited > LONG:
        yield Alarm("long_wait", _("Somebody has waited for %(span)s.", span=choices.duration(now.waited)))


def _of_line(line: LineNow, now: Figures) -> Iterator[Alarm]:
    content, standing = line.incident.content, line.standing
    whose = f"{content.slug}: " if len(now.lines) > 1 else ""
    if not line.answers:
        yield Alarm(f"no_answers.{content.slug}", whose + _("Nobody can be checked now: the register does not answer."))
    doors = {
        "telephone": _("Too many failed checks on the telephone: only letter codes are answered."),
        "desk": _("Too many failed checks at the desk: only letter codes are answered."),
    }
    for door in standing.tripped:
        yield Alarm(f"breaker.{content.slug}.{door}", whose + doors[door])
    spent, most = standing.wrong_codes, standing.most_wrong_codes
    if spent >= most:
        yield Alarm(f"codes_spent.{content.slug}", whose + _("Too many wrong letter codes: none is answered any more."))
    elif 2 * spent >= most:
        words = _("%(spent)d of %(most)d wrong letter codes are spent.", spent=spent, most=most)
        yield Alarm(f"codes.{content.slug}", whose + words, severe=False)


def _of_work(now: Figures) -> Iterator[Alarm]:
    if now.overdue:
        words = ngettext("%(num)d escalation is overdue.", "%(num)d escalations are overdue.", now.overdue)
        yield Alarm("overdue", words)
    if now.callbacks_late:
        words = ngettext(
            "%(num)d callback is late: its hour is over.",
            "%(num)d callbacks are late: their hour is over.",
            now.callbacks_late,
        )
        yield Alarm("callbacks_late", words, severe=False)
    if now.agents.unusual:
        words = ngettext(
            "%(num)d agent has made unusually many checks or calls by hand today.",
            "%(num)d agents have made unusually many checks or calls by hand today.",
            now.agents.unusual,
        )
        yield Alarm("unusual", words, severe=False)
