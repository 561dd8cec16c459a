"""Enrolling: a link, a password, a second factor, ten codes; and how somebody begins anew."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from hotline.incidents.versions import StoredIncident
from hotline.staff import (
    BadStaffDetail,
    InvitationGone,
    Invited,
    LoginTaken,
    NoSecondFactor,
    NoSuchAccount,
    Refused,
    Role,
    SessionOver,
    Standing,
    Weakness,
    WeakPassword,
    WrongCode,
)
from hotline.staff.accounts import ACCOUNTS
from tests.hotline.staff.desks import HOME, MINUTE, PASSWORD, Desk

HOURS = timedelta(hours=1)


def test_a_link_leads_over_a_password_to_a_second_factor_and_ten_codes(desk: Desk) -> None:
    link = desk.invites("maria", Role.SUPERVISOR)
    invited = desk.enrolling.invited(link)
    assert invited
    assert (invited.name, invited.role, invited.enrolled) == ("Maria Ortega", Role.SUPERVISOR, False)
    token = desk.enrolling.set_password(link, PASSWORD)
    setup = desk.enrolling.begin_totp(token)
    assert setup.secret in setup.uri
    desk.enrolling.confirm_totp(token, setup.setup, code=desk.code(setup.secret))
    finished = desk.enrolling.finish(token)
    found = desk.signing_in.who(finished.token)
    assert found
    assert (found.standing, found.account.enrolled, found.account.recovery_codes) == (Standing.SIGNED_IN, True, 10)
    assert len(set(finished.codes)) == 10
    assert [tag for tag, _, _ in desk.audited()] == [
        *("staff.invited", "staff.enrolled", "staff.enrolled", "staff.enrolled", "staff.signed_in"),
    ]


def test_a_link_is_good_once_and_for_72_hours(desk: Desk) -> None:
    link = desk.invites("maria")
    desk.clock.advance(72 * HOURS - MINUTE)
    assert desk.enrolling.invited(link)
    desk.clock.advance(MINUTE)
    assert desk.enrolling.invited(link) is None
    with pytest.raises(InvitationGone):
        desk.enrolling.set_password(link, PASSWORD)
    ben = desk.invites("ben")
    desk.enrolling.set_password(ben, PASSWORD)
    assert desk.enrolling.invited(ben) is None
    with pytest.raises(InvitationGone):
        desk.enrolling.set_password(ben, PASSWORD)


@pytest.mark.parametrize("made_up", ["", "x", "\0", "\udcff", "x" * 70_000])
def test_a_link_that_was_made_up_is_none(desk: Desk, made_up: str) -> None:
    desk.invites("maria")
    assert desk.enrolling.invited(made_up) is None
    with pytest.raises(InvitationGone):
        desk.enrolling.set_password(made_up, PASSWORD)


def test_a_weak_password_leaves_the_link_good(desk: Desk) -> None:
    link = desk.invites("maria")
    with pytest.raises(WeakPassword) as weak:
        desk.enrolling.set_password(link, "passwordpassword")
    assert weak.value.weakness is Weakness.COMMON
    assert desk.enrolling.set_password(link, PASSWORD)


def test_nobody_is_let_in_without_a_second_factor(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    with pytest.raises(NoSecondFactor):
        desk.enrolling.finish(token)
    with pytest.raises(SessionOver):
        desk.own.new_codes(token)
    again = desk.signing_in.with_password("maria", PASSWORD, origin=HOME)
    found = desk.signing_in.who(again)
    assert found
    assert found.standing is Standing.ENROLLING, "she may go on where she was"


def test_a_password_that_never_got_a_second_factor_opens_nothing_after_72_hours(desk: Desk) -> None:
    desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    desk.clock.advance(72 * HOURS)
    with pytest.raises(Refused):
        desk.signing_in.with_password("maria", PASSWORD, origin=HOME)
    assert desk.audited()[-1] == ("staff.refused", "agent 1", '{"why": "not enrolled"}')


def test_a_session_that_is_still_enrolling_ends_when_another_finishes(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    other = desk.signing_in.with_password("maria", PASSWORD, origin=HOME)
    setup, others = desk.enrolling.begin_totp(token), desk.enrolling.begin_totp(other)
    desk.enrolling.confirm_totp(token, setup.setup, code=desk.code(setup.secret))
    desk.enrolling.finish(token)
    with pytest.raises(SessionOver):
        desk.enrolling.confirm_totp(other, others.setup, code=desk.code(others.secret))


def test_a_wrong_code_confirms_nothing_and_the_same_setup_can_be_tried_again(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    setup = desk.enrolling.begin_totp(token)
    with pytest.raises(WrongCode):
        desk.enrolling.confirm_totp(token, setup.setup, code="000000")
    assert not desk.account().has_totp
    desk.enrolling.confirm_totp(token, setup.setup, code=desk.code(setup.secret))
    assert desk.account().has_totp


def test_a_setup_goes_on_with_its_own_secret(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    setup = desk.enrolling.begin_totp(token)
    again = desk.enrolling.begin_totp(token, setup.setup)
    assert (again.secret, again.uri) == (setup.secret, setup.uri)
    desk.enrolling.confirm_totp(token, again.setup, code=desk.code(setup.secret))


def test_a_setup_of_another_session_is_none(desk: Desk) -> None:
    maria = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    ben = desk.enrolling.set_password(desk.invites("ben"), PASSWORD)
    setup = desk.enrolling.begin_totp(ben)
    for planted in (setup.setup, setup.secret, "", "\0", "ü"):
        with pytest.raises(SessionOver):
            desk.enrolling.confirm_totp(maria, planted, code=desk.code(setup.secret))
    with pytest.raises(SessionOver):
        desk.enrolling.begin_totp(maria, setup.setup)


def test_the_secret_of_an_authenticator_is_nowhere_in_clear(desk: Desk) -> None:
    maria = desk.enrols("maria")
    with desk.database.read() as session:
        row = session.execute(select(ACCOUNTS)).one()
    assert maria.secret not in str(row)
    assert PASSWORD not in str(row)
    assert len(row.totp) == 60


def test_a_reset_takes_everything_and_invites_anew(desk: Desk) -> None:
    maria = desk.enrols("maria")
    old_link, signed_in = desk.resets(maria), ""
    maria = desk.follows(old_link)
    signed_in, half = desk.signs_in(maria), desk.gives_password(maria)
    link = desk.resets(maria)
    assert desk.signing_in.who(signed_in) is None
    assert desk.signing_in.who(half) is None
    account = desk.account()
    assert (account.has_password, account.has_totp, account.recovery_codes) == (False, False, 0)
    with pytest.raises(Refused):
        desk.gives_password(maria)
    newer = desk.resets(maria)
    assert desk.enrolling.invited(link) is None, "a newer link takes its place"
    assert desk.signs_in(desk.follows(newer))
    assert ("staff.reset", "root", '{"account": "agent 1"}') in desk.audited()


def test_a_reset_lets_a_disabled_account_begin_anew(desk: Desk) -> None:
    maria = desk.enrols("maria")
    desk.disables(maria)
    link = desk.resets(maria)
    assert desk.signs_in(desk.follows(link))


def test_the_link_of_a_disabled_account_is_none(desk: Desk) -> None:
    link = desk.invites("maria")
    with desk.database.write() as session:
        desk.office.accounts.disable(session, desk.account().id, by="root")
    assert desk.enrolling.invited(link) is None
    with pytest.raises(InvitationGone):
        desk.enrolling.set_password(link, PASSWORD)


def test_disabling_twice_is_audited_once(desk: Desk) -> None:
    maria = desk.enrols("maria")
    desk.disables(maria)
    desk.disables(maria)
    assert [tag for tag, _, _ in desk.audited()].count("staff.disabled") == 1


def test_a_login_is_taken_once(desk: Desk) -> None:
    desk.invites("maria")
    with pytest.raises(LoginTaken):
        desk.invites("maria")
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ACCOUNTS)) == 1
        assert [account.login for account in desk.office.accounts.all(session)] == ["maria"]


def test_an_account_that_is_not_there_is_a_fact(desk: Desk) -> None:
    with desk.database.write() as session:
        for verb in (desk.office.accounts.get, desk.office.accounts.locked):
            with pytest.raises(NoSuchAccount):
                verb(session, 7)
        with pytest.raises(NoSuchAccount):
            desk.office.invitations.again(session, 7, by="root")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("login", bad) for bad in ("", "m", "Maria", "mar ia", "märia", "m" * 61, "-m", "m\0")),
        *(("name", bad) for bad in ("", " ", "M\n", "M" * 81, "M\0")),
        *(("language", bad) for bad in ("", "english", "EN", "en_US")),
    ],
)
def test_a_detail_that_can_not_be_used_is_named(field: str, value: str) -> None:
    given = {"login": "maria", "name": "Maria", "language": "en"} | {field: value}
    with pytest.raises(BadStaffDetail) as bad:
        Invited(**given, role=Role.AGENT, incident_ids=())
    assert bad.value.field == field


def test_somebody_works_for_the_incidents_of_their_invitation(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(
            insert(StoredIncident),
            [{"id": n, "slug": f"i{n}", "line": str(n), "current_version": 1} for n in (1, 2, 3)],
        )
        invited = Invited("maria", "Maria", Role.AGENT, "es", (3, 1, 3))
        desk.office.invitations.invite(session, invited, by="root")
    assert (desk.account().incidents, desk.account().language) == ((1, 3), "es")


def test_somebody_chooses_the_language_of_the_pages(desk: Desk) -> None:
    token = desk.signs_in(desk.enrols("maria"))
    desk.own.speak(token, "es")
    assert desk.account().language == "es"
    with pytest.raises(BadStaffDetail):
        desk.own.speak(token, "'; --")
