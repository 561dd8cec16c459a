"""Stories drawn from a seed: the same ones each time, failures found and told short; and a few of each real part."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from fuzz.__main__ import main
from fuzz.stories import Failed, Part, try_all, try_some

STORIES = {"calls": 300, "lists": 60, "requests": 1000, "lines": 4}


def draw(chance: random.Random) -> list[int]:
    return [chance.randrange(100) for _ in range(50)]


def refuses(acts: Sequence[int]) -> None:
    if 7 in acts and any(act > 90 for act in acts):
        raise Failed("a seven and a large number")


UNLUCKY = Part("unlucky", draw, refuses, batch=50)


def test_a_failing_story_is_told_with_only_the_acts_that_it_needs() -> None:
    failure = try_some(UNLUCKY, 0, 200, 5)[0]
    assert sorted(act > 90 for act in failure.acts) == [False, True]
    assert f"story {failure.story} of seed 5 fails: Failed: a seven and a large number" in failure.told()


def test_the_same_seed_finds_the_same_failures_on_any_number_of_cores() -> None:
    told: list[str] = []
    found = [try_all(UNLUCKY, stories=200, seed=5, tell=told.append, cores=cores) for cores in (1, 2)]
    assert found[0] == found[1] != []
    assert told[-1].startswith("unlucky: 200 of 200 in ")


@pytest.mark.parametrize("name", STORIES)
def test_a_few_of_each_part_hold(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--seed", "3", "--cores", "1", f"--{name}", str(STORIES[name])]) == 0, capsys.readouterr().out
