"""Signing in, as people do it and as strangers try it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from agents_ui.house import Desk
from hotline.calls import AgentCalls
from hotline.staff import Accounts
from tests.agents_ui.desks import PASSWORD, Office


def test_an_invitation_leads_to_the_desk(either_office: Office) -> None:
    browser = either_office.follows_an_invitation("nina")
    browser.sees("Choose your second step").enrols_an_app(either_office)
    browser.is_at("/enrolment/recovery-codes").sends("/enrolment/recovery-codes")
    assert len(browser.codes()) == 10
    browser.opens("/").is_at("/desk")


def test_an_invitation_is_good_once(at_the_desk: Office) -> None:
    link = at_the_desk.invites("nina")
    at_the_desk.browser().opens(link).sends(link, password=PASSWORD, again=PASSWORD).is_at("/enrolment")
    second = at_the_desk.browser().opens(link)
    assert second.status == 404
    second.sees("72 hours")


def test_nobody_sits_down_without_a_second_factor(at_the_desk: Office) -> None:
    browser = at_the_desk.follows_an_invitation("nina")
    for path in ("/desk", "/account", "/supervision", "/"):
        browser.opens(path).is_at("/enrolment")
    browser.opens("/enrolment/recovery-codes").sends("/enrolment/recovery-codes").is_at("/enrolment")


@pytest.mark.parametrize(
    "password", ["short", "a" * 200, "passwordpassword1", "nina nina nina nina", "qwertyuiopasdfgh"]
)
def test_a_password_that_others_would_guess_is_not_taken(at_the_desk: Office, password: str) -> None:
    link = at_the_desk.invites("nina")
    browser = at_the_desk.browser().opens(link).sends(link, password=password, again=password)
    assert browser.status == 400
    browser.sees_nothing_of(password)
    browser.opens(link).sends(link, password=PASSWORD, again=PASSWORD).is_at("/enrolment")


def test_password_and_code_open_the_desk_in_both_roles(either_office: Office) -> None:
    either_office.signs_in("alma").is_at("/desk")
    either_office.signs_in("sam").is_at("/supervision")


def test_a_refusal_is_the_same_whoever_is_named(at_the_desk: Office) -> None:
    told = set()
    for login in ("alma", "nobody", "zoe", ""):
        browser = at_the_desk.browser().opens("/sign-in").sends("/sign-in", login=login, password="wrong " * 4)
        told.add((browser.status, browser.text))
        browser.sees_nothing_of("nobody", "wrong wrong")
    assert len(told) == 1


def test_a_session_that_somebody_else_began_is_not_the_one_that_is_signed_in(at_the_desk: Office) -> None:
    """Fixation: what a stranger's browser had before the sign-in opens nothing after it."""
    browser = at_the_desk.browser().opens("/sign-in")
    planted = browser.cookie()
    at_the_desk.signs_in("alma", browser).is_at("/desk")
    half = at_the_desk.browser().opens("/sign-in").sends("/sign-in", login="alma", password=PASSWORD)
    stolen_half = half.cookie()
    half.sends("/second-factor/code", code=at_the_desk.code_of("alma")).is_at("/desk")
    for cookie in (planted, stolen_half):
        thief = at_the_desk.browser()
        thief.client.set_cookie("desk", cookie, path="/")
        thief.opens("/desk").is_at("/sign-in")


def test_whoever_changes_their_password_signs_in_with_the_new_one_only(either_office: Office) -> None:
    elsewhere, browser = either_office.signs_in("alma"), either_office.signs_in("alma").opens("/account")
    new = "eleven loud kettles by the sea"
    change = {"old": PASSWORD, "password": new, "again": new}
    browser.sends("/account/password", **{**change, "old": "wrong " * 4}).sees("That did not fit")
    browser.sends("/account/password", **{**change, "again": "else " * 4}).sees("not the same")
    browser.sends("/account/password", **{**change, "password": "short", "again": "short"}).sees("15 characters")
    browser.sends("/account/password", **change).is_at("/account").sees("The password is changed").sees_nothing_of(new)
    elsewhere.opens("/desk").is_at("/sign-in")
    sign_in = either_office.browser().opens("/sign-in")
    assert sign_in.sends("/sign-in", login="alma", password=PASSWORD).status == 400
    sign_in.sends("/sign-in", login="alma", password=new).is_at("/second-factor")


def test_guessing_a_password_at_an_open_desk_is_stopped_too(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma").opens("/account")
    new = "eleven loud kettles by the sea"
    statuses = [
        browser.sends("/account/password", old=f"guess number {n} is wrong", password=new, again=new).status
        for n in range(12)
    ]
    assert (statuses[0], statuses[-1]) == (400, 429)


def test_signing_out_ends_the_session_on_the_server(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    kept = browser.cookie()
    browser.sends("/sign-out").is_at("/sign-in")
    browser.client.set_cookie("desk", kept, path="/")
    browser.opens("/desk").is_at("/sign-in")


def test_whoever_is_disabled_is_out_at_once(either_office: Office) -> None:
    browser = either_office.takes_a_call("ben").is_at("/desk")
    either_office.disables("ben")
    browser.sends("/desk/check", way="letter_code", code="4831-0927-5510").is_at("/sign-in")
    browser.opens("/desk").is_at("/sign-in")


def test_whoever_is_disabled_in_a_call_leaves_no_call_behind(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call("ben").is_at("/desk").sees("End call")
    for goes in (at_the_desk.disables, at_the_desk.lets_begin_anew):
        goes("ben")
        browser.opens("/desk").is_at("/sign-in")
        with at_the_desk.house.database.read() as session:
            assert not AgentCalls(at_the_desk.house.keyring, at_the_desk.clock).is_busy(
                session, at_the_desk.people["ben"].id
            )


def test_a_desk_that_is_left_alone_is_shut_after_a_quarter_of_an_hour(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    at_the_desk.clock.advance(timedelta(minutes=14))
    browser.opens("/desk").is_at("/desk")
    at_the_desk.clock.advance(timedelta(minutes=16))
    browser.opens("/desk").is_at("/sign-in").sees("You were signed out")
    browser.opens("/sign-in").sees_nothing_of("You were signed out")


def test_a_live_call_keeps_the_desk_open_but_not_for_ever(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    at_the_desk.clock.advance(timedelta(minutes=50))
    browser.opens("/desk").is_at("/desk")
    at_the_desk.clock.advance(timedelta(hours=12))
    browser.opens("/desk").is_at("/sign-in")


def test_one_code_opens_one_session_also_in_parallel(either_office: Office) -> None:
    browsers = [either_office.browser() for _ in range(4)]
    for browser in browsers:
        browser.opens("/sign-in").sends("/sign-in", login="alma", password=PASSWORD)
    code = either_office.code_of("alma")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: one.sends("/second-factor/code", code=code), browsers))
    assert sorted(browser.path() for browser in browsers).count("/desk") == 1


def test_password_spraying_from_one_network_is_stopped(at_the_desk: Office) -> None:
    sprayer = at_the_desk.browser(address="198.51.100.9").opens("/sign-in")
    statuses = [
        sprayer.sends("/sign-in", login=f"agent{n}", password="correct horse battery").status for n in range(40)
    ]
    assert statuses[0] == 400
    assert statuses[-1] == 429
    at_the_desk.signs_in("alma").is_at("/desk")  # from elsewhere


def test_a_stranger_locks_nobody_out_of_a_browser_that_is_known(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    browser.sends("/sign-out")
    strangers = [at_the_desk.browser(address=f"198.51.{n}.9").opens("/sign-in") for n in range(30)]
    for stranger in strangers:
        stranger.sends("/sign-in", login="alma", password="correct horse battery")
    assert strangers[-1].status == 429
    at_the_desk.signs_in("alma", browser).is_at("/desk")


def test_no_page_goes_into_a_frame_a_cache_or_elsewhere(at_the_desk: Office) -> None:
    for path in ("/sign-in", "/desk", "/account", "/no-such-page"):
        browser = at_the_desk.signs_in("alma").opens(path)
        assert browser.page is not None
        headers = browser.page.headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "'unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(at_the_desk: Office) -> None:
    page = at_the_desk.browser().opens("/sign-in").page
    assert page is not None
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_nothing_that_was_typed_at_the_sign_in_is_in_the_audit_log(at_the_desk: Office) -> None:
    at_the_desk.browser().opens("/sign-in").sends("/sign-in", login="no such login", password=PASSWORD + "!")
    with at_the_desk.house.database.read() as session:
        assert Accounts(at_the_desk.house.keyring, at_the_desk.clock).by_login(session, "no such login") is None
    for path in at_the_desk.house.settings.keyring.parent.glob("*.db*"):
        kept = path.read_bytes()
        assert b"no such login" not in kept
        assert PASSWORD.encode() not in kept


def test_where_no_place_is_free_everybody_is_told_the_same_and_may_try_again(at_the_desk: Office) -> None:
    desk: Desk = at_the_desk.app.extensions["desk"]
    hashing = desk.signing_in._office.hashing
    english, spanish = at_the_desk.browser(), at_the_desk.browser(language="es")
    for browser in (english, spanish):
        browser.opens("/sign-in")
    with hashing.place():
        for browser, words in ((english, "Please try again."), (spanish, "Inténtelo otra vez.")):
            token = browser.token()
            assert browser.sends("/sign-in", login="alma", password=PASSWORD).sees(words).status == 503
            assert token
            browser.sees_nothing_of(token)
            assert browser.token() == "", "what is drawn once for all holds nothing of the first"
    english.opens("/sign-in").sends("/sign-in", login="alma", password=PASSWORD).is_at("/second-factor")
