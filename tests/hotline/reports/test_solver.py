"""The solver that judges the reports, on what can be seen without one."""

import pytest

from tests.hotline.reports.solver import Impossible, Knowledge


def test_a_difference_is_found() -> None:
    known = Knowledge(3, [([0, 1, 2], 100), ([0, 1], 95)])
    assert known.bounds([2]) == (5, 5)
    assert known.bounds([0]) == (0, 95)


def test_the_four_corners_of_a_table_are_found() -> None:
    # a b | 20        In a table of two rows and two columns with these sums, b is 3 at least and 20 at most.
    # c d | 30
    known = Knowledge(4, [([0, 1], 20), ([2, 3], 30), ([0, 2], 17), ([1, 3], 33)])
    assert known.bounds([1]) == (3, 20)
    assert known.bounds([0]) == (0, 17)


def test_overlapping_ranges_are_compared() -> None:
    monday, tuesday, wednesday = 0, 1, 2
    known = Knowledge(3, [([monday, tuesday], 40), ([tuesday, wednesday], 50), ([monday, tuesday, wednesday], 60)])
    assert [known.bounds([day]) for day in (monday, tuesday, wednesday)] == [(10, 10), (30, 30), (20, 20)]


def test_what_nobody_bounds_has_no_most() -> None:
    assert Knowledge(2, [([0], 4)]).bounds([0, 1]) == (4, None)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(Impossible):
        Knowledge(2, [([0, 1], 4), ([0], 5)])
