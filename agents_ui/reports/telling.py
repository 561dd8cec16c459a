"""Values as they are read: exact numbers, rates and times in the reader's language. Must not know: what they count."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from hotline.reports import Measure, Value

ALMOST_ALL = 0.999


def number(count: float) -> str:
    """A whole number."""
    return _number(round(count), str(get_locale()))


@lru_cache(maxsize=4_096)
def _number(count: int, _language: str) -> str:
    return str(format_decimal(count))


def rate(one: Value, measure: Measure) -> str:
    """A rate or an average; empty where there is nothing to divide by."""
    told = one.rate
    if told is None:
        return ""
    return span(told) if measure.unit == "seconds" else percent(told)


def percent(told: float) -> str:
    """A share. Only what is all is 100 %."""
    return str(format_percent(min(told, ALMOST_ALL) if told < 1 else told, "#,##0.0 %"))


def span(seconds: float) -> str:
    """A time in seconds, or in minutes and seconds."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60:02} s" if whole % 60 else f"{whole // 60} min"


def exactly(one: Value, measure: Measure) -> str:
    """The numbers of which a rate is made."""
    above, below = number(one.numerator), number(one.denominator or 0)
    if measure.unit == "seconds":
        return str(_("%(seconds)s seconds in %(calls)s calls", seconds=above, calls=below))
    told = {"above": above, "below": below}
    match measure.denominator[:1]:
        case ("minutes.all",):
            return str(_("%(above)s of %(below)s minutes", **told))
        case ("seconds.busy",):
            return str(_("%(above)s of %(below)s seconds", **told))
    return str(_("%(above)s of %(below)s", **told))


def shown_on(one: Value) -> str:
    """On how many of its stretches it is shown; empty where on all."""
    return str(_("in %(shown)d of %(all)d", shown=one.stretches - one.hidden, all=one.stretches)) if one.hidden else ""


def tenths(count: float) -> str:
    """A number with one place after the point."""
    return str(format_decimal(count, "#,##0.0"))


def marks(one: Value) -> Markup:
    """The attributes of the place where a value stands: its numbers for a machine, or that it is hidden."""
    stretches = f' data-of="{one.stretches}" data-without="{one.hidden}"'
    if not one.told:
        return Markup(f" data-hidden{stretches}")  # noqa: S704  numbers only
    below = "" if one.denominator is None else f' data-below="{one.denominator}"'
    return Markup(f' data-above="{one.numerator}"{below}{stretches}')  # noqa: S704  numbers only
