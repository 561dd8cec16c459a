"""The desk door: where agents and supervisors sit, and answer the people who would rather talk to a person.

Pages in a browser: sign-in, one screen for one live call with the same checks that the telephone makes, and the
supervisor's overview. Like the telephone it asks `lookup` and hears one of four answers. It must not know who is on a
list, nor `ivr`.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask
from flask_babel import Babel, format_date, format_decimal

from agents_ui import desk as agents_screen
from agents_ui import pages, statics, supervision
from agents_ui.cookies import DeskCookies
from agents_ui.entrance import account, enrolment, sign_in
from agents_ui.house import Desk, House
from agents_ui.pages import in_our_voice
from agents_ui.script import ScriptFault
from agents_ui.script.sheets import sheets
from agents_ui.supervision.rooms import ROOMS
from hotline.audit import AuditLog
from hotline.auditing import Checkpoints
from hotline.calls import AgentCalls, CallLog, Presence
from hotline.followups import Callbacks, Escalations, Gaps, LetterRequests, Voicemails
from hotline.line import Drafts, LineOrders
from hotline.personnel import Personnel
from hotline.queue import Conversations, Distribution, Endpoints, Recordings, WaitingLine
from hotline.reports import Reports
from hotline.staff import (
    Accounts,
    Enrolling,
    Invitations,
    Office,
    OwnAccount,
    PasswordHashing,
    RelyingParty,
    SigningIn,
)
from lookup.oversight import Oversight
from lookup.tally import Tally

__all__ = ["TEMPLATES", "ScriptFault", "desk_of", "doors", "furnish", "in_our_voice"]

TEMPLATES = str(Path(__file__).parent / "templates")


def doors() -> tuple[Blueprint, ...]:
    """Every door of the desk, each with its guard."""
    rooms = (sign_in.door, sign_in.second, enrolment.door, enrolment.steps, account.door)
    return (*rooms, agents_screen.door, *supervision.DOORS, statics.door)


def furnish(app: Flask, house: House) -> None:
    """Put the desk's parts, its cookies and its words on the application; ScriptFault where the words don't fit."""
    sheets()
    cookies = DeskCookies(house.keyring)
    app.session_interface = cookies
    secure = house.settings.desk_url.startswith("https:")
    app.config.update(SESSION_COOKIE_SECURE=secure, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Strict")
    app.extensions["desk"] = desk_of(house, cookies)
    Babel(app, locale_selector=pages.choose_language, default_translation_directories=pages.TRANSLATIONS)
    app.jinja_env.filters |= {"day": format_date, "number": format_decimal}
    app.jinja_env.globals |= {"csrf_token": pages.form_token, "static_file": statics.address_of, "rooms": ROOMS}


def desk_of(house: House, cookies: DeskCookies, *, hashing: PasswordHashing | None = None) -> Desk:
    """The desk of a house."""
    keyring, clock = house.keyring, house.clock
    here = RelyingParty.of(house.settings.desk_url)
    parts = (house.database, keyring, clock, house.switchboard)
    office = Office(house.database, keyring, clock, hashing=hashing or PasswordHashing(keyring), here=here)
    return Desk(
        house=house,
        cookies=cookies,
        accounts=Accounts(keyring, clock),
        invitations=Invitations(keyring, clock),
        signing_in=SigningIn(office),
        enrolling=Enrolling(office),
        own=OwnAccount(office),
        calls=AgentCalls(keyring, clock),
        presence=Presence(keyring, clock),
        escalations=Escalations(keyring, clock),
        callbacks=Callbacks(keyring, clock),
        letters=LetterRequests(keyring, clock),
        voicemails=Voicemails(keyring, clock),
        recordings=Recordings(*parts),
        line=WaitingLine(keyring, clock),
        distribution=Distribution(*parts),
        conversations=Conversations(*parts),
        endpoints=Endpoints(keyring, clock),
        gaps=Gaps(clock),
        orders=LineOrders(keyring, clock, spoken=house.spoken),
        drafts=Drafts(keyring, clock, spoken=house.spoken),
        personnel=Personnel(keyring, clock),
        oversight=Oversight(keyring, clock),
        audit=AuditLog(keyring, clock),
        checkpoints=Checkpoints(keyring, clock),
        reports=Reports(CallLog(keyring, clock), clock),
        tally=Tally(keyring, clock),
    )
