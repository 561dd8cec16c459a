"""The tally: counts that become readable only when they tell nothing of one call."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, repeat
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from lookup import AnswerName
from lookup.tally import MOST_INTERVALS, QUARTER, AnswerTally, Tally, counted, intervals, with_room
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


ZONE = ZoneInfo("America/Chicago")
A_DAY = 96  # quarters


def busy(quarters: Iterable[int]) -> tuple[bytes, Counter[date]]:
    """A tally after so many quarters of twelve checks each, and how many checks belong to each local day."""
    packed, noted, running = b"", Counter[date](), 0
    for quarter in quarters:
        noted[day_of(quarter)] += running  # what ran until now closes at the first check of this quarter
        for name in (MATCH, NO_MATCH) * 6:
            packed = counted(packed, quarter, name)
            packed = with_room(packed, ZONE) if len(intervals(packed)) > MOST_INTERVALS else packed
        running = 12
    return packed, +noted


def day_of(quarter: int) -> date:
    return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(ZONE).date()


def by_day(packed: bytes) -> Counter[date]:
    """How many checks belong to each local day: that on which their interval closed."""
    found = intervals(packed)
    days = Counter[date]()
    for one, following in pairwise(found):
        days[following.begins.astimezone(ZONE).date()] += sum(one.counts)
    return days


def test_what_belongs_to_a_day_stays_when_there_is_no_room_for_another_interval() -> None:
    packed, noted = busy(range(1_000, 1_000 + 8 * A_DAY))
    assert len(intervals(packed)) == MOST_INTERVALS
    assert by_day(packed) == noted
    assert intervals(packed)[0].first == 1_000


def test_the_oldest_days_become_one_when_each_has_but_one_interval() -> None:
    packed, noted = busy(range(1_000, 1_000 + 400 * A_DAY, 48))
    days = sorted(noted)
    assert len(intervals(packed)) == MOST_INTERVALS
    assert by_day(packed).total() == noted.total()
    kept = by_day(packed)
    assert {day: kept[day] for day in days[-300:]} == {day: noted[day] for day in days[-300:]}


def test_a_full_tally_is_kept_in_the_row(vault: Vault) -> None:
    """Three hundred and sixty quarters are more than there is room for; the row stays as long as it was."""
    for _ in range(MOST_INTERVALS + 20):
        counts(vault, *repeat(MATCH, 6), *repeat(NO_MATCH, 6))
        next_quarter(vault)
    told = readable(vault)
    assert len(told) == MOST_INTERVALS - 1
    assert sum(one[MATCH] for one in told) == 6 * (MOST_INTERVALS + 19)
    with vault.database.read() as session:
        assert session.scalars(select(func.length(AnswerTally.sealed))).all() == [8192]


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
