"""`flask voicemails`: erase messages that are done or too old, at the carrier and here.

Must not know: what a message says, and how the carrier is asked.
"""

import click
from flask.cli import AppGroup

from commands import in_order
from hotline.followups import Voicemails
from hotline.followups.voicemails import KEPT_DAYS
from hotline.key_checks import verify_keys
from hotline.queue import Recordings

group = AppGroup("voicemails", help="Messages that callers left.")

ALL = 100_000


@group.command(epilog="Example: flask voicemails erase")
def erase() -> None:
    """Erase what agents are done with, and what is older than 14 days. Have it run every night."""
    with in_order() as house:
        with house.database.write() as session:
            verify_keys(session, house.keyring)
            unheard = Voicemails(house.keyring, house.clock).expire(session)
        left = Recordings(house.database, house.keyring, house.clock, house.switchboard).erase(most=ALL)
    if unheard:
        click.echo(f"{unheard} messages were older than {KEPT_DAYS} days: nobody has seen to them.")
    if left:
        raise click.ClickException(f"{left} recordings are still at the carrier. Run this again later.")
    click.echo("Nothing is left to erase.")
