"""Closures and the announcement in the file: each has an end, no two hold at once, and times are local."""

import pytest

from hotline.incidents import IncidentFileError, read
from hotline.settings import PROJECT

GOOD = (PROJECT / "examples" / "jcps-2019" / "incident.toml").read_text(encoding="utf-8")
SAY = '[{}.say]\nen = "We are closed."\nes = "Estamos cerrados."\n'
EMERGENCY = "[emergency]\n{}\n" + SAY.format("emergency")


def closure(times: str) -> str:
    return f"[[closures]]\n{times}\n{SAY.format('closures')}"


def faults_of(table: str) -> list[tuple[int | None, str, str]]:
    """The faults of the good file with `table` at its end: lines counted from the first line of the table."""
    with pytest.raises(IncidentFileError) as refused:
        read(f"{GOOD}\n{table}")
    before = GOOD.count("\n") + 1
    return [(fault.line and fault.line - before, fault.path, fault.words) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("times", "line", "key", "words"),
    [
        ("begins = 2020-03-02T08:00:00", 1, "ends", "is missing"),
        ("ends = 2020-03-02T08:00:00", 1, "begins", "is missing"),
        ("begins = 2020-03-02T08:00:00\nends = 2020-03-02T08:00:00", 3, "ends", "lies not after 2020-03-02 08:00:00"),
        ("begins = 2020-03-02T08:00:00\nends = 2020-03-01T08:00:00", 3, "ends", "lies not after"),
        ("begins = 2020-03-02\nends = 2020-03-04T08:00:00", 2, "begins", "a date with a time"),
        ('begins = "2020-03-02T08:00:00"\nends = 2020-03-04T08:00:00', 2, "begins", "without quotation marks"),
        ("begins = 2020-03-02T08:00:00-06:00\nends = 2020-03-04T08:00:00", 2, "begins", "without Z or an offset"),
        ("begins = 2019-12-30T08:00:00\nends = 2020-03-04T08:00:00", 2, "begins", "they must not overlap"),
        ("begins = 2019-12-01T08:00:00\nends = 2019-12-23T12:00:01", 2, "begins", "begins 2019-12-23 12:00:00"),
    ],
)
def test_a_wrong_closure_is_told(times: str, line: int, key: str, words: str) -> None:
    (fault,) = faults_of(closure(times))
    assert (fault[0], fault[1]) == (line, f"closures[2].{key}")
    assert words in fault[2]


def test_closures_may_follow_one_another_without_a_gap() -> None:
    text = GOOD + "\n" + closure("begins = 2020-01-02T08:00:00\nends = 2020-01-03T08:00:00")
    assert len(read(text).closures) == 2


def test_a_closure_must_say_something() -> None:
    with_silence = closure("begins = 2020-03-02T08:00:00\nends = 2020-03-04T08:00:00").split("[closures.say]")[0]
    assert faults_of(with_silence) == [(1, "closures[2].say", "is missing")]


def test_an_announcement_without_an_end_is_told() -> None:
    assert faults_of(EMERGENCY.format("")) == [(1, "emergency.ends", "is missing")]


def test_an_announcement_is_said_until_it_ends() -> None:
    told = read(GOOD + "\n" + EMERGENCY.format("ends = 2019-06-14T18:00:00")).emergency
    assert told is not None
    assert told.ends.isoformat() == "2019-06-14T18:00:00-05:00"
    assert told.say["es"] == "Estamos cerrados."
