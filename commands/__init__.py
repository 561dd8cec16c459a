"""The operator's door: `flask GROUP VERB`, one group a file.

A command parses, makes one call and prints. Must not know: how anything is done.
"""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from sqlalchemy.exc import DatabaseError

import migrations
from hotline import incidents
from hotline.approvals import ProposalFault
from hotline.followups import NoteRefused
from hotline.incidents import AppliedAtOnce, Incident, IncidentDamaged, LineTaken, NoSuchIncident
from hotline.line import DeskUndone
from hotline.mailings import BadMailing
from hotline.memory import keep_out_of_core_dumps
from hotline.sealing import KeyFault
from hotline.staff import BadStaffDetail, LoginTaken, NoSuchAccount
from ivr.telephone import TelephoneFault
from lookup.imports.importing import ImportRunning
from lookup.imports.lists import ListFault
from lookup.registers.definition import RegisterFault

if TYPE_CHECKING:
    from app import House

# What an operator can act on: the sentence is printed, and nothing else of it.
FACTS = (
    KeyFault,
    AppliedAtOnce,
    BadMailing,
    BadStaffDetail,
    DeskUndone,
    IncidentDamaged,
    LineTaken,
    LoginTaken,
    NoSuchAccount,
    NoSuchIncident,
    NoteRefused,
    ProposalFault,
    RegisterFault,
    ImportRunning,
    ListFault,
    TelephoneFault,
)


# The account of the login from which a process came. The kernel keeps it, and sudo doesn't change it.
LOGIN = Path("/proc/self/loginuid")
of_incident = click.option("--incident", "slug", required=True, metavar="SLUG", help="The incident, such as jcps-2019.")


def add_to(app: Flask) -> None:
    """Put every group of commands on the application."""
    from commands import alarms, audit, database, demo, demo_desk, incident, keys, limits, phone, staff
    from commands.mailings import mailed
    from commands.registers import register
    from commands.sealed import callbacks, letters, requests, voicemails

    letters.group.add_command(mailed)
    followed_up = (callbacks, letters, requests, voicemails)
    groups = (alarms, audit, database, incident, keys, limits, phone, register, staff, *followed_up)
    for command in (*(one.group for one in groups), demo.demo, demo_desk.demo_code):
        app.cli.add_command(command)


def house() -> "House":
    """What the installation is made of."""
    found: House = current_app.extensions["noticeline"]
    return found


def incident_of(house: "House", slug: str) -> Incident:
    """The incident as it is in force; NoSuchIncident."""
    with house.database.read() as session:
        return incidents.current(session, slug)


def operator(login: Path = LOGIN) -> str:
    """Who types, as the audit log names them: whoever signed in on this machine, also where sudo led them on."""
    # Not what the environment says: anybody can say LOGNAME=somebody-else.
    try:
        signed_in = int(login.read_text("ascii"))
        return pwd.getpwuid(signed_in).pw_name[:40]
    except (OSError, ValueError, KeyError):  # no such file, or nobody: not Linux, or no login (a container, a timer)
        return pwd.getpwuid(os.getuid()).pw_name[:40]


@contextmanager
def in_order() -> Iterator["House"]:
    """The house with its tables in place (made where the database is new); what goes wrong is told in a sentence."""
    found = house()
    keep_out_of_core_dumps()
    with in_sentences():
        if migrations.is_empty(found.database):
            migrations.upgrade(found.database)
        elif migrations.revision_of(found.database) != migrations.head():
            raise click.ClickException(
                "The database is of another version than this program: run flask database upgrade."
            )
        yield found


@contextmanager
def in_sentences() -> Iterator[None]:
    """A fact, or a database that can't be used, becomes one sentence and exit code 1."""
    try:
        yield
    except FACTS as fact:
        raise click.ClickException(str(fact)) from None
    except DatabaseError as fault:
        raise click.ClickException(
            f"The database can't be used ({type(fault).__name__}): {_first_line(fault)}"
        ) from None


def _first_line(fault: DatabaseError) -> str:
    return str(fault.orig).splitlines()[0] if str(fault.orig) else "no reason given"
