"""`flask demo`: the whole hotline on this machine, for people who want to ring it before they trust it.

It types the operator's own commands, starts the line and the carrier beside itself, says how to ring, and ends both.
All of it happens in a folder of its own: nothing that an operator has set may lead a demo to a real line. Must not
know: how a register is built or a call is answered.
"""

import csv
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from flask import current_app

from commands import house, incident_of
from commands.children import ChildEnded, Children, Stopped, is_free, stopped_by_signals
from commands.demo_approval import approve_as_supervisor, withdraw_proposals
from commands.demo_desk import PASSWORD, Colleague, for_the_demo, in_folder, staffed
from hotline import incidents
from hotline.incidents import Content
from hotline.memory import TUNABLES
from hotline.settings import PROJECT, Settings, environment, load

if TYPE_CHECKING:
    from app import House

SLUG = "jcps-2019"
EXAMPLE = PROJECT / "examples" / SLUG
PEOPLE = EXAMPLE / "people-demo.csv"
CALLER, ANOTHER = ("A caller", "+15735550100"), ("Another caller", "+15735550101")
# Huge pages make Argon2 a quarter faster; the C library reads this before Python runs, so it is given at the start.
TUNED = {"GLIBC_TUNABLES": TUNABLES}
READY_WITHIN = 30.0  # seconds
EXAMPLES = """\b
Examples:
  flask demo
  PORT=8080 CARRIER_PORT=8081 flask demo
"""


class Person(NamedTuple):
    """Somebody made up, with the details that a caller would key; the birth date in the order of the keys, MMDDYYYY."""

    who: str
    letter_code: str
    student_number: str
    birth_date: str
    by_name: str = ""


@click.command("demo", epilog=EXAMPLES)
@in_folder
def demo(folder: Path) -> None:
    """Run the whole hotline on this machine, with made-up people, until Ctrl-C.

    Publishes the example's short list, starts the line and a simulated carrier, and says how to ring them. Of your
    settings it follows only PORT and CARRIER_PORT: a real line's database, keys and account are out of its reach.
    """
    from app import create_app

    own = _own_environment(folder)
    with create_app(load(own)).app_context():
        _run(house(), own, folder)


def _run(on: "House", own: Mapping[str, str], folder: Path) -> None:
    settings = on.settings
    _require_free_ports(settings)
    try:
        with stopped_by_signals(), Children() as children:
            _apply(folder)
            colleagues = staffed(on, folder, incident_of(on, SLUG).id)
            with _letters() as letters:
                _publish(on, letters)
                people = made_up_people(PEOPLE, letters)
            _start(children, settings, own, colleagues)
            _tell(settings, people, colleagues)
            children.watch()
    except Stopped:
        click.echo("\nThe line is closed.")
    except (ChildEnded, TimeoutError) as fault:
        raise click.ClickException(str(fault)) from fault


def made_up_people(people: Path, letters: Path) -> tuple[Person, ...]:
    """One who matches, two children under one number, and one who is not on the list, from the list and its letters."""
    rows, codes = _rows(people), {row["person_key"]: row["letter_code"] for row in _rows(letters)}
    known = {(row["person_key"], row["student_number"], row["birth_date"]) for row in rows}
    sharing = Counter((number, birth_date) for _, number, birth_date in known if number and birth_date)
    shared = next(key for key, people_under_it in sharing.items() if people_under_it > 1)
    alone = next(row for row in rows if sharing[row["student_number"], row["birth_date"]] == 1)
    numbers = {row["student_number"] for row in rows}
    stranger = next(number for last in range(10) if (number := f"555000000{last}") not in numbers)
    return (
        Person(
            "somebody on the list",
            codes[alone["person_key"]],
            alone["student_number"],
            _keyed(alone["birth_date"]),
            by_name=f"{alone['first_name']} {alone['last_name']}, ZIP code {alone['zip']}",
        ),
        Person("two children with one number", "–", shared[0], _keyed(shared[1])),
        Person("somebody who is not on the list", "–", stranger, _keyed("2005-02-14")),
    )


def _own_environment(folder: Path) -> dict[str, str]:
    """This process's environment without anything that is set for a real line."""
    set_here = [name for name in environment() if name.startswith(("NOTICELINE_", "TWILIO_"))]
    places = {
        "NOTICELINE_DATABASE_URL": f"sqlite:///{folder.absolute() / 'noticeline.db'}",
        "NOTICELINE_KEYRING": str(folder.absolute() / "keyring"),
    }
    # Made up; known to the two children only, through their environment.
    account = {"TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}", "TWILIO_AUTH_TOKEN": secrets.token_hex(16)}
    own = environment(**{**dict.fromkeys(set_here, ""), **places, **account, **TUNED})
    # The calls that the line makes go to the carrier beside it, whatever was set.
    return {**own, "NOTICELINE_TWILIO_API": f"http://127.0.0.1:{load(own).carrier_port}"}


def _require_free_ports(settings: Settings) -> None:
    if settings.port == settings.carrier_port:
        raise click.ClickException("PORT and CARRIER_PORT are the same; give them different numbers.")
    for name, port in (("PORT", settings.port), ("CARRIER_PORT", settings.carrier_port)):
        if not is_free(port):
            raise click.ClickException(f"Port {port} is in use. Choose another one: {name}={port + 10} make demo")


@contextmanager
def _letters() -> Iterator[Path]:
    # The codes are needed once, to print one of them; a file of them is nothing to leave lying about.
    with tempfile.TemporaryDirectory(prefix="noticeline-demo-") as folder:
        yield Path(folder) / "letters.csv"


def _apply(folder: Path) -> None:
    _type("database", "upgrade")
    _type("incident", "apply", str(for_the_demo(EXAMPLE / "incident.toml", folder)))


def _publish(on: "House", letters: Path) -> None:
    _type("register", "import", str(PEOPLE), "--incident", SLUG, "--profile", "light", "--letters", str(letters))
    withdraw_proposals(on, incident_of(on, SLUG).id)
    _type("register", "publish", "--incident", SLUG)
    approve_as_supervisor(on, incident_of(on, SLUG).id)


def _type(*words: str) -> None:
    click.secho(f"$ flask {' '.join(words)}".replace(f"{PROJECT}/", ""), bold=True)
    current_app.cli.main(args=list(words), prog_name="flask", standalone_mode=False)


def _start(children: Children, settings: Settings, own: Mapping[str, str], colleagues: tuple[Colleague, ...]) -> None:
    content = incidents.load(EXAMPLE / "incident.toml")
    known = {**own, "NOTICELINE_FALLBACK_NUMBER": content.fallback}
    children.start("gunicorn", environment=known)
    children.wait_until_answered(port=settings.port, path="/health/ready", seconds=READY_WITHIN)
    phones = (f"--phone={name}={address}" for name, address in _phones(colleagues))
    children.start("carrier", *_carrier_arguments(settings, content), *phones, environment=known)
    children.wait_until_answered(port=settings.carrier_port, path="/", seconds=READY_WITHIN)


def _carrier_arguments(settings: Settings, content: Content) -> list[str]:
    return [
        f"--port={settings.carrier_port}",
        f"--number={content.line}",
        f"--voice-url={settings.public_url}/ivr/incoming",
        f"--status-callback={settings.public_url}/ivr/status",
        f"--fallback-url={settings.public_url}/ivr/fallback",
        f"--account-sid={settings.twilio_account_sid}",
        f"--answers={content.fallback}=completed:20",  # where people sit, somebody picks up for twenty seconds
    ]


def _phones(colleagues: tuple[Colleague, ...]) -> Iterator[tuple[str, str]]:
    """The telephones of the page with many: a caller's beside those of the desk, and another caller's."""
    yield CALLER
    yield from ((colleague.name.split()[0], colleague.address) for colleague in colleagues)
    yield ANOTHER


def _tell(settings: Settings, people: tuple[Person, ...], colleagues: tuple[Colleague, ...]) -> None:
    chosen = "" if settings.carrier_port == load({}).carrier_port else f"CARRIER_PORT={settings.carrier_port} "
    click.secho("\nThe line is open. Nobody on its list is real.\n", bold=True)
    click.echo(f"  Ring it in a browser          http://127.0.0.1:{settings.carrier_port}/")
    click.echo(f"  With telephones for the desk  http://127.0.0.1:{settings.carrier_port}/phones")
    click.echo(f"  Ring it in another terminal   {chosen}make call")
    click.echo(f"  The line itself               http://127.0.0.1:{settings.port}/health/ready\n")
    click.echo(f"  The desk                      {settings.desk_url}/")
    for colleague in colleagues:
        click.echo(f"    as {colleague.role.value:<12}login {colleague.login}, password: {PASSWORD}")
    click.echo("    the code that it asks for   make code")
    click.echo(
        "    to reach a person           sign in as alma, press `I am available`, open the telephones, and let a"
    )
    click.echo("                                caller dial and press 0; when it rings, pick up Alma's telephone too\n")
    for cells in (("Ask about", "letter code", "student number", "birth date"), *people):
        click.echo("  {:<33}{:<17}{:<17}{}".format(*cells))
    click.echo(f"  By name, the first one is       {people[0].by_name}")
    click.echo()
    click.echo("Ctrl-C ends it.")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _keyed(iso: str) -> str:
    return f"{date.fromisoformat(iso):%m%d%Y}"
