"""Requests that no browser of ours sends: headers, cookies, addresses, methods and bodies that somebody made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask.json.tag import TaggedJSONSerializer
from itsdangerous import URLSafeTimedSerializer

from agents_ui.cookies import DeskCookies
from agents_ui.house import Desk
from tests.agents_ui.asking import MATCH, asks, behind_proxies, told
from tests.agents_ui.desks import PASSWORD, Browser, Office
from tests.journeys.cast import ANA

HTML = {"Accept": "text/html"}
EVIL = "evil.example"
WRONG = "correct horse battery staple"


def sends(browser: Browser, path: str, *, method: str = "POST", **more: Any) -> Any:
    """A request as it is, of which nothing is led on."""
    return browser.client.open(path, method=method, headers={**HTML, **more.pop("headers", {})}, **more)


# Addresses of those who come through a proxy


def attempts(office: Office, headers: Mapping[str, str], *, count: int, address: str = "203.0.113.7") -> list[int]:
    """The statuses of wrong passwords for ever new logins; `{n}` in a header is the attempt's number."""
    browser = office.browser(address=address).opens("/sign-in")
    form = {"password": WRONG, "csrf_token": browser.token()}
    numbered = ({name: value.format(n=n) for name, value in headers.items()} for n in range(count))
    return [
        sends(
            browser,
            "/sign-in",
            data={**form, "login": f"nobody{n}"},
            headers=told_by,
            environ_base={"REMOTE_ADDR": address},
        ).status_code
        for n, told_by in enumerate(numbered)
    ]


FORWARDED = (
    (0, "198.51.{n}.1"),
    (0, "198.51.{n}.1, 203.0.{n}.9"),
    (1, "198.51.{n}.1, 203.0.113.9"),
    (1, "10.0.{n}.1,10.{n}.0.1,  203.0.113.9"),
    (1, "nonsense {n}"),
    (1, ""),
    (2, "198.51.{n}.1, 203.0.113.9, 192.0.2.1"),
    (2, "198.51.{n}.1"),
    (1, "198.51.{n}.1, 203.0.113.9:4{n}"),
    (1, "2001:db8:0:{n}::1, [2001:db8::9]:443"),
)


def test_whoever_makes_up_where_they_come_from_is_counted_where_they_are(at_the_desk: Office) -> None:
    for proxies, forwarded in FORWARDED:
        behind_proxies(at_the_desk, proxies)
        at_the_desk.clock.advance(timedelta(hours=1))
        statuses = attempts(at_the_desk, {"X-Forwarded-For": forwarded, "X-Real-IP": "10.0.{n}.1"}, count=31)
        assert (statuses[29], statuses[30]) == (400, 429), forwarded


def test_behind_a_proxy_strangers_don_t_use_up_each_other_s_attempts(at_the_desk: Office) -> None:
    behind_proxies(at_the_desk, 1)
    for address in ("198.51.100.9", "198.51.101.9:1234", "[2001:db8::9]:80", "2001:db8:0:1::9"):
        statuses = attempts(at_the_desk, {"X-Forwarded-For": f"203.0.113.1, {address}"}, count=31)
        assert (statuses[29], statuses[30]) == (400, 429), address


# Headers


MADE_UP: tuple[dict[str, str], ...] = (
    {"Host": EVIL},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": f"//{EVIL}"},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": "/supervision", "X-Rewrite-URL": "/supervision"},
    {"X-Forwarded-Prefix": f"/{EVIL}", "X-Script-Name": f"//{EVIL}"},
    {"Referer": f"https://{EVIL}/", "Origin": f"https://{EVIL}"},
)


def test_no_header_leads_a_browser_elsewhere_or_further_in(at_the_desk: Office) -> None:
    for headers in MADE_UP:
        stranger = at_the_desk.browser()
        for path in ("/", "/desk", "/account", "/supervision", "/second-factor", f"/?next=//{EVIL}", f"//{EVIL}/desk"):
            reply = sends(stranger, path, method="GET", headers=headers)
            assert reply.status_code in (303, 404)
            assert reply.location in (None, "/sign-in")
            assert EVIL not in reply.text + str(reply.headers)
        stranger.opens("/sign-in")
        form = {"login": "alma", "password": PASSWORD, "csrf_token": stranger.token(), "next": f"//{EVIL}"}
        reply = sends(stranger, f"/sign-in?next=//{EVIL}", data=form, headers=headers)
        assert reply.location == (None if "Host" in headers else "/"), "another host has other cookies"


def test_no_address_is_a_way_out(at_the_desk: Office) -> None:
    alma, stranger = at_the_desk.signs_in("alma"), at_the_desk.browser()
    for path in (f"//{EVIL}", f"/\\{EVIL}", f"/%2f%2f{EVIL}", "/desk//", "/desk/..//x", f"/static/desk//{EVIL}"):
        for browser in (alma, stranger):
            assert sends(browser, path, method="GET").location in (None, "/sign-in"), path


# Methods


def test_a_form_counts_only_as_a_form_that_was_posted(at_the_desk: Office) -> None:
    alma = at_the_desk.takes_a_call()
    details = {"way": "student_number", "student_number": ANA.number, "birth_date": ANA.born}
    token = alma.token()
    override = {"X-HTTP-Method-Override": "POST", "X-CSRFToken": token, "X-Method-Override": "POST"}
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"):
        for path in ("/desk/check", "/desk/finish", "/sign-out", "/account/new-codes"):
            query = {**details, "disposition": "other", "csrf_token": token, "_method": "POST"}
            reply = sends(alma, path, method=method, query_string=query, headers=override)
            assert reply.status_code in (404, 405), f"{method} {path}"
    reply = sends(alma, "/desk/check", query_string={**details, "csrf_token": token})
    assert reply.status_code == 403, "a token in the address is none"
    sends(alma, "/desk/check", query_string=details, headers={"X-CSRFToken": token})
    sends(alma, "/desk/check", json=details, headers={"X-CSRFToken": token})
    assert told(alma.opens("/desk")) == ""
    alma.is_at("/desk").sees("6 checks left")
    assert told(asks(alma, ANA)) == MATCH


# Cookies


def test_a_cookie_that_was_changed_or_made_up_opens_nothing(at_the_desk: Office) -> None:
    alma = at_the_desk.signs_in("alma")
    genuine = alma.cookie()
    parts: Desk = at_the_desk.app.extensions["desk"]
    ours = URLSafeTimedSerializer(b"another key", salt=DeskCookies.salt, serializer=TaggedJSONSerializer())
    body, *_ = genuine.split(".")
    changed = [genuine[:at] + ("A" if genuine[at] != "A" else "B") + genuine[at + 1 :] for at in range(len(body))]
    forged = [str(ours.dumps({"staff": "x" * 43})), "", ".", "..", "." * 9, "x" * 3000, body, f"{body}..", "é"]
    swapped = [parts.signing_in.known_device(parts.signing_in.who(token_in(at_the_desk, genuine)).account)]  # type: ignore[union-attr]
    for cookie in (*changed, *forged, *swapped):
        thief = at_the_desk.browser()
        thief.client.set_cookie("desk", cookie, path="/")
        assert sends(thief, "/desk", method="GET").location == "/sign-in", cookie
    thief = at_the_desk.browser()
    thief.client.set_cookie("device", genuine, path="/")
    assert thief.opens("/desk").path() == "/sign-in"
    alma.opens("/desk").is_at("/desk")


def token_in(office: Office, cookie: str) -> str:
    parts: Desk = office.app.extensions["desk"]
    signing = parts.cookies.get_signing_serializer(office.app)
    return str(signing.loads(cookie)["staff"])


def test_a_mark_that_was_made_up_is_no_known_browser(at_the_desk: Office) -> None:
    """A known browser has attempts of its own; whoever makes its mark up shares those of strangers."""
    for mark in ("", ".", "x" * 3000, "a.b.c", "\u00e9.\u00e9", "x.{seal}"):
        at_the_desk.clock.advance(timedelta(hours=1))
        statuses = []
        for n in range(11):
            browser = at_the_desk.browser(address=f"198.51.{n}.9").opens("/sign-in")
            browser.client.set_cookie("device", mark.format(seal=f"{n:064}"), path="/")
            statuses.append(browser.sends("/sign-in", login="alma", password=WRONG).status)
        assert (statuses[9], statuses[10]) == (400, 429), mark


# Bodies


def test_what_is_too_much_is_refused_unread(at_the_desk: Office) -> None:
    alma = at_the_desk.takes_a_call()
    token = alma.token()
    huge = {"csrf_token": token, "way": "student_number", "student_number": "9" * 70_000, "birth_date": ANA.born}
    for headers in ({}, {"X-CSRFToken": token}):
        reply = sends(alma, "/desk/check", data=huge, headers=headers)
        assert reply.status_code == 413
        assert "That was too much" in reply.text
        assert "9999" not in reply.text
    many = {f"field{n}": "" for n in range(2_000)}
    reply = sends(alma, "/desk/check", data=many, headers={"X-CSRFToken": token}, content_type="multipart/form-data")
    assert reply.status_code in (303, 413)
    for body in ("[" * 60_000, '{"a":' * 10_000, "9" * 60_000, "\0", '"\\ud800"', '{"passkey_name": ["x"]}', "null"):
        said = {"X-CSRFToken": token, "Content-Type": "application/json"}
        for path in ("/account/passkey", "/sign-in/passkey"):
            assert sends(alma, path, data=body, headers=said).status_code == 400, body[:10]
    assert told(asks(alma.opens("/desk"), ANA)) == MATCH


JUNK = ("\0", "a\0b", "\u202e", "x" * 5000, "٣" * 12, "²" * 12, "\r\nSet-Cookie: a=b", "{{7*7}}", "\ufdfa" * 80, "-1")
FIELDS = (
    *("code", "student_number", "birth_date", "last_name", "first_name", "zip", "what", "name", "address_1", "city"),
    *("number", "window", "kind", "note", "asked", "role", "reason", "state", "incident", "language", "reference"),
    *("disposition", "id", "how", "login", "password", "address", "to"),
)


@pytest.mark.parametrize("login", ["alma", "sam"])
def test_whatever_is_typed_is_read_or_refused_and_never_a_fault(either_office: Office, login: str) -> None:
    browser = either_office.takes_a_call() if login == "alma" else either_office.signs_in("sam")
    token = browser.token()
    paths = {rule.rule for rule in either_office.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    ends_it = {"/desk/end", "/desk/finish", "/sign-out"}
    ours = sorted(path for path in paths - ends_it if not path.startswith("/ivr") and "<" not in path)
    assert len(ours) > 20
    faults = []
    for path in ours:
        for junk in JUNK:
            form = {
                **dict.fromkeys(FIELDS, junk),
                "csrf_token": token,
                "way": ("letter_code", "name_desk")[len(junk) % 2],
            }
            reply = sends(browser, path, data=form)
            if reply.status_code >= 500 or "Set-Cookie: a=b" in str(reply.headers):
                faults.append((path, junk[:9], reply.status_code))
    assert faults == []
