"""`flask callbacks`: whom to ring back, and when, and letting go of a number once somebody has.

Must not know: how a number is sealed, and what was asked in the call.
"""

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from commands import in_order, incident_of, of_incident, operator
from hotline.audit import AuditLog, Tag
from hotline.followups import Callback, Callbacks
from hotline.incidents import Incident
from hotline.key_checks import verify_keys

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
    """Erase a callback, number and all, once its caller was rung. NAME is what `flask callbacks list` shows first."""
    with in_order() as house:
        incident = incident_of(house, slug)
        with house.database.write() as session:
            verify_keys(session, house.keyring)
            callbacks = Callbacks(house.keyring, house.clock)
            named = [one for one in callbacks.all_of(session, incident.id) if _name(one) == name]
            if len(named) != 1:
                raise click.ClickException(f"No callback of {slug} is called {name}: flask callbacks list shows them.")
            callbacks.kept(session, named[0].id)
            _record(house, session, incident, Tag.CALLBACK_CLOSED, name=name)
    click.echo("Erased.")


def _record(house: "House", session: Session, incident: Incident, tag: Tag, **detail: str) -> None:
    audit = AuditLog(house.keyring, house.clock)
    audit.record(session, tag, actor=operator(), incident_id=incident.id, detail=detail)


def _name(callback: Callback) -> str:
    return callback.id.hex()[:SHORT]


def _told(callback: Callback) -> str:
    begins, ends = callback.window.begins, callback.window.ends
    when = f"{begins:%A %Y-%m-%d %H:%M} to {ends:%H:%M %Z}"
    return f"{_name(callback)}  {when}  {callback.number}  say {callback.phrase} first  ({callback.language})"
