"""`flask staff`: invite agents and supervisors to the desk, see who they are, let them in no more or begin anew.

To begin anew takes two persons. A command prints a link and never a password. Must not know: how anybody signs in.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from agents_ui.pages import LANGUAGES
from commands import in_order, operator
from hotline import incidents
from hotline.approvals import NoSuchProposal
from hotline.key_checks import verify_keys
from hotline.personnel import Personnel
from hotline.queue import Departure, Distribution, Endpoints
from hotline.staff import Account, Accounts, Invited, NoSuchAccount, Role

if TYPE_CHECKING:
    from app import House

group = AppGroup("staff", help="The agents and supervisors who answer at the desk.")

HOW_TO_INVITE = """\b
Example:
  flask staff invite --login maria --name "Maria Ortega" --role agent --incident jcps-2019
"""
GOOD_FOR = "The link is good once, for 72 hours. Whoever has it chooses the password: send it to nobody else."


@group.command(epilog=HOW_TO_INVITE)
@click.option("--login", required=True, help="What they will type to sign in: a to z, 0 to 9, . _ @ -")
@click.option("--name", required=True, help="Their name, as colleagues see it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do.")
@click.option(
    "--incident", "slugs", required=True, multiple=True, metavar="SLUG", help="For whom they answer; repeat it."
)
@click.option("--language", default="en", show_default=True, help="The language of the desk's pages: en or es.")
def invite(login: str, name: str, role: str, slugs: tuple[str, ...], language: str) -> None:
    """Make an account and print the link with which its owner chooses a password and a second factor.

    Where there is a supervisor already, another one's link is printed only once somebody else has approved it.
    """
    if language not in LANGUAGES:
        raise click.ClickException(f"The language must be one of the desk's: {', '.join(LANGUAGES)}.")
    with in_order() as house, house.database.write() as session:
        verify_keys(session, house.keyring)
        ids = tuple(incidents.current(session, slug).id for slug in slugs)
        invited = Invited(login, name, Role(role), language, ids)
        personnel = Personnel(house.keyring, house.clock)
        made = personnel.invite(session, invited, by=operator())
        approvers = personnel.approvers(session, made.proposal) if made.proposal else ()
    if made.proposal is None:
        _print_link(house, made.token)
    else:
        _print_who_approves(made.account, approvers)


@group.command("list", epilog="Example: flask staff list")
def list_() -> None:
    """List every account: login, role, name, incidents, and what it signs in with."""
    with in_order() as house, house.database.read() as session:
        slugs = {incident.id: incident.content.slug for incident in incidents.all_current(session)}
        accounts = Accounts(house.keyring, house.clock).all(session)
        for account in accounts:
            where = ", ".join(slugs.get(one, f"incident {one}") for one in account.incidents)
            click.echo(f"{account.login}: {account.role}, {account.name}, {where or 'no incident'}; {_state(account)}")
    if not accounts:
        click.echo("Nobody yet: flask staff invite")


@group.command(epilog="Example: flask staff disable maria")
@click.argument("login")
def disable(login: str) -> None:
    """Let LOGIN sign in no more, and end what they are signed in to, and their call, at once.

    Whoever they talked with waits for somebody else, in front of the line.
    """
    with in_order() as house:
        with house.database.write() as session:
            account = _account(house, session, login)
            departure = Personnel(house.keyring, house.clock).disable(session, account.id, by=operator())
        _tell_telephones(house, departure)
    click.echo("Disabled. To let them in again: flask staff reset LOGIN")


@group.command(epilog="Example: flask staff reset maria")
@click.argument("login")
def reset(login: str) -> None:
    """Propose that LOGIN begins anew: a lost telephone, a password that somebody may know, or coming back.

    Somebody else must approve it: another supervisor at the desk, or another operator with flask staff approve. Until
    then nothing changes; where there is danger, disable them meanwhile.
    """
    with in_order() as house, house.database.write() as session:
        account, personnel = _account(house, session, login), Personnel(house.keyring, house.clock)
        proposal = personnel.propose(session, account.id, by=operator())
        approvers = personnel.approvers(session, proposal)
    _print_who_approves(account, approvers)


@group.command(epilog="Example: flask staff approve maria")
@click.argument("login")
def approve(login: str) -> None:
    """Approve what somebody else has proposed for LOGIN, and print a link to begin with.

    Password, second factors and recovery codes are gone then. What they are signed in to ends at once, and so does
    their call, whose caller waits for somebody else, in front of the line; their telephone rings no more.
    """
    with in_order() as house:
        with house.database.write() as session:
            account, personnel = _account(house, session, login), Personnel(house.keyring, house.clock)
            proposal = personnel.proposed(session).get(account.id)
            if proposal is None:
                raise NoSuchProposal
            begun = personnel.approve(session, proposal.id, by=operator(), within=None)
        _tell_telephones(house, begun.departure)
    _print_link(house, begun.token)


@group.command(epilog="Example: flask staff telephone maria")
@click.argument("login")
def telephone(login: str) -> None:
    """Say whether LOGIN has a telephone at which the line may ring them. They set it themselves, at the desk."""
    with in_order() as house, house.database.read() as session:
        account = _account(house, session, login)
        endpoint = Endpoints(house.keyring, house.clock).of(session, account.id)
    if endpoint is None:
        click.echo("None: they set it at the desk, under their account.")
    elif endpoint.verified:
        click.echo("Verified: calls ring there.")
    else:
        click.echo("Not verified: they type the code that the desk shows when the line rings there.")


def _account(house: "House", session: Session, login: str) -> Account:
    verify_keys(session, house.keyring)
    found = Accounts(house.keyring, house.clock).by_login(session, login)
    if found is None:
        raise NoSuchAccount
    return found


def _tell_telephones(house: "House", departure: Departure) -> None:
    Distribution(house.database, house.keyring, house.clock, house.switchboard).departed(departure)


def _print_link(house: "House", token: str) -> None:
    click.echo(f"{house.settings.desk_url}/invitation/{token}")
    click.echo(GOOD_FOR, err=True)


def _print_who_approves(account: Account, approvers: Sequence[Account]) -> None:
    names = ", ".join(one.login for one in approvers)
    at_desk = f"At the desk, under Approvals: {names}." if names else "Nobody at the desk can."
    click.echo(f"Proposed for {account.login}. It is good for seven days, and somebody else must approve it. {at_desk}")
    click.echo(f"Or another operator, under another account of this machine: flask staff approve {account.login}")


def _state(account: Account) -> str:
    if account.disabled:
        return "disabled"
    if not account.enrolled:
        return "invited, not enrolled"
    ways = ["authenticator"] * account.has_totp + [f"{account.passkeys} passkeys"] * (account.passkeys > 0)
    return f"{', '.join(ways)}, {account.recovery_codes} recovery codes"
