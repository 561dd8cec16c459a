"""The demo's desk: two made-up people who work there, with a password that is printed and codes that can be asked for.

What stands in for their telephones is a file in the demo's own folder. A real desk has no such file, and no command
opens the secrets in its database. Must not know: how the line is started.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyotp

from commands import house
from hotline.followups import CustodianKey
from hotline.settings import STATE
from hotline.staff import Accounts, Enrolling, Invitations, Invited, Office, PasswordHashing, RelyingParty, Role

if TYPE_CHECKING:
    from app import House

FOLDER = STATE / "demo"
PASSWORD = "four letters under one lamp"  # noqa: S105  of people who do not exist
CAST = (
    ("alma", "Alma Reyes", Role.AGENT),
    ("sam", "Sam Whitfield", Role.SUPERVISOR),
)
SECRETS = "sign-in-codes.json"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the demo's desk, and the secret that their telephone would keep."""

    login: str
    role: Role
    secret: str


in_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default="var/demo",
    help="Where the demo's database and keys are.",
)


@click.command("demo-code", epilog="Example: flask demo-code")
@in_folder
def demo_code(folder: Path) -> None:
    """Print the codes with which the demo's two people sign in now, in place of their telephones."""
    try:
        kept = json.loads((folder / SECRETS).read_text("utf-8"))
    except FileNotFoundError:
        raise click.ClickException("There is no demo here: start it first (make demo).") from None
    now = house().clock.now()
    for login, secret in kept.items():
        code = pyotp.TOTP(secret)
        left = code.interval - int(now.timestamp()) % code.interval
        click.echo(f"{login:<8}{code.at(now)}   good for {left} seconds more")


def with_custodians_key(incident: Path, folder: Path) -> Path:
    """A copy of an incident file in the demo's folder that seals letter requests to a custodian's key made there."""
    private = folder / "custodian.key"
    if not private.exists():
        CustodianKey.generate().write(private)
    key = f'custodian_key = "{CustodianKey.read(private).public_text}"\n\n'
    copy = folder / incident.name
    copy.write_text(key + incident.read_text("utf-8"), encoding="utf-8")
    return copy


def staffed(on: "House", folder: Path, incident_id: int) -> tuple[Colleague, ...]:
    """Invite everybody anew, let them enrol as people do, and keep what their telephones would keep."""
    colleagues = tuple(_enrolled(on, incident_id))
    file = folder / SECRETS
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps({one.login: one.secret for one in colleagues}), encoding="utf-8")
    return colleagues


def _enrolled(on: "House", incident_id: int) -> Iterator[Colleague]:
    here = RelyingParty.of(on.settings.desk_url)
    office = Office(on.database, on.keyring, on.clock, hashing=PasswordHashing(on.keyring), here=here)
    enrolling = Enrolling(office)
    for login, name, role in CAST:
        session = enrolling.set_password(_invited(on, Invited(login, name, role, "en", (incident_id,))), PASSWORD)
        setup = enrolling.begin_totp(session)
        # Each code is good once: the one of the half minute before leaves the present one for the first sign-in.
        earlier = pyotp.TOTP(setup.secret).at(on.clock.now(), counter_offset=-1)
        enrolling.confirm_totp(session, setup.setup, code=earlier)
        enrolling.finish(session)
        yield Colleague(login, role, setup.secret)


def _invited(on: "House", invited: Invited) -> str:
    invitations = Invitations(on.keyring, on.clock)
    with on.database.write() as session:
        known = Accounts(on.keyring, on.clock).by_login(session, invited.login)
        if known is not None:
            return invitations.again(session, known.id, by="demo")
        return invitations.invite(session, invited, by="demo")
