"""`flask callbacks`: whom to ring back, and when, letting go of a number once somebody has, and how many were kept.

Must not know: how a number is sealed, and what was asked in the call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from commands import in_order, incident_of, of_incident, operator
from hotline.audit import AuditLog, Tag
from hotline.followups import Callback, Callbacks, CallbackState
from hotline.incidents import Incident
from hotline.key_checks import verify_keys
from hotline.queue import WaitingLine

if TYPE_CHECKING:
    from app import House

group = AppGroup("callbacks", help="Callers who wait to be rung back.")

SHORT = 8  # letters of a callback's name, enough to tell a day's apart


@group.command("list", epilog="Example: flask callbacks list --incident jcps-2019")
@of_incident
def list_(slug: str) -> None:
    """Show whom to ring and when, in the line's own time, and the four digits to say first. It is audited."""
    with in_order() as house:
        incident = incident_of(house, slug)
        with house.database.write() as session:
            verify_keys(session, house.keyring)
            due = Callbacks(house.keyring, house.clock).all_of(session, incident.id)
            _record(house, session, incident, Tag.CALLBACKS_READ, callbacks=str(len(due)))
    for callback in due:
        click.echo(_told(callback))
    if not due:
        click.echo("Nobody waits to be rung back.")


@group.command(epilog="Example: flask callbacks done 4f2a90c1 --incident jcps-2019")
@click.argument("name")
@of_incident
def done(name: str, slug: str) -> None:
    """Erase a callback, number and all, once its caller was reached. NAME is what `flask callbacks list` shows first.

    Only for those whom you rang yourself: what the desk rings, the desk erases.
    """
    with _one_of(slug, name, Tag.CALLBACK_CLOSED) as (callbacks, session, callback):
        callbacks.kept(session, callback.id)
    click.echo("Erased.")


@group.command("give-up", epilog="Example: flask callbacks give-up 4f2a90c1 --incident jcps-2019")
@click.argument("name")
@of_incident
def give_up(name: str, slug: str) -> None:
    """Erase a callback, number and all, whose caller was not reached or wants none any more."""
    with _one_of(slug, name, Tag.CALLBACK_CLOSED) as (callbacks, session, callback):
        callbacks.give_up(session, callback.id)
    click.echo("Erased.")


@group.command(epilog="Example: flask callbacks again 4f2a90c1 --incident jcps-2019")
@click.argument("name")
@of_incident
def again(name: str, slug: str) -> None:
    """Let a callback wait anew that stands in the line and is not rung, as after a call that broke off."""
    with _one_of(slug, name, Tag.CALLBACK_PUT_BACK) as (callbacks, session, callback):
        callbacks.put_back(session, callback.id)
    click.echo("It waits again.")


@group.command("erase-old", epilog="Example: flask callbacks erase-old")
def erase_old() -> None:
    """Erase those whose window ended 14 days ago and whom nobody has rung. Have it run every night."""
    with in_order() as house, house.database.write() as session:
        verify_keys(session, house.keyring)
        erased = Callbacks(house.keyring, house.clock).give_up_old(session)
        WaitingLine(house.keyring, house.clock).forget_erased(session)
    click.echo(f"Erased {erased}." if erased else "Nothing is that old.")


@group.command(epilog="Example: flask callbacks figures --incident jcps-2019")
@of_incident
def figures(slug: str) -> None:
    """Show for each day on which callbacks were arranged how many there were, and what became of them."""
    with in_order() as house:
        incident = incident_of(house, slug)
        with house.database.read() as session:
            days = Callbacks(house.keyring, house.clock).counts(session, incident.id)
    for one in days:
        click.echo(
            f"{one.day}  arranged {one.arranged}, rung in their window {one.kept}, rung late {one.late}, "
            f"never reached {one.unreached}"
        )
    if not days:
        click.echo("No callback was arranged yet.")


@contextmanager
def _one_of(slug: str, name: str, tag: Tag) -> Iterator[tuple[Callbacks, Session, Callback]]:
    """The callback of this name, in a transaction that is audited and committed when the block returns."""
    with in_order() as house:
        incident = incident_of(house, slug)
        with house.database.write() as session:
            verify_keys(session, house.keyring)
            callbacks = Callbacks(house.keyring, house.clock)
            named = [one for one in callbacks.all_of(session, incident.id) if _name(one) == name]
            if len(named) != 1:
                raise click.ClickException(f"No callback of {slug} is called {name}: flask callbacks list shows them.")
            yield callbacks, session, named[0]
            WaitingLine(house.keyring, house.clock).forget_erased(session)
            _record(house, session, incident, tag, name=name)


def _record(house: "House", session: Session, incident: Incident, tag: Tag, **detail: str) -> None:
    audit = AuditLog(house.keyring, house.clock)
    audit.record(session, tag, actor=operator(), incident_id=incident.id, detail=detail)


def _name(callback: Callback) -> str:
    return callback.id.hex()[:SHORT]


def _told(callback: Callback) -> str:
    begins, ends = callback.window.begins, callback.window.ends
    when = f"{begins:%A %Y-%m-%d %H:%M} to {ends:%H:%M %Z}"
    first = f"say {callback.phrase} first" if callback.phrase else "left a message"
    tried = f", rung {callback.tries} times" if callback.tries else ""
    in_line = ", in the line" if callback.state is CallbackState.QUEUED else ""
    return f"{_name(callback)}  {when}  {callback.number}  {first}  ({callback.language}{tried}{in_line})"
