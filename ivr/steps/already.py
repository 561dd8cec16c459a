"""What a caller has heard already, in a letter each, so that a person need not say it again.

It must not know which of it mattered.
"""

from __future__ import annotations

from collections.abc import Mapping

from ivr.steps.state import TOPICS

ANSWERS = ("MATCH", "NO_MATCH", "CANNOT_TELL", "MAY_NOT_TELL")
KINDS = "kinds"  # which kinds of information were involved
# The names under which the desk is told, in an order that stored letters depend on: only ever add at the end.
NAMES: tuple[str, ...] = (*map(str, TOPICS), *(f"answer.{name}" for name in ANSWERS), KINDS)
_LETTERS: Mapping[str, str] = dict(zip(NAMES, "abcdefghijklmnopqrstuvwxyz", strict=False))


def adding(said: str, *names: str) -> str:
    """The letters of a call that has heard these too, each once, in the order of its first time.

    What has no name here is left out.
    """
    return said + "".join(letter for name in names if (letter := _LETTERS.get(name, "")) not in said)


def heard(said: str) -> tuple[str, ...]:
    """The names of what was heard."""
    return tuple(name for letter in said for name, its in _LETTERS.items() if its == letter)
