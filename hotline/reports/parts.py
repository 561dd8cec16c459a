"""How what is counted is divided: one tree of parts for each table of the reports.

A tree is the same for every stretch of days, whatever was counted, so its shape tells nothing. Where one of the parts
below a part is too small to be shown, `suppression` leaves them together. Knows names and never a count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

NONE = "none"  # the caller did not come so far
OTHER = "other"


@dataclass(frozen=True)
class Part:
    """One part: a leaf, or what its own parts come to."""

    id: str
    parts: tuple[Part, ...] = ()

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The names that are counted in it, in order."""
        return tuple(leaf for part in self.parts for leaf in part.leaves) if self.parts else (self.id,)

    @cached_property
    def all(self) -> tuple[Part, ...]:
        """It and every part in it, each before its own."""
        return (self, *(inner for part in self.parts for inner in part.all))

    def counts(self, leaves: Mapping[str, int]) -> dict[str, int]:
        """How many were counted in it, and in each part in it, by the counts of leaves."""
        found: dict[str, int] = {}
        for part in reversed(self.all):  # its own parts before it
            found[part.id] = sum(found[one.id] for one in part.parts) if part.parts else leaves.get(part.id, 0)
        return found


@dataclass(frozen=True)
class Table:
    """What is counted, and how it is divided. A name that no leaf has is counted as `otherwise`."""

    id: str
    tree: Part
    otherwise: str = OTHER

    def sorted_in(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The counts by leaf."""
        known = dict.fromkeys(self.tree.leaves, 0)
        for name, count in counts.items():
            known[name if name in known else self.otherwise] += count
        return known


def one_after_another(id_: str, leaves: Sequence[str]) -> Part:
    """A tree that takes one leaf after another from the rest: `a | (b | (c | d))`."""
    first, *others = leaves
    if not others:
        return Part(first)
    rest = one_after_another(f"not_{first}", others)
    return Part(id_, (Part(first), rest))


def languages(offered: Collection[str]) -> Table:
    """Calls by language, and OTHER for another one, or none chosen.

    `offered`: in the order in which the incident came to have them. A new one is split off OTHER, and no other part of
    the tree changes: else the reports before and after it could be compared.
    """
    return Table(
        "language", one_after_another("calls", [*(one for one in dict.fromkeys(offered) if one != OTHER), OTHER])
    )


ROLES = Table(
    "role",
    Part(
        "calls",
        (Part(NONE), Part("said", (Part("for_family", (Part("self"), Part("child"))), Part("other")))),
    ),
)

CHANNELS = Table("channel", Part("calls", (Part("telephone"), Part("desk"))), otherwise="telephone")

OUTCOMES = Table(
    "outcome",
    Part(
        "calls",
        (
            Part(
                "contained",
                (
                    Part("self_service"),
                    Part("without_answer", (Part("information"), Part("in_menus", (Part("menu"), Part("fault"))))),
                ),
            ),
            Part(
                "person_needed",
                (
                    Part("person"),
                    Part(
                        "no_person_yet",
                        (Part("abandoned"), Part("left_word", (Part("callback"), Part("voicemail")))),
                    ),
                ),
            ),
        ),
    ),
    otherwise="fault",
)

QUEUE = Table(
    "queue",
    Part(
        "offered",
        (
            Part("answered", (Part("in_time"), Part("later"))),
            Part(
                "not_answered",
                (
                    Part("abandoned", (Part("short"), Part("waited"))),
                    Part("elsewhere", (Part("callback"), Part("other_ways", (Part("voicemail"), Part("menu"))))),
                ),
            ),
        ),
    ),
    otherwise="menu",
)

# Entries into the first step of each way of checking, by telephone.
WAYS = Table("ways", one_after_another("ways", ("letter-code", "student-number", "last-name")), otherwise="last-name")

DISPOSITIONS = Table(
    "disposition",
    Part(
        "closed",
        (
            Part("settled", (Part("answered_questions"), Part("checked"))),
            Part(
                "unsettled",
                (
                    Part(
                        "to_follow",
                        (Part("callback_arranged"), Part("handed_on", (Part("letter_requested"), Part("escalated")))),
                    ),
                    Part("no_business", (Part("caller_gone"), Part("strays", (Part("wrong_number"), Part(OTHER))))),
                ),
            ),
        ),
    ),
)

ANSWERS = Table(
    "answer", one_after_another("checks", ("MATCH", "NO_MATCH", "CANNOT_TELL", "MAY_NOT_TELL")), otherwise="CANNOT_TELL"
)

CALLBACKS = Table(
    "callback",
    Part(
        "arranged",
        (Part("reached", (Part("kept"), Part("late"))), Part("not_reached", (Part("unreached"), Part("open")))),
    ),
    otherwise="open",
)

QUESTIONS = Table("question", Part("questions"), otherwise="questions")
TIMED = Table("timed", Part("timed_calls"), otherwise="timed_calls")
# Those of them of which the time before the call is known too.
OCCUPIED = Table("occupied", Part("occupied_calls"), otherwise="occupied_calls")

BY_QUARTER = (ROLES, CHANNELS, OUTCOMES, QUEUE)  # and the languages: counted in the quarter in which a call began
BY_DAY = (DISPOSITIONS, CALLBACKS, QUESTIONS, TIMED, OCCUPIED)  # counted by the day (UTC)
