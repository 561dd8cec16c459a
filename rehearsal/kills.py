"""One import, killed at a dozen moments and resumed each time, and what must be true between the kills and afterwards.

Must not know: how a process is killed.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lookup import AnswerName
from lookup.hashing import Cost
from lookup.registers.drafts import BATCH
from rehearsal.mortal import Moment
from rehearsal.stage import CHEAP, Row, Stage, Untrue, strangers

MOST_LOST = 2 * (os.cpu_count() or 1)  # batches that a kill may cost: two a thread
READING, HASHING, SEALING = "Reading the list", "Hashing", "Sealing the pages"
LETTERS, PROPOSING, PUBLISHING = "Writing the letters", "Proposing", "Publishing"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What an import went through: kills, batches, those hashed for nothing, and the lookups that were compared."""

    kills: int
    batches: int
    lost: int
    most_lost: int
    asked: int

    def __str__(self) -> str:
        """For the screen."""
        return (
            f"killed {self.kills} times and resumed each time, while the old register answered; "
            f"{self.batches:,} batches of {BATCH} hashes, "
            f"{self.lost} made again (at most {self.most_lost} after a kill); "
            f"letters byte for byte the same; {self.asked:,} lookups as if nothing had happened"
        )


def moments(rows: int, batches: int, letters: int) -> Iterator[Moment]:
    """When the import is killed, in the order of its work."""
    yield Moment(READING, "done", rows // 2)
    yield Moment(READING, "write", 2)  # the draft is about to be committed
    yield Moment(READING, "written", 2)  # it is, and has no key yet
    yield Moment(READING, "key", 2)  # two keys of three
    yield Moment(HASHING, "batch", 2)
    yield Moment(HASHING, "done", batches // 4 * BATCH)
    yield Moment(HASHING, "write", 3)  # a batch is hashed and not committed
    yield Moment(HASHING, "batch", batches // 3)
    yield Moment(SEALING, "write", 1)
    yield Moment(SEALING, "written", 1)
    yield Moment(LETTERS, "done", letters // 2)
    yield Moment(LETTERS, "write", 1)  # the whole build is about to be staged
    yield Moment(LETTERS, "written", 1)  # it is, and the letters have no name yet
    yield Moment(PROPOSING, "write", 1)
    yield Moment(PROPOSING, "written", 1)  # it is proposed, and nobody has approved it
    yield Moment(PUBLISHING, "write", 1)
    yield Moment(PUBLISHING, "written", 1)  # from here on the new register answers


def rehearse(stage: Stage, spare: Path, cost: Cost, *, sample: int) -> Rehearsed:
    """Import the new list at `cost` under kills; Untrue says what does not hold.

    `spare` is a folder for the same import undisturbed; `sample` is how many individuals are asked about.
    """
    undisturbed = stage.copy(spare)
    undisturbed.imports(CHEAP, publish=True)
    batches = undisturbed.batches_begun()
    witness, lost = Witness(stage), [0]
    individuals = len({row["person_key"] for row in stage.new})
    for moment in moments(len(stage.new), batches, individuals):
        if not stage.imports(cost, moment, publish=moment.phase in (PROPOSING, PUBLISHING)):
            raise Untrue(f"the import was over before {moment}")
        lost.append(stage.batches_begun() - stage.batches_kept(of=batches))
        witness.sees_who_answers(moment)
    most = max(after - before for before, after in pairwise(lost))
    if most > MOST_LOST:
        raise Untrue(f"{most} batches were hashed for nothing after one kill; at most {MOST_LOST} may be")
    _compare_ends(stage, undisturbed)
    return Rehearsed(len(lost) - 1, batches, lost[-1], most, _compare_answers(stage, undisturbed, sample))


class Witness:
    """Asks between the kills: the old register answers, all of it, until the new one does, all of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before = stage.answering()
        known = {row["student_number"] for row in stage.old}
        told = [row for row in stage.new if row["student_number"] and row["birth_date"]]
        self._asked = (
            next(row for row in told if row["student_number"] in known),
            next(row for row in told if row["student_number"] not in known),
            *strangers(1),
        )

    def sees_who_answers(self, moment: Moment) -> None:
        """Untrue unless exactly one register answers, the one that must."""
        is_published = (moment.phase, moment.event) == (PUBLISHING, "written")
        answering = self._stage.answering()
        if is_published == (answering == self._before):
            raise Untrue(f"killed at {moment}, generation {answering[0]} answers")
        names = [name for name, _ in self._stage.answers(self._asked)]
        newcomer = AnswerName.MATCH if is_published else AnswerName.NO_MATCH
        if names != [AnswerName.MATCH, newcomer, AnswerName.NO_MATCH]:
            raise Untrue(f"killed at {moment}, the register answers {names}")


def _compare_ends(stage: Stage, undisturbed: Stage) -> None:
    """What the killed import has left is what the undisturbed one left."""
    if stage.letters.read_bytes() != undisturbed.letters.read_bytes():
        raise Untrue("the letters are not those of an undisturbed import")
    if stage.answering() != undisturbed.answering() or stage.keys() != undisturbed.keys():
        raise Untrue(f"keys have piled up: {stage.keys()}")
    if stage.left_over() or undisturbed.left_over():
        raise Untrue("a draft, or pages of no generation, are left")
    drafts = [file for file in stage.folder.glob(".*") if file.name.startswith(".letters")]
    if drafts:
        raise Untrue(f"a draft of the letters is left: {drafts}")


def _compare_answers(stage: Stage, undisturbed: Stage, sample: int) -> int:
    """How many lookups were compared: of individuals whom the list lets be found, and of strangers."""
    told = [row for row in stage.new if row["student_number"] and row["birth_date"]]
    drawn = random.Random(sample).sample(told, min(sample, len(told)))  # noqa: S311  a sample, and the same each time
    asked: Sequence[Row] = [*drawn, *strangers(sample // 10 + 1)]
    answers = stage.answers(asked)
    if answers != undisturbed.answers(asked):
        raise Untrue("the register does not answer as that of an undisturbed import")
    names = [name for name, _ in answers]
    if names != [AnswerName.MATCH] * len(drawn) + [AnswerName.NO_MATCH] * (len(asked) - len(drawn)):
        raise Untrue("somebody of the list is not found, or a stranger is")
    return len(asked)
