"""The way to a person: are there agents, with telephones, at a desk that they can open, and may the line ring them?

Pure. Must not know: where any of this was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.incidents import Content
from hotline.settings import Settings
from hotline.staff import Account, Role
from ivr.launch.preflight.findings import Finding, fail, ok, warning
from ivr.telephone import Number


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many agents an incident has who may sign in, and how many of them have a telephone that was verified."""

    agents: int
    telephones: int


def takes_calls(account: Account, *, incident: int) -> bool:
    """Whether this account is one of an agent of the incident, who may sign in."""
    return account.role is Role.AGENT and account.enrolled and not account.disabled and incident in account.incidents


def desk(content: Content, settings: Settings, staffing: Staffing) -> Iterator[Finding]:
    """Whether somebody can take the calls that this line takes; nothing where others answer them."""
    if not content.takes_calls:
        return
    yield _agents(content, staffing)
    yield _opens(settings)
    yield _recordings()


def rings(content: Content, number: Number) -> Iterator[Finding]:
    """Whether calls to agents, and back to callers, may be made from the line's number."""
    if not content.takes_calls:
        return
    if number.speaks:
        yield ok("calls out", f"{number.number} may ring agents, and callers who are called back.")
    else:
        yield fail("calls out", f"{number.number} can't make calls.", "Take a number with voice.")


def _agents(content: Content, staffing: Staffing) -> Finding:
    if not staffing.agents:
        return fail(
            "agents",
            f"takes_calls is on, and {content.slug} has no agent: callers would wait for nobody.",
            "flask staff invite, or take takes_calls out of the incident file.",
        )
    if not staffing.telephones:
        return fail(
            "agents",
            f"None of the {staffing.agents} agents of {content.slug} has a verified telephone: nobody can be rung.",
            "Each sets up their own at the desk, under their account.",
        )
    if staffing.telephones < staffing.agents:
        lacking = staffing.agents - staffing.telephones
        return warning("agents", f"{lacking} of {staffing.agents} agents can't be rung yet.", "Remind them.")
    return ok("agents", f"All {staffing.agents} agents of {content.slug} can be rung.")


def _opens(settings: Settings) -> Finding:
    if not settings.desk_url.startswith("https://"):
        return fail(
            "desk",
            f"The desk is at {settings.desk_url}: nobody can open it from another machine.",
            "Set NOTICELINE_DESK_URL to its https address.",
        )
    return ok("desk", f"Agents open {settings.desk_url}.")


def _recordings() -> Finding:
    """Only a person can see it: the carrier's API does not tell."""
    return warning(
        "messages",
        "Whoever learns the address of a recorded message can hear it, unless the carrier wants a password.",
        "In Twilio's console, under Voice settings: Enforce HTTP Auth on Media URLs.",
    )
