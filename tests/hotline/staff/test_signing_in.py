"""Signing in: what lets somebody in, what does not, and that nobody can tell why."""

from datetime import timedelta

import pytest

from hotline.staff import Refused, Role, SessionOver, Standing
from tests.hotline.staff.desks import HOME, PASSWORD, WRONG, Desk


def test_a_password_and_a_code_sign_an_agent_in(desk: Desk) -> None:
    maria = desk.enrols("maria")
    half = desk.gives_password(maria)
    found = desk.signing_in.who(half)
    assert found
    assert found.standing is Standing.SECOND_FACTOR
    whole = desk.signing_in.with_totp(half, desk.code(maria.secret), origin=HOME)
    found = desk.signing_in.who(whole)
    assert found
    assert (found.standing, found.account) == (Standing.SIGNED_IN, maria.account)
    assert desk.audited()[-1] == ("staff.signed_in", "agent 1", '{"by": "totp"}')


def test_each_step_up_gets_a_new_token_and_the_old_one_is_worth_nothing(desk: Desk) -> None:
    maria = desk.enrols("maria")
    half = desk.gives_password(maria)
    whole = desk.signing_in.with_totp(half, desk.code(maria.secret), origin=HOME)
    assert half != whole
    assert desk.signing_in.who(half) is None
    with pytest.raises(SessionOver):
        desk.signing_in.with_totp(half, desk.code(maria.secret, steps=1), origin=HOME)


@pytest.mark.parametrize("planted", ["", "x", "planted by somebody else", "A" * 5000, "\udcff"])
def test_a_token_that_was_planted_never_becomes_a_session(desk: Desk, planted: str) -> None:
    maria = desk.enrols("maria")
    assert desk.signing_in.who(planted) is None
    with pytest.raises(SessionOver):
        desk.signing_in.with_totp(planted, desk.code(maria.secret), origin=HOME)


@pytest.mark.parametrize("typed", [WRONG, "", PASSWORD + " ", PASSWORD.upper(), PASSWORD + "x" * 200, "\0", "\udcff"])
def test_a_wrong_password_is_refused(desk: Desk, typed: str) -> None:
    desk.enrols("maria")
    with pytest.raises(Refused):
        desk.signing_in.with_password("maria", typed, origin=HOME)
    assert desk.audited()[-1] == ("staff.refused", "agent 1", '{"why": "password"}')


@pytest.mark.parametrize("typed", ["maria", " MARIA ", "ｍａｒｉａ"])
def test_a_login_may_be_typed_in_any_spelling(desk: Desk, typed: str) -> None:
    desk.enrols("maria")
    assert desk.signing_in.with_password(typed, PASSWORD, origin=HOME)


@pytest.mark.parametrize("typed", ["nobody", "", "maria\0", "maria' OR 1=1 --", "%", "m" * 70_000, "\udcff"])
def test_a_login_that_is_nobodys_is_refused_and_written_nowhere(desk: Desk, typed: str) -> None:
    desk.enrols("maria")
    with pytest.raises(Refused):
        desk.signing_in.with_password(typed, PASSWORD, origin=HOME)
    assert desk.audited()[-1] == ("staff.refused", "desk", '{"why": "password"}')


def test_every_refusal_says_the_same(desk: Desk) -> None:
    maria = desk.enrols("maria")
    desk.disables(desk.enrols("gone"))
    desk.invites("new")
    said = set()
    for login, password in (("maria", WRONG), ("nobody", PASSWORD), ("gone", PASSWORD), ("new", PASSWORD)):
        with pytest.raises(Refused) as refused:
            desk.signing_in.with_password(login, password, origin=HOME)
        said.add(str(refused.value))
    for verb in (desk.signing_in.with_totp, desk.signing_in.with_recovery_code):
        with pytest.raises(Refused) as refused:
            verb(desk.gives_password(maria), "000000", origin=HOME)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_password_alone_opens_nothing(desk: Desk) -> None:
    maria = desk.enrols("maria")
    half = desk.gives_password(maria)
    for verb in (desk.own.passkeys, desk.own.new_codes, desk.enrolling.begin_totp, desk.enrolling.finish):
        with pytest.raises(SessionOver):
            verb(half)
    with pytest.raises(SessionOver):
        desk.enrolling.passkey_options(half)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_code_of_the_step_before_or_after_is_taken(desk: Desk, step: int) -> None:
    maria = desk.enrols("maria")
    assert desk.signing_in.with_totp(desk.gives_password(maria), desk.code(maria.secret, steps=step), origin=HOME)


@pytest.mark.parametrize("step", [-2, 2])
def test_a_code_of_another_time_is_refused(desk: Desk, step: int) -> None:
    maria = desk.enrols("maria")
    with pytest.raises(Refused):
        desk.signing_in.with_totp(desk.gives_password(maria), desk.code(maria.secret, steps=step), origin=HOME)
    assert desk.audited()[-1] == ("staff.refused", "agent 1", '{"why": "totp"}')


def test_a_code_is_good_once(desk: Desk) -> None:
    maria = desk.enrols("maria")
    code = desk.code(maria.secret)
    desk.signing_in.with_totp(desk.gives_password(maria), code, origin=HOME)
    with pytest.raises(Refused):
        desk.signing_in.with_totp(desk.gives_password(maria), code, origin=HOME)


def test_after_a_code_none_of_an_earlier_step_is_good(desk: Desk) -> None:
    maria = desk.enrols("maria")
    earlier = desk.code(maria.secret, steps=-1)
    desk.signs_in(maria)
    with pytest.raises(Refused):
        desk.signing_in.with_totp(desk.gives_password(maria), earlier, origin=HOME)


def test_the_code_that_has_confirmed_an_authenticator_signs_nobody_in(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    setup = desk.enrolling.begin_totp(token)
    code = desk.code(setup.secret)
    desk.enrolling.confirm_totp(token, setup.setup, code=code)
    desk.enrolling.finish(token)
    half = desk.signing_in.with_password("maria", PASSWORD, origin=HOME)
    with pytest.raises(Refused):
        desk.signing_in.with_totp(half, code, origin=HOME)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "-12345", "\0", "9" * 5000])
def test_what_is_no_code_is_refused(desk: Desk, typed: str) -> None:
    maria = desk.enrols("maria")
    with pytest.raises(Refused):
        desk.signing_in.with_totp(desk.gives_password(maria), typed, origin=HOME)


def test_a_code_may_be_typed_with_a_space(desk: Desk) -> None:
    maria = desk.enrols("maria")
    code = desk.code(maria.secret)
    assert desk.signing_in.with_totp(desk.gives_password(maria), f" {code[:3]} {code[3:]}", origin=HOME)


def test_somebody_elses_code_is_refused(desk: Desk) -> None:
    maria, ben = desk.enrols("maria"), desk.enrols("ben")
    with pytest.raises(Refused):
        desk.signing_in.with_totp(desk.gives_password(maria), desk.code(ben.secret), origin=HOME)


def test_a_recovery_code_stands_in_once(desk: Desk) -> None:
    maria = desk.enrols("maria")
    typed = maria.codes[3].lower().replace("-", " ")
    token = desk.signing_in.with_recovery_code(desk.gives_password(maria), typed, origin=HOME)
    found = desk.signing_in.who(token)
    assert found
    assert (found.standing, found.account.recovery_codes) == (Standing.SIGNED_IN, 9)
    with pytest.raises(Refused):
        desk.signing_in.with_recovery_code(desk.gives_password(maria), typed, origin=HOME)
    assert desk.signing_in.with_recovery_code(desk.gives_password(maria), maria.codes[4], origin=HOME)


def test_somebody_elses_recovery_code_is_refused_and_stays_good(desk: Desk) -> None:
    maria, ben = desk.enrols("maria"), desk.enrols("ben")
    with pytest.raises(Refused):
        desk.signing_in.with_recovery_code(desk.gives_password(maria), ben.codes[0], origin=HOME)
    assert desk.signing_in.with_recovery_code(desk.gives_password(ben), ben.codes[0], origin=HOME)


def test_new_codes_take_the_place_of_the_old_ones(desk: Desk) -> None:
    maria = desk.enrols("maria")
    new = desk.own.new_codes(desk.signs_in(maria))
    assert len({*new, *maria.codes}) == 20
    with pytest.raises(Refused):
        desk.signing_in.with_recovery_code(desk.gives_password(maria), maria.codes[0], origin=HOME)
    assert desk.signing_in.with_recovery_code(desk.gives_password(maria), new[0], origin=HOME)


def test_a_disabled_account_is_out_at_once_and_stays_out(desk: Desk) -> None:
    maria = desk.enrols("maria", Role.SUPERVISOR)
    whole, half = desk.signs_in(maria), desk.gives_password(maria)
    desk.disables(maria)
    assert desk.signing_in.who(whole) is None
    assert desk.signing_in.who(half) is None
    desk.clock.advance(timedelta(minutes=1))
    with pytest.raises(SessionOver):
        desk.signing_in.with_totp(half, desk.code(maria.secret), origin=HOME)
    with pytest.raises(Refused):
        desk.gives_password(maria)
    assert desk.audited()[-2:] == [
        ("staff.disabled", "root", '{"account": "supervisor 1"}'),
        ("staff.refused", "supervisor 1", '{"why": "disabled"}'),
    ]


def test_who_signs_out_is_out(desk: Desk) -> None:
    token = desk.signs_in(desk.enrols("maria"))
    desk.signing_in.sign_out(token)
    assert desk.signing_in.who(token) is None
    assert desk.audited()[-1] == ("staff.signed_out", "agent 1", "{}")
    desk.signing_in.sign_out(token)
    assert len([tag for tag, _, _ in desk.audited() if tag == "staff.signed_out"]) == 2  # one more while enrolling
