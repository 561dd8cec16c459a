"""`flask phone`: connect the line's number, try everything before going live, print what the carrier keeps.

Must not know: what a number must be set to, and what is checked.
"""

import click
from flask.cli import AppGroup

from commands import in_order, incident_of, of_incident, operator
from ivr import prompts, standby
from ivr.connecting import Connector, Plan
from ivr.telephone import Telephone

group = AppGroup("phone", help="The line's number at the carrier, and the check before going live.")

HOW_TO_CONNECT = """\b
Examples:
  flask phone connect +18667754209
  flask phone connect +18667754209 --fallback-url https://handler.twilio.com/twiml/EH…
"""
HOW_TO_FALL_BACK = """\b
Example:
  flask phone fallback --incident jcps-2019 > fallback.xml
"""


@group.command(epilog=HOW_TO_CONNECT)
@click.argument("number")
@click.option("--incident", "slug", metavar="SLUG", help="Whose line it must be; else whoever has it in their file.")
@click.option("--fallback-url", metavar="URL", help="The TwiML Bin with the text of flask phone fallback.")
@click.option("--yes", is_flag=True, help="Do not ask before the number is changed.")
def connect(number: str, slug: str | None, fallback_url: str | None, yes: bool) -> None:
    """Let the calls to NUMBER come to this line, at NOTICELINE_PUBLIC_URL.

    Shows what changes and asks first. Where the number is connected already, nothing is changed.
    """
    with in_order() as house:
        connector = Connector(house, Telephone(house.settings), operator=operator())
        plan = connector.plan(number, slug=slug, fallback_url=fallback_url)
        if plan.changes:
            _show(plan)
            if not yes:
                click.confirm("Change it?", abort=True)
            connector.carry_out(plan)
    click.echo(f"Calls to {number} come to {plan.incident.content.slug}.")


@group.command(epilog=HOW_TO_FALL_BACK)
@of_incident
def fallback(slug: str) -> None:
    """Print what Twilio says when this host is dead: put it into a TwiML Bin and give its URL to connect."""
    with in_order() as house:
        content = incident_of(house, slug).content
    click.echo(standby.document(content, prompts.load()))


def _show(plan: Plan) -> None:
    for change in plan.changes:
        click.echo(f"{change.name}: {change.before or 'not set'} → {change.after or 'not set'}")
