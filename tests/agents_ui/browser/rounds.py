"""The rounds through the desk's pages: each leads a tour past some of them, and every page is in one.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.agents_ui.browser.tour import PAGES_OF_THE_TOUR, Tour
from tests.agents_ui.browser.walks import people
from tests.agents_ui.browser.walks.approving import PAGES_OF_APPROVING, the_lists
from tests.agents_ui.browser.walks.forecast import PAGES_OF_THE_FORECAST, forecast
from tests.agents_ui.browser.walks.line import PAGES_OF_THE_LINE, line
from tests.agents_ui.browser.walks.reports import PAGES_OF_THE_REPORTS, reports
from tests.agents_ui.browser.walks.wallboard import PAGES_OF_THE_WALLBOARD, the_wallboard


@dataclass(frozen=True, slots=True)
class Round:
    """`walk` says the name of each page while it is shown; `pages` are the templates that it must have come past."""

    walk: Callable[[Tour], Iterator[str]]
    pages: frozenset[str]


ROUNDS: Mapping[str, Round] = {
    "desk": Round(Tour.every_page, PAGES_OF_THE_TOUR),
    "line": Round(line, PAGES_OF_THE_LINE),
    "approving": Round(the_lists, PAGES_OF_APPROVING),
    "people": Round(people.people, people.PAGES),
    "forecast": Round(forecast, PAGES_OF_THE_FORECAST),
    "reports": Round(reports, PAGES_OF_THE_REPORTS),
    "wallboard": Round(the_wallboard, PAGES_OF_THE_WALLBOARD),
}
