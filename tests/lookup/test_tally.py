"""The tally: counts that become readable only when they tell nothing of one call."""

from datetime import timedelta
from itertools import repeat

from sqlalchemy import func, select

from lookup import AnswerName
from lookup.tally import MOST_INTERVALS, QUARTER, AnswerTally, Tally, counted, intervals
from tests.lookup.vaults import CAST, Vault

MATCH, NO_MATCH = AnswerName.MATCH, AnswerName.NO_MATCH


def counts(vault: Vault, *names: AnswerName) -> None:
    tally = Tally(vault.ring, vault.clock)
    with vault.database.write() as session:
        for name in names:
            tally.write(session, tally.lock(session, vault.incident.id), answered=name)


def readable(vault: Vault) -> list[dict[AnswerName, int]]:
    with vault.database.read() as session:
        return [interval.answers for interval in Tally(vault.ring, vault.clock).readable(session, vault.incident.id)]


def next_quarter(vault: Vault) -> None:
    vault.clock.advance(timedelta(seconds=QUARTER))


def test_a_quiet_quarter_runs_on(vault: Vault) -> None:
    counts(vault, *repeat(MATCH, 5), *repeat(NO_MATCH, 5))
    next_quarter(vault)
    counts(vault, MATCH)
    assert readable(vault) == []


def test_a_busy_quarter_is_readable_once_the_next_has_begun(vault: Vault) -> None:
    counts(vault, *repeat(MATCH, 6), *repeat(NO_MATCH, 5))
    assert readable(vault) == []
    next_quarter(vault)
    assert readable(vault) == []
    counts(vault, MATCH)
    (interval,) = readable(vault)
    assert (interval[MATCH], interval[NO_MATCH]) == (6, 5)


def test_eleven_times_the_same_answer_stay_closed(vault: Vault) -> None:
    counts(vault, *repeat(MATCH, 30))
    next_quarter(vault)
    counts(vault, MATCH)
    assert readable(vault) == []


def test_every_count_is_kept_when_there_is_no_room_for_another_interval() -> None:
    packed = b""
    for quarter in range(1_000, 1_000 + MOST_INTERVALS + 60):
        for name in (MATCH, NO_MATCH) * 6:
            packed = counted(packed, quarter, name)
    assert len(intervals(packed)) == MOST_INTERVALS
    assert sum(interval.answers[MATCH] for interval in intervals(packed)) == 6 * (MOST_INTERVALS + 60)
    assert intervals(packed)[0].first == 1_000


def test_the_blob_has_one_length(vault: Vault) -> None:
    for _ in range(3):
        counts(vault, *repeat(MATCH, 6), *repeat(NO_MATCH, 6))
        next_quarter(vault)
        with vault.database.read() as session:
            lengths = select(func.length(AnswerTally.sealed), func.length(AnswerTally.breakers))
            assert session.execute(lengths).all() == [(8192, 1024)]
    assert len(readable(vault)) == 2


def test_a_custodians_trial_is_nobodys_call(vault: Vault) -> None:
    vault.holds(CAST)
    vault.asks(CAST[0])
    with vault.database.read() as session:
        assert session.scalars(select(AnswerTally)).all() == []
