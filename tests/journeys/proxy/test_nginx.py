"""The line and the desk behind a real nginx, as docs/operations.md has it set up, and a real gunicorn."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bench.servers import free_port
from tests.journeys.lines import MOTHER
from tests.journeys.proxy.conftest import Site
from tests.journeys.proxy.nginx import DESK, LINE, needs_nginx, nginx

pytestmark = needs_nginx
HERE, BESIDE, OUTSIDE = "127.0.0.1", "127.0.0.2", "127.0.0.77"  # two of the office, and somebody out there
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_call_comes_through_as_the_carrier_has_signed_it(site: Site) -> None:
    one = site.listed[0]
    caller = site.caller().dials().chooses_english().wants_to_check().checks_letter(one.letter_code)
    caller.hears("we found a match").hangs_up()
    assert one.letter_code.encode() not in site.proxy.written()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/sign-in", "/desk", "/supervision/reports", "/health", "/health/ready", "/static/desk/frame.css"),
        *("/ivr/../sign-in", "/ivr/%2e%2e/sign-in", "/ivr/..%2fsign-in", "//sign-in", "/sign-in/../ivr/incoming"),
        *("/sign-in?/../ivr/", "/sign-in#/../ivr/", "/static/recordings/../desk/frame.css", "/IVR/../sign-in"),
    ],
)
def test_nothing_of_the_desk_is_at_the_name_of_the_line(site: Site, path: str) -> None:
    assert site.proxy.status(LINE, path) in (403, 404)


def test_the_line_is_not_at_the_name_of_the_desk(site: Site) -> None:
    there = ("/ivr/incoming", "/health/live", "/x/../ivr/incoming")
    assert [site.proxy.status(DESK, path) for path in there] == [403, 403, 403]
    assert site.proxy.status(LINE, "/health/live") == 200


def test_a_body_that_no_carrier_sends_is_refused_before_it_is_passed_on(site: Site) -> None:
    long = {"Digits": "1" * 17 * 1024}
    assert site.proxy(f"https://{LINE}/ivr/incoming", long, FORM).status == 413


def test_what_is_keyed_while_the_line_is_down_is_kept_nowhere(tmp_path: Path) -> None:
    keyed = {"Digits": "8791689979", "From": MOTHER}
    with nginx(tmp_path, upstream=free_port(), port=free_port()) as proxy:
        assert proxy(f"https://{LINE}/ivr/incoming", keyed, FORM).status == 502
        written = proxy.written()
    assert b"connect() failed" in written
    assert [digits for digits in (b"8791689979", MOTHER[1:].encode()) if digits in written] == []


def test_the_desk_is_for_their_office_only(site: Site) -> None:
    page = site.proxy(f"https://{DESK}/sign-in", None, {})
    assert page.status == 200
    assert page.header("Strict-Transport-Security") == "max-age=31536000"
    assert "Secure" in page.header("Set-Cookie")
    outside = replace(site.proxy, seen_from=OUTSIDE)
    assert [outside.status(DESK, path) for path in ("/", "/sign-in", "/static/desk/frame.css")] == [403] * 3
    assert outside.status(LINE, "/health/live") == 200


@pytest.mark.parametrize("who", [OUTSIDE, HERE])
def test_whoever_begins_many_forms_keeps_nobody_else_from_signing_in(site: Site, who: str) -> None:
    one, others = (replace(site.proxy, seen_from=address) for address in (who, BESIDE))
    with ExitStack() as stack:
        for _ in range(12):
            one.begins(DESK, "/sign-in", stack)
        assert one.status(DESK, "/sign-in") in (403, 503)
        assert others.status(DESK, "/sign-in") == 200


@pytest.mark.parametrize("who", [OUTSIDE, HERE])
def test_whoever_tries_on_and_on_is_held_up_and_nobody_else(site: Site, who: str) -> None:
    one, others = (replace(site.proxy, seen_from=address) for address in (who, BESIDE))
    met = one.statuses(DESK, "/sign-in", times=100)
    assert {*met} == ({403} if who == OUTSIDE else {200, 503})
    assert others.status(DESK, "/sign-in") == 200
