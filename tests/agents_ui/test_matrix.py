"""Who may do what: every role at every route with every method, as the map of addresses has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from flask import Response
from werkzeug.routing import Rule

from tests.agents_ui.desks import PASSWORD, Browser, Office

ANYBODY = frozenset({"stranger", "half", "enrolling", "agent", "elsewhere", "supervisor", "disabled", "display"})
# Blueprint → those whom its guard lets in. Whoever adds a door writes here who may enter.
MAY_ENTER: Mapping[str, frozenset[str]] = {
    "desk_static": ANYBODY,
    "desk_sign_in": ANYBODY,
    "desk_invitation": ANYBODY,
    "desk_second_factor": frozenset({"half"}),
    "desk_enrolment": frozenset({"enrolling"}),
    "desk_account": frozenset({"agent", "elsewhere", "supervisor"}),
    "desk": frozenset({"agent", "elsewhere", "supervisor"}),
    "supervision": frozenset({"supervisor"}),
    "line": frozenset({"supervisor"}),
    "line_texts": frozenset({"supervisor"}),
    "register": frozenset({"supervisor"}),
    "approvals": frozenset({"supervisor"}),
    "people": frozenset({"supervisor"}),
    "limits": frozenset({"supervisor"}),
    "audit": frozenset({"supervisor"}),
    "reports": frozenset({"supervisor"}),
    "forecast": frozenset({"supervisor"}),
    "pack": frozenset({"supervisor"}),
    "wallboard": frozenset({"supervisor", "display"}),
}
OTHER_DOORS = {"telephone", "agents_telephones", "health", "recordings"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SENDS = {"POST", "PUT", "PATCH", "DELETE"}
# What a stranger may get with a 200 and no form, of the whole program.
OPEN_TO_STRANGERS = {"/health/live", "/health/ready", "/static/desk/<path:name>", "/sign-in"}
NUMBERED = {"<int:account_id>": "1"}
FILLED = {
    "<path:name>": "paper.css",
    "<path:path>": "x",
    "<invitation>": "none",
    "<language>": "en",
    "<name>": "x.mp3",
    "<topic>": "calls",
}
REACHED = "X-Reached"


def somebody(office: Office, role: str) -> Browser:
    """A browser in which somebody of this role sits."""
    signed_in = {"agent": "alma", "elsewhere": "zoe", "supervisor": "sam", "disabled": "ben", "display": "sam"}
    if role in signed_in:
        browser = office.signs_in(signed_in[role])
    elif role == "enrolling":
        browser = office.follows_an_invitation("nina")
    else:
        browser = office.browser().opens("/sign-in")
    if role == "half":
        browser.sends("/sign-in", login="alma", password=PASSWORD)
    if role == "disabled":
        office.disables("ben")
    if role == "display":
        browser.opens("/supervision/wallboard").sends("/supervision/wallboard/hang")
    return browser


def rules(office: Office) -> Iterator[Rule]:
    return (rule for rule in office.app.url_map.iter_rules() if door_of(rule) not in OTHER_DOORS)


def door_of(rule: Rule) -> str:
    return str(rule.endpoint).rpartition(".")[0]


def path_of(rule: Rule) -> str:
    path: str = rule.rule
    for blank, value in (FILLED | NUMBERED).items():
        path = path.replace(blank, value)
    return path


def leave_only_the_guards(office: Office) -> None:
    """Every view of the desk only says that it was reached, so that a role can try each without an effect."""
    for rule in rules(office):
        office.app.view_functions[rule.endpoint] = lambda **_: Response(headers={REACHED: "yes"})


def is_reached(browser: Browser, rule: Rule, method: str, *, token: str) -> bool:
    headers = {"Accept": "text/html", "X-CSRFToken": token} if token else {"Accept": "text/html"}
    reply = browser.client.open(path_of(rule), method=method, headers=headers)
    return REACHED in reply.headers or (method == "OPTIONS" and "Allow" in reply.headers and reply.status_code == 200)


@pytest.mark.parametrize("role", sorted(ANYBODY))
def test_every_route_opens_for_those_who_may_enter_and_for_nobody_else(at_the_desk: Office, role: str) -> None:
    browser = somebody(at_the_desk, role)
    token = browser.opens("/sign-in").token()
    leave_only_the_guards(at_the_desk)
    allowed: dict[str, set[str]] = defaultdict(set)
    for rule in rules(at_the_desk):
        allowed[rule.rule] |= rule.methods or set()
    wrong, tried = [], 0
    for rule in rules(at_the_desk):
        for method in METHODS:
            due = role in MAY_ENTER[door_of(rule)] and method in allowed[rule.rule]
            tried += 1
            if is_reached(browser, rule, method, token=token) is not due:
                wrong.append(f"{role} {method} {rule.rule}: {'refused' if due else 'let in'}")
    assert not wrong, "\n".join(wrong)
    assert tried > 150


def test_no_form_counts_without_its_token(at_the_desk: Office) -> None:
    browsers = {role: somebody(at_the_desk, role) for role in ("half", "agent", "supervisor")}
    elsewhere = somebody(at_the_desk, "elsewhere").opens("/sign-in").token()
    leave_only_the_guards(at_the_desk)
    for rule in rules(at_the_desk):
        for method in SENDS & (rule.methods or set()):
            for role, browser in browsers.items():
                for token in ("", "made up", elsewhere):
                    assert not is_reached(browser, rule, method, token=token), f"{role} {method} {rule.rule} {token}"


def test_every_door_of_the_desk_says_who_may_enter(at_the_desk: Office) -> None:
    assert {door_of(rule) for rule in rules(at_the_desk)} == set(MAY_ENTER)


def test_a_stranger_is_answered_nowhere_else(at_the_desk: Office) -> None:
    stranger = at_the_desk.browser()
    answered = set()
    for rule in at_the_desk.app.url_map.iter_rules():
        with stranger.client.get(path_of(rule)) as reply:
            answered |= {rule.rule} if reply.status_code == 200 else set()
    assert answered <= OPEN_TO_STRANGERS
    assert {"/health/live", "/sign-in", "/static/desk/<path:name>"} <= answered
