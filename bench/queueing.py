"""A thousand calls at once, some of which want a person, and agents whose telephones ring, on both databases.

First more callers want one than there are agents, so that many wait; then few do, so that somebody is always free, and
the time from a caller's key until the desk rings can be told. Must not know: how a caller and an agent behave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bench.desk import enrolled, signed_in
from bench.figures import Figure
from bench.installation import Installation, always_open
from bench.load import CHECKING_AIM, PLAIN_AIM, Load, counted, database_of, known_words, prepared, times, ways_of
from bench.people.agents import AtWork
from bench.people.answering import Attended, Desk
from bench.people.callers import Line
from bench.people.crowd import Crowd, Seen
from bench.people.telephones import Rung, Telephones
from bench.people.waiting import Petitioner, Waited, Wish
from bench.servers import free_port, peak_mib, server, serving
from hotline.queue import Endpoints
from hotline.staff import Accounts

SETTLED = 5.0  # seconds in which every desk has asked once, so that nobody is told that nobody is there
RING_AIM = 5000.0  # ms; half of the desks ask again within one second, all of them within two


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """How much is asked of the line and its desk.

    `agents` talk for `talks` seconds. While they are busy, `asks` of the calls want a person and wait for `patience`
    seconds; while they are not, `asks_quietly` do, and talk for a tenth of the time. `quiet` is how long that lasts.
    """

    calls: int = 1000
    seconds: float = 300.0
    quiet: float = 200.0
    speed: float = 1.0
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    seed: int = 3
    listed: int = 100
    agents: int = 20
    talks: float = 40.0
    asks: float = 0.15
    asks_quietly: float = 0.3
    patience: float = 90.0

    @classmethod
    def of(cls, asked: Load) -> QueueLoad:
        """The queue under a load."""
        return cls(
            calls=asked.calls,
            seconds=asked.seconds,
            quiet=asked.seconds * 2 / 3,
            speed=asked.speed,
            databases=asked.databases,
            seed=asked.seed,
            agents=max(2, round(asked.calls / 50)),
        )

    @property
    def ramp(self) -> float:
        """Seconds in which all have dialled."""
        return min(self.seconds, 60.0 / self.speed)


@dataclass(slots=True)
class Found:
    """What came of one load: callers, those who wanted a person, agents' telephones and desks."""

    seen: Seen
    waited: Waited = field(default_factory=Waited)
    rung: Rung = field(default_factory=Rung)
    attended: Attended = field(default_factory=Attended)

    @property
    def rings(self) -> list[float]:
        """Seconds from the caller's key until the desk rang, where an agent was free before the key was pressed."""
        pressed = self.waited.pressed
        told = [(call, pressed.get(call.talk, 0.0)) for call in self.attended.answered]
        return [call.shown - at for call, at in told if call.free < at < call.shown]

    @property
    def lost(self) -> int:
        """Calls whose caller was told an error of the carrier's, or was never let in."""
        return sum(self.waited.results[result] for result in ("error", "system-error", "queue-full"))


@dataclass(frozen=True, slots=True)
class _Stage:
    """One installation with its line, its crowd, and the agents' browsers."""

    asked: QueueLoad
    line: Line
    crowd: Crowd
    agents: Sequence[AtWork]
    port: int


def queue(asked: QueueLoad) -> Iterator[Figure]:
    """The figures of one queue on each database."""
    for name in asked.databases:
        port = free_port()
        api = {"NOTICELINE_TWILIO_API": f"http://127.0.0.1:{port}"}
        with database_of(name) as url, server(**api, **url) as (bare, line):
            on = always_open(bare)
            listed, strangers = prepared(on, asked.listed)
            people = [enrolled(on, f"agent-{number}") for number in range(asked.agents)]
            addresses = [with_telephone(on, one.login) for one in people]
            crowd = Crowd(line, listed, strangers, ways_of(on), known_words(), seed=asked.seed, speed=asked.speed)
            with serving(on, line):
                agents = asyncio.run(signed_in(line, people, on.incident.id))
                stage = _Stage(asked, line, crowd, agents, port)
                busy = _measured(stage, addresses, seconds=asked.seconds, asks=asked.asks, talks=asked.talks)
                memory = peak_mib()
                quiet = _measured(
                    replace(stage, crowd=replace(crowd, seed=asked.seed + 1)),
                    addresses,
                    seconds=asked.quiet,
                    asks=asked.asks_quietly,
                    talks=asked.talks / 10,
                )
        yield from _told(name, asked, busy, quiet)
        beside = ", ".join(f"{worker:.0f}" for worker in memory)
        yield Figure(f"{name}: memory of all workers", sum(memory), 1024, " MiB", at_most=True, beside=f"{beside} MiB")


def _measured(stage: _Stage, addresses: Sequence[str], *, seconds: float, asks: float, talks: float) -> Found:
    """Let everybody live for so long."""
    asked, waited, attended = stage.asked, Waited(), Attended()
    telephones = Telephones(stage.line, seed=asked.seed, speed=asked.speed)
    wish = Wish(asks, asked.patience, telephones.exchange, waited)
    crowd = replace(stage.crowd, caller=partial(Petitioner, wish=wish))
    desk = Desk(stage.agents, addresses, telephones, talks / asked.speed, asked.seed)

    async def live() -> Seen:
        async with telephones.exchange.open(stage.port):
            answering = asyncio.ensure_future(desk.answers(attended))
            await asyncio.wait((answering,), timeout=SETTLED)
            try:
                return await crowd.keeps_calling(
                    lambda: asyncio.wait((answering,), timeout=seconds), calls=asked.calls, ramp=asked.ramp
                )
            finally:
                answering.cancel()
                await asyncio.gather(answering, return_exceptions=True)

    return Found(asyncio.run(live()), waited, telephones.rung, attended)


def _told(name: str, asked: QueueLoad, busy: Found, quiet: Found) -> Iterator[Figure]:
    seen, waited = busy.seen, busy.waited
    rate = f"{(len(seen.plain) + len(seen.checking) + len(busy.rung.webhooks)) / asked.seconds:,.0f} requests/s"
    calls = f"{asked.calls:,} calls at once for {asked.seconds:.0f} s, {seen.calls:,} in all; {rate}"
    people = f"{waited.asked:,} in the queue, {len(busy.attended.answered):,} taken; {counted(waited.results)}"
    yield from times(f"{name}: webhooks that do not check", seen.plain, PLAIN_AIM, calls)
    yield from times(f"{name}: webhooks that check", seen.checking, CHECKING_AIM, counted(seen.answers))
    yield from times(f"{name}: webhooks of those who wait", waited.queueing, PLAIN_AIM, people)
    yield from times(
        f"{name}: webhooks of agents' telephones", busy.rung.webhooks, PLAIN_AIM, f"{busy.rung.rings} rings"
    )
    yield from times(f"{name}: what the desk asks every two seconds", busy.attended.beats, PLAIN_AIM, people)
    yield from times(f"{name}: from 0 to the ring at the desk", quiet.rings, RING_AIM, f"{quiet.waited.asked} asked")
    for what, found in (("", busy), (", some agents free", quiet)):
        failed = found.seen.errors + found.rung.errors + found.attended.errors
        told = counted(failed)
        yield Figure(f"{name}: errors{what}", failed.total(), 0, at_most=True, beside=told, must=True)
        yield Figure(f"{name}: wrong answers{what}", found.seen.wrong, 0, at_most=True, must=True)
        yield Figure(f"{name}: callers lost{what}", found.lost, 0, at_most=True, must=True)
        twice = f"{found.rung.rings} rings"
        yield Figure(f"{name}: agents rung twice{what}", found.rung.twice, 0, at_most=True, beside=twice, must=True)


def with_telephone(on: Installation, login: str) -> str:
    """Somebody's telephone, verified as if they had keyed the code."""
    house, address = on.house, f"client:{login}"
    endpoints = Endpoints(house.keyring, house.clock)
    with house.database.write() as session:
        account = Accounts(house.keyring, house.clock).by_login(session, login)
        if account is None:
            raise AssertionError(f"{login} is nobody")
        begun = endpoints.begin(session, account.id, address=address)
        if not endpoints.keyed(session, account.id, digits=begun.code):
            raise AssertionError(f"{address} is not verified")
    return address
