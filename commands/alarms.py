"""`flask alarms`: watch the line from beside it, and tell people when something is wrong.

Must not know: what can be wrong, and how a message travels.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from commands import house
from commands.children import Stopped, answers, stopped_by_signals
from hotline.alarms import Alarm, Bell, Lookout, NotSent, senders
from hotline.calls.watching import AgentWatch
from hotline.followups.overdue import OverdueWatch
from hotline.memory import keep_out_of_core_dumps
from lookup.watchman import Watched, Watchman

if TYPE_CHECKING:
    from app import House

group = AppGroup("alarms", help="Alarms by mail or webhook when something is wrong with the line.")

EVERY = 60.0  # seconds
NO_WAY_OUT = (
    "There is no way out for an alarm: set NOTICELINE_ALARM_MAIL_TO or NOTICELINE_ALARM_WEBHOOK "
    "(docs/configuration.md)."
)


@group.command(epilog="Example: flask alarms watch")
def watch() -> None:
    """Look every minute, until Ctrl-C, and send an alarm for each thing that is wrong.

    Run it beside gunicorn, under the same account. Each alarm is sent once, again every few hours while it lasts, and
    once more when it is over.
    """
    keep_out_of_core_dumps()
    found = house()
    bells, lookouts = _bells(found), _lookouts(found)
    pause = threading.Event()
    try:
        with stopped_by_signals():
            while True:
                present = [alarm for lookout in lookouts for alarm in lookout.look()]
                for bell in bells:
                    bell.ring(present, found.clock.now())
                pause.wait(EVERY)
    except Stopped:
        click.echo("Nobody watches any more.")


@group.command(epilog="Example: flask alarms test")
def test() -> None:
    """Send a trial alarm to everybody who would get a real one."""
    found = house()
    try:
        for bell in _bells(found):
            bell.try_out(found.clock.now())
    except NotSent as why:
        raise click.ClickException(str(why)) from None
    click.echo("The trial was sent.")


def _bells(found: "House") -> tuple[Bell, ...]:
    chosen = found.settings
    repeat = timedelta(hours=chosen.alarm_repeat_hours)
    bells = tuple(Bell(sender, line=chosen.public_url, repeat=repeat) for sender in senders(chosen))
    if not bells:
        raise click.ClickException(NO_WAY_OUT)
    return bells


def _lookouts(found: "House") -> tuple[Lookout, ...]:
    least = found.settings.alarm_least_free_mib
    watchman = Watchman(Watched(found.database, found.keyring, found.clock, found.lookup, least))
    agents = AgentWatch(found.database, found.keyring, found.clock)
    overdue = OverdueWatch(found.database, found.keyring, found.clock)
    return Lookout({"line": lambda: _line(found)}), watchman.lookout(), agents.lookout(), overdue.lookout()


def _line(found: "House") -> Iterator[Alarm]:
    if not answers(found.settings.port, "/health/live"):
        yield Alarm("line", f"The line does not answer on this machine, port {found.settings.port}.")
