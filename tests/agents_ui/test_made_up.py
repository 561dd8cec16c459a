"""Other people's ids and markup, made up by somebody who may be here: neither does anything."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from dataclasses import replace

from sqlalchemy import text

from agents_ui.house import Desk
from hotline import incidents
from hotline.followups import EscalationKind
from hotline.incidents import Content
from hotline.staff import Role
from tests.agents_ui.asking import asks
from tests.agents_ui.desks import WITH_KEY, Browser, Colleague, Office, applied, enrols
from tests.journeys.cast import ANA

MARKUP = "<svg/onload=alert(1)>"
QUOTES = "\"'><svg/onload=alert(1)>"
A_KEY = b"a key of Ben's"


def parts_of(office: Office) -> Desk:
    parts: Desk = office.app.extensions["desk"]
    return parts


def one_value(office: Office, sql: str) -> object:
    with office.house.database.read() as session:
        return session.execute(text(sql)).scalar_one()


# Other people's things, by their ids


def test_a_supervisor_closes_nothing_of_another_incident(either_office: Office) -> None:
    office, parts = either_office, parts_of(either_office)
    with office.house.database.read() as session:
        elsewhere = incidents.current(session, "elsewhere").id
    with office.house.database.write() as session:
        opened = parts.escalations.open(
            session,
            incident_id=elsewhere,
            kind=EscalationKind.PRESS,
            note="call the press",
            by=office.people["zoe"].id,
            call=b"zoe's call",
        )
        gap = parts.gaps.note(session, incident_id=elsewhere, language="en", asked="who pays")
    sam = office.signs_in("sam").sees_nothing_of("call the press", "who pays", "Zoe")
    sam.sends("/supervision/close-escalation", id=opened.id, how="settled").is_at("/supervision")
    sam.sends("/supervision/close-gap", id=gap.id).is_at("/supervision")
    sam.sends("/supervision/close-escalation", id=uuid.uuid4(), how="settled").is_at("/supervision")
    with office.house.database.read() as session:
        assert parts.escalations.opened(session, (elsewhere,)) == (opened,)
        assert parts.gaps.opened(session, (elsewhere,)) == (gap,)
    for wrong in ("", "1", "..", f"{opened.id}'--", "\0"):
        for path in ("/supervision/close-escalation", "/supervision/close-gap"):
            assert sam.opens("/supervision").sends(path, id=wrong, how="settled").status == 400


def test_nobody_removes_the_passkey_of_somebody_else(either_office: Office) -> None:
    has_a_passkey(either_office, "ben", "Ben's laptop")
    alma = either_office.signs_in("alma").opens("/account").sees_nothing_of("Ben's laptop")
    mine = urlsafe_b64encode(A_KEY).decode().rstrip("=")
    for id_ in (mine, mine + "==", "", "*", "%", "é"):
        alma.sends("/account/remove-passkey", id=id_, account_id=either_office.people["ben"].id)
    assert one_value(either_office, "SELECT count(*) FROM staff_passkeys") == 1
    ben = either_office.signs_in("ben").opens("/account").sees("Ben's laptop")
    ben.sends("/account/remove-passkey", id=mine)
    assert one_value(either_office, "SELECT count(*) FROM staff_passkeys") == 0


def has_a_passkey(office: Office, login: str, name: str) -> None:
    row = {"credential": A_KEY, "account": office.people[login].id, "key": b"public", "name": name}
    with office.house.database.write() as session:
        session.execute(
            text(
                "INSERT INTO staff_passkeys (credential_id, account_id, public_key, sign_count, name, created_at) "
                "VALUES (:credential, :account, :key, 0, :name, '2019-06-03 15:00:00')"
            ),
            row,
        )


# Markup


def test_what_somebody_wrote_is_words_on_every_page_and_never_markup(at_the_desk: Office) -> None:
    mallory = Colleague("mallory", QUOTES + " Doe", Role.AGENT, "jcps-2019")
    at_the_desk.people["mallory"] = mallory
    applied(at_the_desk.house, with_markup())
    enrols(at_the_desk, mallory)
    has_a_passkey(at_the_desk, "mallory", QUOTES)
    agent = at_the_desk.takes_a_call("mallory")
    agent.sends("/desk/escalate", kind="press", note=QUOTES)
    agent.sends("/desk/gap", asked=QUOTES)
    pages = [html(asks(agent, ANA)), html(agent.opens("/account")), html(agent.opens("/desk").sends("/desk/end"))]
    pages += [html(agent.sends("/desk/finish", disposition="other")), html(at_the_desk.signs_in("sam"))]
    for page in pages:
        assert "<svg/onload" not in page
        assert "&lt;svg/onload" in page, "it is shown"


def test_what_nobody_may_write_is_not_shown(at_the_desk: Office) -> None:
    agent = at_the_desk.signs_in("alma")
    for reference in (MARKUP, QUOTES, "a\r\nSet-Cookie: desk=b", "{{ 7 * 7 }}"):
        said = {"incident": at_the_desk.incident.id, "language": "en", "role": "child", "reference": reference}
        agent.opens("/desk").sends("/desk/take", **said).sees("Take a call by hand").sees_nothing_of(reference)
    stranger = at_the_desk.browser(language=QUOTES)
    for path in ("/", "/desk/", "/sign-in?", "/invitation/", "/static/desk/", "/ivr/"):
        stranger.opens(path + MARKUP).sees_nothing_of(MARKUP, MARKUP[1:])
    stranger.opens("/sign-in").sends("/sign-in", login=QUOTES, password=QUOTES).sees_nothing_of(MARKUP)


def with_markup() -> Content:
    """An incident whose custodian writes markup wherever words stand."""
    say = {"en": QUOTES, "es": QUOTES}
    questions = tuple(replace(one, ask=say, answer=say) for one in WITH_KEY.questions)
    categories = tuple(replace(one, say=say) for one in WITH_KEY.categories)
    return replace(WITH_KEY, organisation=say, not_involved=say, questions=questions, categories=categories)


def html(browser: Browser) -> str:
    assert browser.page is not None
    assert browser.status == 200
    return browser.page.get_data(as_text=True)
