"""The demo's desk: three made-up people who work there, with a password that is printed and codes for the asking.

What stands in for their telephones is a file in the demo's own folder. A real desk has no such file, and no command
opens the secrets in its database. Their telephones are those of the carrier's page, so nobody has to verify them.
Must not know: how the line is started.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyotp

from commands import house
from hotline.followups import CustodianKey
from hotline.queue import Endpoints
from hotline.settings import STATE
from hotline.staff import Accounts, Enrolling, Invitations, Invited, Office, PasswordHashing, RelyingParty, Role

if TYPE_CHECKING:
    from app import House

FOLDER = STATE / "demo"
PASSWORD = "four letters under one lamp"  # noqa: S105  of people who do not exist
SUPERVISOR = "sam"
CAST = (
    ("alma", "Alma Reyes", Role.AGENT),
    ("ben", "Ben Ito", Role.AGENT),
    (SUPERVISOR, "Sam Whitfield", Role.SUPERVISOR),
)
SECRETS = "sign-in-codes.json"
HOURS = re.compile(r"^\[hours\]$.*?(?=^\[\[closures\]\]$)", re.DOTALL | re.MULTILINE)
# Whoever tries the demo in the evening wants to reach somebody too.
ALWAYS = """\
[hours]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[hours.spoken]
en = "every day, at every hour"
es = "todos los días, a toda hora"

"""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the demo's desk, the secret that their telephone would keep, and where it is rung."""

    login: str
    name: str
    role: Role
    secret: str

    @property
    def address(self) -> str:
        """Their telephone in the carrier's page."""
        return f"client:{self.login}"


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
    """Print the codes with which the demo's people sign in now, in place of their telephones."""
    try:
        kept = json.loads((folder / SECRETS).read_text("utf-8"))
    except FileNotFoundError:
        raise click.ClickException("There is no demo here: start it first (make demo).") from None
    now = house().clock.now()
    for login, secret in kept.items():
        code = pyotp.TOTP(secret)
        left = code.interval - int(now.timestamp()) % code.interval
        click.echo(f"{login:<8}{code.at(now)}   good for {left} seconds more")


def for_the_demo(incident: Path, folder: Path) -> Path:
    """A copy of an incident file in the demo's folder: open at any hour, sealing to a custodian's key made there."""
    private = folder / "custodian.key"
    if not private.exists():
        CustodianKey.generate().write(private)
    key = f'custodian_key = "{CustodianKey.read(private).public_text}"\n\n'
    copy = folder / incident.name
    copy.write_text(key + HOURS.sub(ALWAYS, incident.read_text("utf-8")), encoding="utf-8")
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
        colleague = Colleague(login, name, role, setup.secret)
        _is_rung_at(on, colleague)
        yield colleague


def _is_rung_at(on: "House", colleague: Colleague) -> None:
    """Verify their telephone as a call would: the digits are keyed for them."""
    endpoints = Endpoints(on.keyring, on.clock)
    with on.database.write() as session:
        account = Accounts(on.keyring, on.clock).by_login(session, colleague.login)
        if account is not None and endpoints.verified(session, account.id) != colleague.address:
            begun = endpoints.begin(session, account.id, address=colleague.address)
            endpoints.keyed(session, account.id, digits=begun.code)


def _invited(on: "House", invited: Invited) -> str:
    invitations = Invitations(on.keyring, on.clock)
    with on.database.write() as session:
        known = Accounts(on.keyring, on.clock).by_login(session, invited.login)
        if known is not None:
            return invitations.again(session, known.id, by="demo")
        return invitations.invite(session, invited, by="demo")
