"""The pages of the reports: which sheets and which charts stand on each. Must not know: how a page looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from agents_ui.reports import drawing, trees, weekdays
from agents_ui.reports.asked import By
from agents_ui.reports.pieces import Piece, calls_in, pieces
from agents_ui.reports.reading import Told
from agents_ui.reports.sheets import Sheet, figures_of, of_measures
from hotline.reports import parts
from hotline.reports.parts import Table

AT_A_GLANCE = (
    *("calls", "service_level", "speed_of_answer", "abandonment_rate", "containment", "self_service_completion"),
    *("handle_time", "occupancy", "callbacks_kept", "new_questions", "availability"),
)
QUEUE = ("offered", "answered", "abandoned", "service_level", "abandonment_rate", "speed_of_answer", "time_to_abandon")
ALONE = ("containment", "self_service_completion")
AT_THE_DESK = ("handle_time", "occupancy", "new_questions", "callbacks_kept")
BY_THE_DAY = _l("Counted by the day, so no part of a day is told.")

Look = Literal["cards", "table", "tree", "grid"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet on a page, the charts of it, and how it is looked at. One that is `folded` waits to be opened.

    `over_time`: the same piece by piece, which waits to be opened too.
    """

    sheet: Sheet
    look: Look = "table"
    charts: Sequence[Markup | None] = ()
    folded: bool = False
    over_time: Sheet | None = None

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All that it holds."""
        return [self.sheet, self.over_time] if self.over_time else [self.sheet]


@dataclass(frozen=True, slots=True)
class Topic:
    """A page: what it is called, and what stands on it."""

    id: str
    words: Any
    leaves: Callable[[Told], Iterator[Leaf]]


def sheets(topic: str, told: Told) -> list[Sheet]:
    """Every sheet of a topic, in the order of its page; KeyError where there is no such topic."""
    return [sheet for leaf in TOPICS[topic].leaves(told) for sheet in leaf.sheets]


def _summary(told: Told) -> Iterator[Leaf]:
    whole = replace(told, asked=replace(told.asked, by=By.WHOLE))
    if told.figures:
        yield Leaf(of_measures("summary", _l("At a glance"), AT_A_GLANCE, pieces(whole), every=told.figures), "cards")
    yield replace(_calls_leaf(told), folded=True)
    yield replace(_queue_leaf(told), folded=True)


def _calls(told: Told) -> Iterator[Leaf]:
    yield _calls_leaf(told)
    hours = weekdays.by_hour("hours", _l("When they call"), told)
    if hours:
        yield Leaf(hours, "grid", [drawing.hours(hours, _l("Calls an hour, on average"))])


def _waiting(told: Told) -> Iterator[Leaf]:
    leaf = _queue_leaf(told)
    title = _l("How long callers wait, on average")
    yield replace(leaf, charts=[*leaf.charts, drawing.times(leaf.sheet, ("speed_of_answer", "time_to_abandon"), title)])


def _menu(told: Told) -> Iterator[Leaf]:
    yield Leaf(trees.of_places("places", _l("The way to an answer"), told.figures), "tree")
    alone = of_measures("containment", _l("Without a person"), ALONE, pieces(told), every=told.figures)
    yield Leaf(alone, charts=[drawing.shares(alone, ALONE, _l("Share of all calls"))])
    yield from _table(told, parts.OUTCOMES, "outcomes", _l("How calls ended"))
    yield from _table(told, parts.WAYS, "schemes", _l("How they checked, on the telephone"), at_least=By.DAY)


def _callers(told: Told) -> Iterator[Leaf]:
    yield from _table(told, told.report.languages, "languages", _l("Languages"))
    yield from _table(told, parts.ROLES, "roles", _l("For whom they called"))
    yield from _table(told, parts.CHANNELS, "channels", _l("By which door"))


def _answers(told: Told) -> Iterator[Leaf]:
    yield from _table(told, parts.ANSWERS, "answers", _l("The four answers"), at_least=By.DAY)


def _desk(told: Told) -> Iterator[Leaf]:
    days = pieces(told, at_least=By.DAY)
    sheet = of_measures("handling", _l("Work at the desk"), AT_THE_DESK, days, every=told.figures)
    handling = _noted(told, sheet, By.DAY)
    shares = drawing.shares(handling, ("occupancy",), _l("Occupancy"))
    yield Leaf(handling, charts=[drawing.times(handling, ("handle_time",), _l("Handle time, on average")), shares])
    yield from _table(told, parts.DISPOSITIONS, "dispositions", _l("How agents closed their calls"), at_least=By.DAY)


def _noted(told: Told, sheet: Sheet, at_least: By) -> Sheet:
    """The sheet, which says so where parts of a day are asked for and it has none."""
    cut = told.asked.by is By.INTERVAL and at_least is not By.INTERVAL
    return replace(sheet, notes=[*sheet.notes, BY_THE_DAY]) if cut else sheet


def _calls_leaf(told: Told) -> Leaf:
    some = calls_in(told)
    sheet = of_measures("calls", _l("Calls"), ("calls",), some, every=figures_of(some))
    return Leaf(sheet, charts=[drawing.calls(sheet)])


def _queue_leaf(told: Told) -> Leaf:
    sheet = of_measures("waiting", _l("Waiting for a person"), QUEUE, pieces(told), every=told.figures)
    shares = drawing.shares(sheet, ("service_level", "abandonment_rate"), _l("Answered in time, and given up"))
    return Leaf(sheet, charts=[shares])


def _table(told: Told, table: Table, id_: str, title: Any, *, at_least: By = By.INTERVAL) -> Iterator[Leaf]:
    """A table over the whole range, and its parts over time."""
    some: Sequence[Piece] = pieces(told, at_least=at_least)
    over_time = trees.over_time(f"{id_}-over-time", title, table, some, every=told.figures) if len(some) > 1 else None
    sheet = _noted(told, trees.of_parts(id_, title, table, told.figures), at_least)
    yield Leaf(sheet, "tree", over_time=over_time if over_time and over_time.columns else None)


TOPICS: Mapping[str, Topic] = {
    one.id: one
    for one in (
        Topic("summary", _l("At a glance"), _summary),
        Topic("calls", _l("Calls"), _calls),
        Topic("waiting", _l("Waiting"), _waiting),
        Topic("menu", _l("Menu"), _menu),
        Topic("callers", _l("Callers"), _callers),
        Topic("answers", _l("Answers"), _answers),
        Topic("desk", _l("Desk"), _desk),
    )
}
