"""The incident: can callers be answered, in every language, and is no way to an answer too easy to guess?

Pure. Must not know: where any of this was read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hotline.incidents import Content
from hotline.incidents.hours import public_holidays
from hotline.settings import Settings
from ivr.launch.preflight.findings import Finding, fail, ok, warning
from lookup.guessing import Odds, too_weak
from lookup.registers.register import Status


def register(status: Status, why_not_ready: Iterable[str]) -> Finding:
    """Whether a published register passes its self-test now."""
    reasons = tuple(why_not_ready)
    if status.published is None:
        return fail("register", "Nothing is published.", "flask register import, then flask register publish.")
    if reasons:
        return fail("register", reasons[0], "Callers would hear that the line can't tell. flask register status")
    if status.staged:
        return warning(
            "register",
            f"Generation {status.published} answers, and {status.staged} is staged.",
            "flask register publish, if it is to answer callers.",
        )
    return ok("register", f"Generation {status.published} answers for {status.people:,} individuals.")


def schemes(content: Content, *, people: int, code_digits: int) -> Iterator[Finding]:
    """Whether a way that tells every kind of information is guessed more than once in a hundred times."""
    weak = too_weak(content, people=people, code_digits=code_digits)
    for odds in weak:
        yield fail(
            "ways of checking",
            f"{odds.scheme} tells every kind, and {_told(odds)}.",
            'Let it tell less (disclosure = "ordinary" or "yes_no"), lower failures_per_subject, or give the reason.',
        )
    if not weak:
        yield ok("ways of checking", "None that tells every kind is easy to guess, or the file says why it may be.")


def letters(content: Content, status: Status) -> Finding:
    """Whether a letter's code is asked for. Only the custodian knows whether letters are out."""
    if not any(scheme.name == "letter_code" for scheme in content.schemes):
        return warning("letters", "No way asks for the code of a letter.", "It is the safest way: think about one.")
    return ok("letters", f"Codes are asked for, for {status.people:,} individuals. Mail them before the line opens.")


def person(content: Content, settings: Settings) -> Finding:
    """Whether somebody is rung when the caller wants a person, even while nothing can be read."""
    if content.fallback == content.line:
        return fail("person", "The fallback number is the line itself: calls would ring in a circle.", "Change it.")
    if not settings.fallback_number:
        return warning(
            "person",
            "NOTICELINE_FALLBACK_NUMBER is not set.",
            f"Set it to {content.fallback}: it is rung while no incident can be read.",
        )
    if content.takes_calls:
        return ok("person", f"0 leads to the desk; {content.fallback} is rung while nothing can be read.")
    return ok("person", f"0 rings {content.fallback}.")


def languages(content: Content, spoken: Collection[str]) -> Finding:
    """Whether every language of the incident has its sheet of prompts."""
    lacking = [language for language in content.languages if language not in spoken]
    if lacking:
        return fail("languages", f"There are no prompts in {', '.join(lacking)}.", "Add them under ivr/prompts.")
    return ok("languages", f"Callers choose from {', '.join(content.languages)}.")


def holidays(content: Content, now: datetime) -> Finding:
    """Whether the public holidays of this year and the next are known, so that nobody is promised on a closed day."""
    named = content.hours.holidays
    if not named.country:
        return warning("holidays", "No country is named: the line is open on public holidays.", "Is that right?")
    year = now.astimezone(ZoneInfo(content.hours.zone)).year
    if not all(public_holidays(named.country, named.subdivision, one) for one in (year, year + 1)):
        return fail("holidays", f"Those of {named.country} are not known for {year} and {year + 1}.", "Name the days.")
    return ok("holidays", f"Those of {named.country} {named.subdivision} are known for {year} and {year + 1}.")


def _told(odds: Odds) -> str:
    return f"{odds.guesses:,} guesses among {odds.values:,} values find it in {odds.chance:.1%} of tries"
