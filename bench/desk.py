"""The desk: its pages under twenty agents who are all in a hurry, and callers while a flood of sign-ins rises.

Both over HTTP against gunicorn as production has it, on SQLite and then on PostgreSQL. The callers ring in turns with
the flood and without, so that a slow minute of the machine slows both. Must not know: how an agent or a caller behaves.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import pyotp

from agents_ui import desk_of
from agents_ui.cookies import DeskCookies
from bench.figures import Figure
from bench.installation import Installation
from bench.load import counted, database_of, known_words, percentile, prepared, times, ways_of
from bench.people.agents import AtWork, Shift, Worked
from bench.people.browsers import Browser
from bench.people.callers import Line
from bench.people.crowd import Crowd
from bench.people.flood import CONNECTIONS, AnotherMachine, Flood, another_machine, let_in
from bench.servers import peak_mib, server, serving
from hotline.staff import Invited, Role

PAGE_AIM = 150.0  # ms
CHECK_AIM = 2000.0
FLOODED_AIM = 2.0
MEMORY_AIM = 100.0  # MiB
PASSWORD = "nine quiet herons on a roof"  # noqa: S105  nobody's
STEP = 30  # seconds in which a code is the same


@dataclass(frozen=True, slots=True)
class DeskLoad:
    """How much is asked of the desk, and of the line beside it.

    `agents` work for `seconds`, `hurry` times as fast as they do anyway. `callers` ring, `speed` times faster than
    people, in `rounds`: for `quiet` seconds, then while a part of the `sign_ins` arrives. Those seconds are enough for
    most to come as far as their checks, which slow others too: else a flood would be compared with mere menus.
    """

    agents: int = 20
    seconds: float = 60.0
    hurry: float = 1.0
    callers: int = 200
    speed: float = 4.0
    sign_ins: int = 10_000
    rounds: int = 2
    quiet: float = 60.0
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    seed: int = 3
    listed: int = 100

    @property
    def ramp(self) -> float:
        """Seconds in which all callers have dialled."""
        return self.quiet / 10


@dataclass(frozen=True, slots=True)
class Person:
    """An agent, and what their telephone keeps."""

    login: str
    secret: str
    used: int  # the step of time whose code is used up


def desk(asked: DeskLoad) -> Iterator[Figure]:
    """The figures of one desk on each database."""
    for name in asked.databases:
        with database_of(name) as url, server(NOTICELINE_TRUSTED_PROXIES="1", **url) as (on, line):
            listed, strangers = prepared(on, asked.listed)
            people = [enrolled(on, f"agent-{number}") for number in range(asked.agents)]
            crowd = Crowd(line, listed, strangers, ways_of(on), known_words(), seed=asked.seed, speed=asked.speed)
            with serving(on, line), another_machine() as elsewhere:
                at_work = asyncio.run(signed_in(line, people, on.incident.id))
                shift = Shift(at_work, listed, strangers, asked.seed, speed=asked.hurry)
                yield from _pages(name, asked, shift.lasts(asked.seconds))
                flood = Flood(line.port, asked.sign_ins // asked.rounds, tuple(one.login for one in people), asked.seed)
                yield from _flooded(name, asked, _Siege(crowd, elsewhere, flood))


def _pages(name: str, asked: DeskLoad, worked: Worked) -> Iterator[Figure]:
    rate = f"{len(worked.pages) / asked.seconds:.0f} pages/s"
    told = f"{asked.agents} agents for {asked.seconds:.0f} s, {worked.calls} calls, {rate}"
    yield from times(f"{name}: pages of the desk", worked.pages, PAGE_AIM, told)
    yield from times(f"{name}: forms that do not check", worked.forms, PAGE_AIM, told)
    yield from times(f"{name}: checks at the desk", worked.checks, CHECK_AIM, counted(worked.answers))
    failed = worked.errors
    yield Figure(f"{name}: errors at the desk", failed.total(), 0, at_most=True, beside=counted(failed), must=True)
    answers = counted(worked.answers)
    yield Figure(f"{name}: wrong answers at the desk", worked.wrong, 0, at_most=True, beside=answers, must=True)


@dataclass(frozen=True, slots=True)
class _Siege:
    """Callers, and whence a flood comes meanwhile."""

    crowd: Crowd
    elsewhere: AnotherMachine
    flood: Flood


@dataclass(slots=True)
class _Endured:
    """What came of all rounds: what callers met without the flood and with it, what the flood met, in how long."""

    quiet: list[float] = field(default_factory=list)
    flooded: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def _flooded(name: str, asked: DeskLoad, siege: _Siege) -> Iterator[Figure]:
    siege.crowd.calls_for(asked.quiet / 4, calls=asked.callers, ramp=asked.ramp)  # each thread has what it needs
    before = sum(peak_mib())
    endured = _Endured()
    for number in range(asked.rounds):
        _round(asked, siege, number, into=endured)
    quiet, flooded = (percentile(met, 99) * 1000 for met in (endured.quiet, endured.flooded))
    met = f"{flooded:.0f} and {quiet:.0f} ms, of {len(endured.flooded):,} and {len(endured.quiet):,} webhooks"
    yield Figure(f"{name}: webhooks in a flood ÷ without, p99", flooded / quiet, FLOODED_AIM, at_most=True, beside=met)
    sent = endured.answered
    rate = f"{sent.total():,} in {endured.seconds:.0f} s over {CONNECTIONS} connections"
    told = f"{rate}; {counted(sent)}"
    yield Figure(f"{name}: sign-ins of the flood let in", let_in(sent), 0, at_most=True, beside=told, must=True)
    failed = endured.errors
    yield Figure(
        f"{name}: errors of callers meanwhile", failed.total(), 0, at_most=True, beside=counted(failed), must=True
    )
    grown = sum(peak_mib()) - before
    beside = f"{before:.0f} MiB of all workers before it"
    yield Figure(f"{name}: memory that the flood takes", grown, MEMORY_AIM, " MiB", at_most=True, beside=beside)


def _round(asked: DeskLoad, siege: _Siege, number: int, *, into: _Endured) -> None:
    # Others in every half, who hear the first words again.
    quiet, flooded = (replace(siege.crowd, seed=siege.crowd.seed + 2 * number + half) for half in (1, 2))
    without = quiet.calls_for(asked.quiet, calls=asked.callers, ramp=asked.ramp)

    async def rises() -> None:
        began = time.perf_counter()
        flood = replace(siege.flood, seed=siege.flood.seed + number)
        answered = await asyncio.wrap_future(siege.elsewhere.sends(flood))
        into.answered += answered
        into.seconds += time.perf_counter() - began

    meanwhile = flooded.calls_during(rises, calls=asked.callers, ramp=asked.ramp)
    into.quiet += without.plain
    into.flooded += meanwhile.plain
    into.errors += without.errors + meanwhile.errors


def enrolled(on: Installation, login: str, *, role: Role = Role.AGENT) -> Person:
    """Somebody follows their invitation to its end."""
    house = on.house
    parts = desk_of(house, DeskCookies(house.keyring))
    with house.database.write() as session:
        invited = Invited(login, "Alma Reyes", role, "en", (on.incident.id,))
        link = parts.invitations.invite(session, invited, by="bench")
    token = parts.enrolling.set_password(link, PASSWORD)
    setup = parts.enrolling.begin_totp(token)
    now = house.clock.now()
    parts.enrolling.confirm_totp(token, setup.setup, code=pyotp.TOTP(setup.secret).at(now))
    parts.enrolling.finish(token)
    return Person(login, setup.secret, int(now.timestamp()) // STEP)


async def signed_in(line: Line, people: Sequence[Person], incident: int) -> tuple[AtWork, ...]:
    """Everybody signs in, one after the other, as at the beginning of a shift."""
    return tuple([AtWork(await _sign_in(Browser(line.port), one), incident) for one in people])


async def _sign_in(browser: Browser, one: Person) -> Browser:
    await browser.opens("/sign-in")
    await browser.sends("/sign-in", {"login": one.login, "password": PASSWORD})
    await browser.opens("/second-factor")
    # A code is good once, and the one of the next step is taken already.
    code = pyotp.TOTP(one.secret).generate_otp(max(one.used + 1, int(time.time()) // STEP))
    reply = await browser.sends("/second-factor/code", {"code": code})
    if reply.status != HTTPStatus.SEE_OTHER:
        raise AssertionError(f"{one.login} could not sign in: {reply.status}")
    return browser
