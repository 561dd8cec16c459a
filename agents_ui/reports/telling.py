"""Values as they are read: exact numbers, rates and times in the reader's language. Must not know: what they count."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from agents_ui.reports.sheets import Row, Sheet
from hotline.reports import Measure, Value

ALMOST_ALL = Decimal("0.999")
# Thousands of values stand on a page. Numbers, shares and sentences are made once for each language, which is asked for
# once a row; and a row's cells are made here: a template's macro for each took half of the page's time.
_KEPT = 4_096
_OF = {"minutes.all": "of minutes", "seconds.busy": "of seconds"}


def number(count: float, language: str = "") -> str:
    """A whole number. `language`, here and below: the reader's, where it is known already."""
    return _number(round(count), language or _tongue())


def rate(one: Value, measure: Measure, language: str = "") -> str:
    """A rate or an average; empty where there is nothing to divide by."""
    told = one.rate
    if told is None:
        return ""
    return span(told) if measure.unit == "seconds" else percent(told, language)


def percent(told: float, language: str = "") -> str:
    """A share. Only what is all is 100 %."""
    share = Decimal(str(told))
    shown = min(share, ALMOST_ALL) if share < 1 else share
    return _share(shown.quantize(ALMOST_ALL), language or _tongue())


def span(seconds: float) -> str:
    """A time in seconds, or in minutes and seconds."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60:02} s" if whole % 60 else f"{whole // 60} min"


def exactly(one: Value, measure: Measure, language: str = "") -> str:
    """The numbers of which a rate is made."""
    language = language or _tongue()
    by = "seconds in" if measure.unit == "seconds" else _OF.get("".join(measure.denominator[:1]), "of")
    above, below = number(one.numerator, language), number(one.denominator or 0, language)
    return _sentences(language)[by] % {"above": above, "below": below}


def shown_on(one: Value, language: str = "") -> str:
    """On how many of its stretches it is shown; empty where on all."""
    if not one.hidden:
        return ""
    said = _sentences(language or _tongue())["shown on"]
    return said % {"shown": one.stretches - one.hidden, "all": one.stretches}


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


def value(one: Value, measure: Measure, language: str = "") -> Markup:
    """A value: its rate first, the exact numbers beside it, and where it is hidden."""
    language = language or _tongue()
    if not one.told:
        return _hidden(language)
    if one.denominator is None:
        told = number(one.numerator, language)
    elif one.rate is None:
        told = f'<span class="soft">{escape(_sentences(language)["none"])}</span>'
    else:
        exact = escape(exactly(one, measure, language))
        told = f"{escape(rate(one, measure, language))}<small>{exact}</small>"
    return Markup(told + _partly(one, language))  # noqa: S704  what is in it is escaped


def part(one: Value, whole: int, language: str = "") -> Markup:
    """How many a part holds, and which share of the `whole`, or of its denominator where it is shown on less."""
    language = language or _tongue()
    if not one.told:
        return _hidden(language)
    told = number(one.numerator, language)
    if one.denominator is not None and one.rate is not None:
        share = percent(one.rate, language)
        if one.denominator != whole:
            share += " " + _sentences(language)["of a part"] % {"count": number(one.denominator, language)}
        told += f"<small>{escape(share)}</small>"
    return Markup(told + _partly(one, language))  # noqa: S704  what is in it is escaped


def cells(sheet: Sheet, row: Row, look: str) -> Markup:
    """The cells of a row."""
    language, whole = _tongue(), sheet.rows[0].values[0].numerator

    def told(one: Value, measure: Measure) -> str:
        match look:
            case "tree":
                return part(one, whole, language)
            case "grid":
                return tenths(one.rate or 0)
        return value(one, measure, language)

    drawn = (
        f'<td class="figure" data-column="{escape(column.id)}"{marks(one)}>{told(one, column.measure)}</td>'
        for column, one in zip(sheet.columns, row.values, strict=True)
    )
    return Markup("".join(drawn))  # noqa: S704  what is in it is escaped


def _tongue() -> str:
    return str(get_locale())


@lru_cache(maxsize=_KEPT)
def _number(count: int, _language: str) -> str:
    return str(format_decimal(count))


@lru_cache(maxsize=_KEPT)
def _share(told: Decimal, _language: str) -> str:
    return str(format_percent(told, "#,##0.0 %"))


@lru_cache
def _sentences(_language: str) -> Mapping[str, str]:
    return {
        "hidden": _("hidden"),
        "none": _("none"),
        "shown on": _("in %(shown)d of %(all)d"),
        "of a part": _("of %(count)s"),
        "of": _("%(above)s of %(below)s"),
        "of minutes": _("%(above)s of %(below)s minutes"),
        "of seconds": _("%(above)s of %(below)s seconds"),
        "seconds in": _("%(above)s seconds in %(below)s calls"),
    }


def _hidden(language: str) -> Markup:
    return Markup('<i class="hides">{}</i>').format(_sentences(language)["hidden"])


def _partly(one: Value, language: str) -> str:
    return f'<small class="partly">{escape(shown_on(one, language))}</small>' if one.hidden else ""
