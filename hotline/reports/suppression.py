"""Which figures are shown: none under eleven, and none from which one could be computed.

A part of a table is divided only where each of the parts below it holds FEWEST at least, so what is hidden is always
two parts together. Nothing smaller than a stretch of days (`stretches`) is divided otherwise than the stretch is, and
where it is, each of its slices is. docs/statistics.md argues why nothing can be computed from that.
Pure; must not know what is counted.
"""

from collections.abc import Mapping, Sequence

from hotline.reports.parts import Part

FEWEST = 11


def shown(tree: Part, counts: Mapping[str, int], *, fewest: int = FEWEST) -> dict[str, int]:
    """The parts that are shown, with how many they hold; the first is the whole. Empty where the whole is too small."""
    return shown_alike(tree, [counts], fewest=fewest)[0]


def shown_alike(tree: Part, rows: Sequence[Mapping[str, int]], *, fewest: int = FEWEST) -> list[dict[str, int]]:
    """The same for rows that together are one: in each the same parts, because each row holds enough of each."""
    counted = [tree.counts(row) for row in rows]
    enough = {part.id for part in tree.all if all(row[part.id] >= fewest for row in counted)}
    visible = {tree.id} & enough
    for part in tree.all:
        below = {one.id for one in part.parts}
        if part.id in visible and below <= enough:
            visible |= below
    return [{part.id: row[part.id] for part in tree.all if part.id in visible} for row in counted]


def shown_on_the_road(road: Sequence[str], reached: Mapping[str, int]) -> dict[str, int]:
    """The places of a road, in order, that are shown: how many reached each.

    Any two differ by FEWEST at least, because their difference says how many got lost between them.
    """
    told: dict[str, int] = {}
    for place in road:
        count = reached.get(place, 0)
        if count >= FEWEST and all(abs(count - other) >= FEWEST for other in told.values()):
            told[place] = count
    return told
