"""Clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.clock import StoppedClock, SystemClock, minute


def test_the_system_clock_is_aware_and_goes_on() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_a_stopped_clock_moves_only_when_it_is_moved() -> None:
    clock = StoppedClock(datetime(2019, 6, 3, 15, 0, 42, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(minutes=1))
    assert minute(clock.now()) == datetime(2019, 6, 3, 15, 1, tzinfo=UTC)


def test_a_stopped_clock_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        StoppedClock(datetime(2019, 6, 3))  # noqa: DTZ001  the case itself
