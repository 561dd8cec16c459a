"""The picture of the call in docs/, drawn from the roads that the flow itself has: `python -m ivr.picture`.

A card for each step tells every way on; arrows show those that lead down. A test fails where the stored picture is not
what the flow says. It must not know why a road is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

from hotline import incidents
from hotline.settings import PROJECT
from ivr.roads import Road, roads
from ivr.steps.facts import Facts
from ivr.steps.state import ENTRIES, TOPICS, Step

PICTURE = PROJECT / "docs" / "call.svg"
EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
A_MORNING = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)  # while people answer

# Where each card stands: column from the left, row from the top.
PLACES: Mapping[Step, tuple[float, int]] = {
    Step.LANGUAGE: (2, 0),
    Step.MENU: (2, 1),
    Step.ROLE: (0, 2),
    Step.WHAT_HAPPENED: (1, 2),
    Step.WHAT_TO_DO: (2, 2),
    Step.HOURS: (3, 2),
    Step.LETTERS: (4, 2),
    Step.WAY: (0, 3),
    Step.NONE_CAME: (1, 3),
    Step.MOVED: (2, 3),
    Step.FOR_ANOTHER: (3, 3),
    Step.DIED: (4, 3),
    Step.LETTER_CODE: (0, 4),
    Step.STUDENT_NUMBER: (1, 4),
    Step.LAST_NAME: (2, 4),
    Step.READ_BACK: (0, 5),
    Step.FIRST_NAME: (2, 5),
    Step.BIRTH_DATE: (1, 6),
    Step.ZIP: (2, 6),
    Step.CHECKING: (1, 7),
    Step.ANSWER: (1, 8),
    Step.PERSON: (3, 7),
    Step.GOODBYE: (3, 8),
    Step.REACH: (0, 9),
    Step.QUEUE: (1, 9),
    Step.SAME_NUMBER: (2, 10),
    Step.WITH_AGENT: (3, 10),
    Step.MESSAGE: (4, 10),
    Step.NUMBER: (1, 11),
    Step.TALKED: (3, 11),
    Step.NUMBER_BACK: (1, 12),
    Step.PROMISED: (2, 13),
}
TITLES: Mapping[Step, str] = {
    Step.LANGUAGE: "Which language?",
    Step.MENU: "Main menu",
    Step.ROLE: "About whom?",
    Step.WHAT_HAPPENED: "What happened",
    Step.WHAT_TO_DO: "What you can do",
    Step.HOURS: "Hours, other ways",
    Step.LETTERS: "Letters",
    Step.WAY: "Check how?",
    Step.NONE_CAME: "No letter came",
    Step.MOVED: "New address",
    Step.FOR_ANOTHER: "For somebody else",
    Step.DIED: "Somebody died",
    Step.LETTER_CODE: "Letter code",
    Step.STUDENT_NUMBER: "Student number",
    Step.LAST_NAME: "Last name",
    Step.READ_BACK: "Is that correct?",
    Step.FIRST_NAME: "First name",
    Step.BIRTH_DATE: "Birth date",
    Step.ZIP: "ZIP code",
    Step.CHECKING: "One moment",
    Step.ANSWER: "The answer",
    Step.PERSON: "A person elsewhere",
    Step.QUEUE: "In the line",
    Step.WITH_AGENT: "With a person",
    Step.TALKED: "Anything else?",
    Step.REACH: "Nobody is free",
    Step.SAME_NUMBER: "Call which number?",
    Step.NUMBER: "Telephone number",
    Step.NUMBER_BACK: "Is that correct?",
    Step.PROMISED: "Four digits",
    Step.MESSAGE: "A message",
    Step.GOODBYE: "Goodbye",
}
EVERYWHERE = (
    ("0", "a person: in the line, or nobody is free"),
    ("9", "say it again"),
    ("*", "one step back"),
    ("*", "in an entry, and where a call begins: more time"),
    ("–", "nothing: asked again, then a person, then goodbye"),
)
KINDS = (("menu", "one key"), ("entry", "keys, then #"), ("told", "something is told"), ("event", "no key is wanted"))

WIDTH, MARGIN = 1000, 20
CARD, STEP_X, HEAD, ROW, FOOT, GAP = 168, 198, 26, 19, 7, 40
STYLE = """
text{font:13px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2933}
.title{font-weight:600;fill:#fff}.small{font-size:12px}.key{font-weight:600;font-size:12px;text-anchor:middle}
.card{fill:#fff;stroke:#c3ccd6}.arrow{fill:none;stroke:#8593a3;stroke-width:1.5;marker-end:url(#head)}
.pill{fill:#e8edf3}.menu{fill:#1d4ed8}.entry{fill:#9a3412}.told{fill:#166534}.event{fill:#475569}
"""
HEAD_OF_AN_ARROW = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#8593a3"/></marker></defs>'
)

Lines = Iterator[str]


def drawn(all_roads: Sequence[Road]) -> str:
    """The picture as SVG."""
    ways = {step: [road for road in all_roads if road.start is step] for step in Step}
    tops = _tops(ways)
    height = max(tops[row] + _height(ways[step]) for step, (_, row) in PLACES.items()) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        '<title id="t">The call, step by step</title>',
        f'<desc id="d">{escape(_told(ways))}</desc>',
        f"<style>{STYLE}</style>",
        HEAD_OF_AN_ARROW,
        f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#f5f7fa"/>',
        *(line for road in all_roads for line in _arrow(road, ways, tops)),
        *(line for step in Step for line in _card(step, ways[step], tops)),
        *_legend(3, tops[4]),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _told(ways: Mapping[Step, Sequence[Road]]) -> str:
    """The same in words, for whoever does not see it."""
    cards = (
        f"{TITLES[step]}: {', '.join(f'{road.keys} leads to {TITLES[road.end]}' for road in ways[step])}."
        for step in Step
        if ways[step]
    )
    return " ".join(cards)


def _height(ways: Sequence[Road]) -> int:
    return HEAD + ROW * max(1, len(ways)) + FOOT


def _tops(ways: Mapping[Step, Sequence[Road]]) -> dict[int, int]:
    """Where each row begins: below the highest card of the row before."""
    tops, at = {}, MARGIN
    for row in range(max(row for _, row in PLACES.values()) + 1):
        tops[row] = at
        at += max(_height(ways[step]) for step, place in PLACES.items() if place[1] == row) + GAP
    return tops


def _left(column: float) -> int:
    return MARGIN + round(column * STEP_X)


def _kind(step: Step) -> str:
    if step in ENTRIES:
        return "entry"
    if step in (*TOPICS, Step.ANSWER, Step.PROMISED, Step.GOODBYE):
        return "told"
    waits = (Step.CHECKING, Step.PERSON, Step.WITH_AGENT)
    return "event" if step in waits else "menu"


def _card(step: Step, ways: Sequence[Road], tops: Mapping[int, int]) -> Lines:
    column, row = PLACES[step]
    x, y = _left(column), tops[row]
    yield f'<g><rect class="card" x="{x}" y="{y}" width="{CARD}" height="{_height(ways)}" rx="8"/>'
    yield f'<path class="{_kind(step)}" d="M{x} {y + HEAD}v-18a8 8 0 0 1 8-8h{CARD - 16}a8 8 0 0 1 8 8v18z"/>'
    yield f'<text class="title" x="{x + 10}" y="{y + 18}">{escape(TITLES[step])}</text>'
    for place, road in enumerate(ways):
        yield from _way(road, x + 8, y + HEAD + place * ROW + 15)
    if not ways:
        then = "the call is over" if step is Step.GOODBYE else "main menu, or goodbye"
        yield f'<text class="small" x="{x + 10}" y="{y + HEAD + 15}">{then}</text>'
    yield "</g>"


def _way(road: Road, x: int, y: int) -> Lines:
    """One line of a card: the key in a pill, and where it leads."""
    wide = 14 + (8 if road.keys.isalpha() else 7) * (len(road.keys) - 1)
    yield f'<rect class="pill" x="{x}" y="{y - 11}" width="{wide}" height="15" rx="4"/>'
    yield f'<text class="key" x="{x + wide / 2:g}" y="{y}">{escape(road.keys)}</text>'
    yield f'<text class="small" x="{x + wide + 6}" y="{y}">{escape(TITLES[road.end])}</text>'


def _arrow(road: Road, ways: Mapping[Step, Sequence[Road]], tops: Mapping[int, int]) -> Lines:
    """An arrow where a road leads down, or to the card beside; the others are told on the card."""
    (column, row), (to_column, to_row) = PLACES[road.start], PLACES[road.end]
    x, to_x = _left(column) + CARD // 2, _left(to_column) + CARD // 2
    if to_row > row:
        y, to_y = tops[row] + _height(ways[road.start]), tops[to_row] - 2
        bend = max(y, to_y - GAP)  # straight down past other rows, so that no card is crossed
        yield f'<path class="arrow" d="M{x} {y}V{bend}C{x} {bend + 30} {to_x} {to_y - 34} {to_x} {to_y}"/>'
    elif (to_row, to_column) == (row, column + 1) and road.start is Step.BIRTH_DATE:
        y = tops[row] + HEAD // 2
        yield f'<path class="arrow" d="M{x + CARD // 2} {y}H{to_x - CARD // 2 - 2}"/>'


def _legend(column: float, y: int) -> Lines:
    x = _left(column)
    yield f'<text x="{x}" y="{y + 16}" font-weight="600">At every step</text>'
    for place, (key, words) in enumerate(EVERYWHERE):
        at = y + 40 + place * 24
        yield f'<rect class="pill" x="{x}" y="{at - 12}" width="18" height="17" rx="4"/>'
        yield f'<text class="key" x="{x + 9}" y="{at + 1}">{key}</text>'
        yield f'<text class="small" x="{x + 26}" y="{at + 1}">{escape(words)}</text>'
    for place, (kind, words) in enumerate(KINDS):
        at = y + 174 + place * 22
        yield f'<rect class="{kind}" x="{x}" y="{at - 11}" width="18" height="13" rx="3"/>'
        yield f'<text class="small" x="{x + 26}" y="{at}">{kind}: {words}</text>'


def of_the_example() -> str:
    """The picture of the example's call, with every way of checking, while people answer.

    From the desk's own number of the fallback, too, which the same incident would dial without a desk.
    """
    example = incidents.load(EXAMPLE)
    found = roads(Facts(example, A_MORNING)) + roads(Facts(replace(example, takes_calls=False), A_MORNING))
    return drawn(tuple(dict.fromkeys(found)))


if __name__ == "__main__":
    PICTURE.write_text(of_the_example(), encoding="utf-8")
