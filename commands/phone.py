"""`flask phone`: connect the line's number, try everything before going live, print what the carrier keeps.

Must not know: what a number must be set to, and what is checked.
"""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

import migrations
from commands import house, in_order, in_sentences, incident_of, of_incident, operator
from hotline.memory import keep_out_of_core_dumps
from ivr.launch import standby
from ivr.launch.connecting import Connector, Plan
from ivr.launch.preflight import Finding, Level, Probe, Rounds, look_around
from ivr.telephone import Telephone
from ivr.words import prompts

group = AppGroup("phone", help="The line's number at the carrier, and the check before going live.")

COLOURS = {Level.OK: None, Level.WARNING: "yellow", Level.FAIL: "red"}
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


@group.command(epilog="Example: flask phone preflight --incident jcps-2019")
@click.option("--incident", "slug", metavar="SLUG", help="Only this incident's line; else every one.")
def preflight(slug: str | None) -> None:
    """Try each way in which a real line would fail or leak: a line each, with what to do. Exit code 1 on any fail.

    Sends trial requests to the line's own address; they leave nothing behind. Changes nothing.
    """
    keep_out_of_core_dumps()
    with in_sentences():
        found = [_told(finding) for finding in _rounds().findings(slug)]
    fails = sum(finding.level is Level.FAIL for finding in found)
    click.echo(f"{len(found)} checks, {fails} failed." if fails else f"{len(found)} checks: the line may go live.")
    sys.exit(1 if fails else 0)


def _rounds() -> Rounds:
    here, tables = house(), migrations.why_not_served(house().settings.database_url)
    not_ready = () if tables else here.lookup.why_not_ready()
    around = look_around(debugging=current_app.debug, tables=tables, not_ready=not_ready)
    return Rounds(here, Telephone(here.settings), address=Probe(here.settings), surroundings=around)


def _told(finding: Finding) -> Finding:
    click.secho(str(finding), fg=COLOURS[finding.level])
    return finding


def _show(plan: Plan) -> None:
    for change in plan.changes:
        click.echo(f"{change.name}: {change.before or 'not set'} → {change.after or 'not set'}")
