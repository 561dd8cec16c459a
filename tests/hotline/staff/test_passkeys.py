"""Passkeys: they sign in alone, once a challenge, at the desk's own address only."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from hotline.staff import (
    LastFactor,
    Origin,
    PasskeyOptions,
    PasskeyRefused,
    Refused,
    SessionOver,
    Standing,
    TooManyAttempts,
)
from tests.hotline.staff.authenticators import PRESENT, VERIFIED, Authenticator, encoded
from tests.hotline.staff.desks import ELSEWHERE, HOME, PASSWORD, WRONG, Desk, Person
from tests.hotline.staff.test_at_once import at_once


@pytest.fixture
def maria(desk: Desk) -> Person:
    return desk.enrols("maria")


@pytest.fixture
def key(desk: Desk, maria: Person) -> Authenticator:
    """A passkey of Maria's, beside her authenticator."""
    return adds(desk, desk.signs_in(maria), Authenticator())


def adds(desk: Desk, token: str, key: Authenticator, name: str = "key fob") -> Authenticator:
    options = desk.enrolling.passkey_options(token)
    desk.enrolling.add_passkey(token, key.makes(options.json), challenge=options.challenge, name=name)
    desk.clock.advance(timedelta(minutes=1))
    return key


def signs_in(desk: Desk, key: Authenticator, origin: Origin = HOME, token: str | None = None) -> str:
    options = desk.signing_in.passkey_options(token)
    return desk.signing_in.with_passkey(options.challenge, key.signs(options.json), origin=origin, token=token)


def refused(desk: Desk, attempt: Callable[[], object], why: str, whose: str = "agent 1") -> None:
    with pytest.raises(Refused):
        attempt()
    assert desk.audited()[-1] == ("staff.refused", whose, json.dumps({"why": f"passkey: {why}"}))


def test_a_passkey_signs_in_without_a_password(desk: Desk, maria: Person, key: Authenticator) -> None:
    found = desk.signing_in.who(signs_in(desk, key))
    assert found
    assert (found.standing, found.account.id, found.account.passkeys) == (Standing.SIGNED_IN, maria.account.id, 1)
    assert desk.audited()[-1] == ("staff.signed_in", "agent 1", '{"by": "passkey"}')


def test_who_enrols_with_a_passkey_needs_no_authenticator(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("ben"), PASSWORD)
    key = adds(desk, token, Authenticator())
    finished = desk.enrolling.finish(token)
    assert len(finished.codes) == 10
    assert desk.signing_in.who(signs_in(desk, key))
    half = desk.signing_in.with_password("ben", PASSWORD, origin=HOME)
    asked = json.loads(desk.signing_in.passkey_options(half).json)
    assert [one["id"] for one in asked["allowCredentials"]] == [encoded(key.credential_id)]
    assert desk.signing_in.who(signs_in(desk, key, token=half))
    assert desk.signing_in.who(half) is None, "a new token, as at every step up"


def test_strangers_learn_nobodys_passkeys(desk: Desk, key: Authenticator) -> None:
    for token in (None, "", "made up"):
        asked = json.loads(desk.signing_in.passkey_options(token).json)
        assert asked["allowCredentials"] == []
        assert asked["userVerification"] == "required"


def test_the_device_is_told_no_number_of_ours(desk: Desk, maria: Person) -> None:
    asked = json.loads(desk.enrolling.passkey_options(desk.signs_in(maria)).json)
    assert len(asked["user"]["id"]) == 43
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"] == {"id": "desk.example.org", "name": "Noticeline desk"}


def test_a_reply_is_good_once(desk: Desk, key: Authenticator) -> None:
    key.counts = False  # nothing but the challenge keeps a synchronised passkey's reply from being played again
    options = desk.signing_in.passkey_options()
    reply = key.signs(options.json)
    again = partial(desk.signing_in.with_passkey, options.challenge, reply, origin=HOME)
    assert again()
    refused(desk, again, "replay")


@pytest.mark.parametrize("counts", [True, False])
def test_of_eight_with_the_same_reply_exactly_one_is_let_in(desk: Desk, key: Authenticator, *, counts: bool) -> None:
    key.counts, key.sign_count = counts, 0
    options = desk.signing_in.passkey_options()
    reply = key.signs(options.json)
    outcome = at_once([partial(desk.signing_in.with_passkey, options.challenge, reply, origin=HOME)] * 8)
    assert (len(outcome.tokens), outcome.facts) == (1, [Refused] * 7)


def test_a_count_that_goes_backwards_is_refused_and_audited(desk: Desk, key: Authenticator) -> None:
    signs_in(desk, key)
    signs_in(desk, key)
    for count in (0, 1):  # a copy of the device, which is one or two signatures behind
        key.sign_count = count
        refused(desk, lambda: signs_in(desk, key), "sign count went backwards")
    key.counts, key.sign_count = False, 0
    refused(desk, lambda: signs_in(desk, key), "sign count went backwards")
    key.counts, key.sign_count = True, 2
    assert signs_in(desk, key)


def test_a_challenge_is_over_after_five_minutes(desk: Desk, key: Authenticator) -> None:
    options = desk.signing_in.passkey_options()
    reply = key.signs(options.json)
    desk.clock.advance(timedelta(minutes=5))
    refused(desk, lambda: desk.signing_in.with_passkey(options.challenge, reply, origin=HOME), "challenge", "desk")


def test_a_challenge_that_we_did_not_make_is_refused(desk: Desk, maria: Person, key: Authenticator) -> None:
    options = desk.signing_in.passkey_options()
    adding = desk.enrolling.passkey_options(desk.signs_in(maria))
    for challenge in (b"", bytes(64), options.challenge[:-1], options.challenge + b"x", adding.challenge):
        asked = json.dumps({"rpId": "desk.example.org", "challenge": encoded(challenge)})
        attempt = partial(desk.signing_in.with_passkey, challenge, key.signs(asked), origin=HOME)
        refused(desk, attempt, "challenge", "desk")


def test_a_reply_to_another_challenge_is_refused(desk: Desk, key: Authenticator) -> None:
    mine, other = desk.signing_in.passkey_options(), desk.signing_in.passkey_options()
    reply = key.signs(other.json)
    refused(desk, lambda: desk.signing_in.with_passkey(mine.challenge, reply, origin=HOME), "signature")


def test_a_page_that_looks_like_the_desk_gets_nothing(desk: Desk, key: Authenticator) -> None:
    key.origin = "https://desk.example.net"
    refused(desk, lambda: signs_in(desk, key), "signature")


def test_a_device_that_did_not_check_its_owner_is_refused(desk: Desk, key: Authenticator) -> None:
    for flags in (PRESENT, VERIFIED, 0):
        key.flags = flags
        refused(desk, lambda: signs_in(desk, key), "signature")


def test_somebody_elses_key_under_this_name_is_refused(desk: Desk, key: Authenticator) -> None:
    forged = Authenticator(credential_id=key.credential_id, owner=key.owner)
    refused(desk, lambda: signs_in(desk, forged), "signature")
    unknown = Authenticator(owner=key.owner)
    refused(desk, lambda: signs_in(desk, unknown), "unknown passkey", "desk")


@pytest.mark.parametrize("owner", ["", encoded(bytes(32))])
def test_a_reply_for_another_owner_is_refused(desk: Desk, key: Authenticator, owner: str) -> None:
    key.owner = owner
    refused(desk, lambda: signs_in(desk, key), "owner")


def test_a_passkey_is_no_second_factor_for_somebody_else(desk: Desk, key: Authenticator) -> None:
    ben = desk.enrols("ben")
    half = desk.gives_password(ben)
    refused(desk, lambda: signs_in(desk, key, token=half), "passkey of another account")


def test_the_passkey_of_a_disabled_or_reset_account_opens_nothing(
    desk: Desk, maria: Person, key: Authenticator
) -> None:
    desk.disables(maria)
    refused(desk, lambda: signs_in(desk, key), "disabled")
    desk.resets(maria)
    refused(desk, lambda: signs_in(desk, key), "unknown passkey", "desk")


@pytest.mark.parametrize("reply", ["", "null", "[]", "{}", "{", '{"id": 1}', "[" * 50_000, '{"rawId": "\\u0000"}'])
def test_what_is_no_reply_is_refused(desk: Desk, key: Authenticator, reply: str) -> None:
    options = desk.signing_in.passkey_options()
    attempt = partial(desk.signing_in.with_passkey, options.challenge, reply, origin=HOME)
    refused(desk, attempt, "no passkey's reply", "desk")


def test_strangers_use_up_their_networks_passkeys_and_no_other_pool(
    desk: Desk, maria: Person, key: Authenticator
) -> None:
    for _ in range(60):
        with pytest.raises(Refused):
            desk.signing_in.with_passkey(b"", "", origin=ELSEWHERE)
    with pytest.raises(TooManyAttempts):
        desk.signing_in.with_passkey(b"", "", origin=ELSEWHERE)
    assert desk.signs_in(maria, ELSEWHERE)
    assert signs_in(desk, key, HOME)


def test_who_burns_a_logins_passwords_leaves_it_the_passkey(desk: Desk, maria: Person, key: Authenticator) -> None:
    for n in range(30):
        with pytest.raises((Refused, TooManyAttempts)):
            desk.signing_in.with_password("maria" if n < 10 else f"n{n}", WRONG, origin=HOME)
    with pytest.raises(TooManyAttempts):
        desk.gives_password(maria)
    assert signs_in(desk, key, HOME)


def test_a_passkey_is_added_once_by_its_owner_for_an_open_challenge(desk: Desk, maria: Person) -> None:
    token, ben = desk.signs_in(maria), desk.signs_in(desk.enrols("ben"))
    key = Authenticator()
    options = desk.enrolling.passkey_options(token)
    made = key.makes(options.json)
    add = partial(desk.enrolling.add_passkey, challenge=options.challenge, name="mine")
    with pytest.raises(PasskeyRefused):
        add(ben, made)
    add(token, made)
    for again in (made, Authenticator().makes(options.json)):
        with pytest.raises(PasskeyRefused):
            add(token, again)
    other = desk.enrolling.passkey_options(ben)
    with pytest.raises(PasskeyRefused):  # the same credential for somebody else
        desk.enrolling.add_passkey(ben, key.makes(other.json), challenge=other.challenge, name="mine too")
    assert [one.name for one in desk.own.passkeys(token)] == ["mine"]
    assert desk.own.passkeys(ben) == ()


@pytest.mark.parametrize("change", [{"flags": PRESENT}, {"origin": "https://desk.example.net"}])
def test_a_device_that_breaks_a_rule_is_not_added(desk: Desk, maria: Person, change: dict[str, int]) -> None:
    token = desk.signs_in(maria)
    options = desk.enrolling.passkey_options(token)
    made = Authenticator(**change).makes(options.json)  # type: ignore[arg-type]  # either field
    with pytest.raises(PasskeyRefused):
        desk.enrolling.add_passkey(token, made, challenge=options.challenge, name="")
    for bad in ("", "{}", "[" * 50_000):
        with pytest.raises(PasskeyRefused):
            desk.enrolling.add_passkey(token, bad, challenge=options.challenge, name="")


def test_nobody_has_more_than_ten(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    for n in range(10):
        adds(desk, token, Authenticator(), f"{n}")
    with pytest.raises(PasskeyRefused):
        adds(desk, token, Authenticator())


def test_a_name_is_cut_to_what_can_be_shown(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    adds(desk, token, Authenticator(), "a\n\0\N{RIGHT-TO-LEFT OVERRIDE}" + "b" * 100)
    adds(desk, token, Authenticator(), " \n")
    assert [one.name for one in desk.own.passkeys(token)] == ["a" + "b" * 39, "Passkey 2"]


def test_one_takes_away_ones_own_passkeys_and_not_the_last_factor(
    desk: Desk, maria: Person, key: Authenticator
) -> None:
    half = desk.enrolling.set_password(desk.invites("ben"), PASSWORD)
    bens = adds(desk, half, Authenticator())
    ben, maria_in = desk.enrolling.finish(half).token, desk.signs_in(maria)
    for not_hers in (encoded(bens.credential_id), "", "ü", "made up", "A"):
        desk.own.remove_passkey(maria_in, not_hers)
    assert len(desk.own.passkeys(ben)) == 1
    with pytest.raises(LastFactor):
        desk.own.remove_passkey(ben, desk.own.passkeys(ben)[0].id)
    assert signs_in(desk, bens)
    desk.own.remove_passkey(maria_in, encoded(key.credential_id))
    assert desk.own.passkeys(maria_in) == ()
    refused(desk, lambda: signs_in(desk, key), "unknown passkey", "desk")


def test_options_are_for_who_may_add(desk: Desk, maria: Person) -> None:
    ask: list[Callable[[], PasskeyOptions]] = [
        partial(desk.enrolling.passkey_options, token) for token in ("", "x", desk.gives_password(maria))
    ]
    for one in ask:
        with pytest.raises(SessionOver):
            one()
