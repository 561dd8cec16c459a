"""Trying many stories drawn from a seed, on every core, and telling a failing one as short as it can be.

A story is a sequence of acts; the same acts always go the same way. Must not know: what an act is.
"""

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

GLANCE = 10.0  # seconds between two lines of progress


class Failed(Exception):
    """Something that must hold does not; the message says what."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of story. `draw` makes the acts of a story from its own chance, `live` goes through them, or raises."""

    name: str
    draw: Callable[[random.Random], Sequence[Any]]
    live: Callable[[Sequence[Any]], None]
    batch: int = 500


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, and the shortest story found that shows it."""

    part: str
    story: int
    seed: int
    reason: str
    acts: tuple[Any, ...]

    def told(self) -> str:
        """For the screen."""
        acts = "\n".join(f"    {act!r}" for act in self.acts)
        return f"{self.part}: story {self.story} of seed {self.seed} fails: {self.reason}\n{acts}"


def try_all(
    part: Part, *, stories: int, seed: int, tell: Callable[[str], None], cores: int | None = None
) -> list[Failure]:
    """Try `stories` of them; the first failures, one a batch."""
    batches = [(first, min(first + part.batch, stories)) for first in range(0, stories, part.batch)]
    failures: list[Failure] = []
    began = told = time.monotonic()
    for (_, last), found in zip(batches, _results(part, batches, seed, cores or os.cpu_count() or 1), strict=True):
        failures += found
        if time.monotonic() - told > GLANCE or last == stories:
            told = time.monotonic()
            tell(f"{part.name}: {last:,} of {stories:,} in {told - began:.0f} s, {len(failures)} failed")
    return failures


def try_some(part: Part, first: int, last: int, seed: int) -> list[Failure]:
    """Try the stories from `first` up to `last`; the first failure, if there is one."""
    for story in range(first, last):
        acts = part.draw(random.Random(f"{part.name} {seed} {story}"))
        reason = _reason(part, acts)
        if reason:
            shortest = _shortened(part, list(acts), reason)
            return [Failure(part.name, story, seed, _reason(part, shortest), tuple(shortest))]
    return []


def _results(part: Part, batches: Sequence[tuple[int, int]], seed: int, cores: int) -> Iterator[list[Failure]]:
    if cores == 1:
        yield from (try_some(part, first, last, seed) for first, last in batches)
        return
    with ProcessPoolExecutor(cores) as executor:
        waiting = [executor.submit(try_some, part, first, last, seed) for first, last in batches]
        for batch in waiting:
            yield batch.result()


def _reason(part: Part, acts: Sequence[Any]) -> str:
    """Why these acts fail, or "" where they do not."""
    try:
        part.live(acts)
    except Exception as fault:  # noqa: BLE001  an exception of any kind is what is looked for
        return f"{type(fault).__name__}: {fault}"
    return ""


def _shortened(part: Part, acts: list[Any], reason: str) -> list[Any]:
    """Fewer of the acts that fail in the same way: halves, quarters, then single ones are left out."""
    kind, size = reason.partition(":")[0], max(1, len(acts) // 2)
    while True:
        at = 0
        while at < len(acts):
            without = acts[:at] + acts[at + size :]
            if _reason(part, without).partition(":")[0] == kind:
                acts = without
            else:
                at += size
        if size == 1:
            return acts
        size //= 2
