"""`flask staff`, as an operator types it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from hotline import settings
from hotline.calls import AgentCalls, AgentState, Presence
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.personnel import Personnel
from hotline.queue import Distribution, Endpoints, HandOver, QueueState, WaitingLine
from hotline.sealing import KeyRing
from hotline.settings import PROJECT
from hotline.staff import HashedHere, PasswordHashing
from tests.hotline.staff.desks import EVERYBODY, FAST, Desk, Person
from tests.switchboards import FakeSwitchboard

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
URL = "https://desk.example.org"
MARIA = ("--login", "maria", "--name", "Maria Ortega", "--role", "agent", "--incident", "jcps-2019")
REFERENCE = bytes(range(32))
Flask = Callable[..., Result]


@pytest.fixture
def new_flask(database_url: str, tmp_path: Path, clock: StoppedClock) -> Iterator[Flask]:
    """What stands behind `$ flask …`, before any incident was applied."""
    environ = {
        "NOTICELINE_DATABASE_URL": database_url,
        "NOTICELINE_KEYRING": str(tmp_path / "keyring"),
        "NOTICELINE_DESK_URL": URL,
    }
    app = create_app(settings.load(environ), clock=clock)
    runner = app.test_cli_runner()

    def run(*words: str) -> Result:
        return runner.invoke(args=words)

    yield run
    app.extensions["noticeline"].database.close()


@pytest.fixture
def flask(new_flask: Flask) -> Flask:
    """The same, with the example's incident."""
    assert new_flask("incident", "apply", str(EXAMPLE)).exit_code == 0
    return new_flask


@pytest.fixture
def desk(database: Database, ring: KeyRing, clock: StoppedClock) -> Iterator[Desk]:
    """The desk behind the commands."""
    fast_hashing = PasswordHashing(ring, by=HashedHere(FAST), strangers=EVERYBODY)
    yield Desk(database, ring, clock, fast_hashing)
    fast_hashing.close()


def token_in(told: Result) -> str:
    assert told.exit_code == 0, told.output
    link = told.stdout.strip()
    assert link.startswith(f"{URL}/invitation/")
    return link.rpartition("/")[2]


def grace_proposes(desk: Desk, login: str = "maria") -> None:
    """Another operator of this installation proposes that somebody begins anew."""
    with desk.database.write() as session:
        Personnel(desk.ring, desk.clock).propose(session, desk.account(login).id, by="grace")


def enrolled(flask: Flask, desk: Desk) -> Person:
    return desk.follows(token_in(flask("staff", "invite", *MARIA)))


def test_an_invited_agent_enrols_and_signs_in(flask: Flask, desk: Desk) -> None:
    invited = flask("staff", "invite", *MARIA, "--language", "es")
    assert "72 hours" in invited.stderr
    maria = desk.follows(token_in(invited))
    assert (maria.account.incidents, maria.account.language) == ((1,), "es")
    assert desk.signing_in.who(desk.signs_in(maria))


def test_the_list_says_who_is_there_and_no_secret(flask: Flask, desk: Desk) -> None:
    assert "Nobody yet" in flask("staff", "list").output
    maria = enrolled(flask, desk)
    flask("staff", "invite", "--login", "ben", "--name", "Ben Ames", "--role", "supervisor", "--incident", "jcps-2019")
    told = flask("staff", "list").output
    assert told.splitlines() == [
        "ben: supervisor, Ben Ames, jcps-2019; invited, not enrolled",
        "maria: agent, Maria Ortega, jcps-2019; authenticator, 10 recovery codes",
    ]
    flask("staff", "disable", "maria")
    assert "Maria Ortega, jcps-2019; disabled" in flask("staff", "list").output
    assert not [secret for secret in (maria.secret, *maria.codes) if secret in told]


def test_disable_ends_what_somebody_is_signed_in_to(flask: Flask, desk: Desk) -> None:
    maria = enrolled(flask, desk)
    token = desk.signs_in(maria)
    assert flask("staff", "disable", "MARIA").exit_code == 0
    assert desk.signing_in.who(token) is None


def test_what_one_has_proposed_another_approves_and_the_old_password_opens_nothing(flask: Flask, desk: Desk) -> None:
    maria = enrolled(flask, desk)
    signed_in = desk.signs_in(maria)
    grace_proposes(desk)
    assert desk.signing_in.who(signed_in)
    link = token_in(flask("staff", "approve", "maria"))
    assert desk.signing_in.who(signed_in) is None
    assert not desk.account().has_password
    desk.clock.advance(timedelta(minutes=1))
    assert desk.signing_in.who(desk.signs_in(desk.follows(link)))


def test_one_operator_alone_lets_nobody_begin_anew(flask: Flask, desk: Desk) -> None:
    maria = enrolled(flask, desk)
    proposed = flask("staff", "reset", "maria")
    assert (proposed.exit_code, "invitation" in proposed.output) == (0, False)
    assert "Nobody at the desk can" in proposed.output
    assert "flask staff approve maria" in proposed.output
    for again, why in (("approve", "somebody else must approve it"), ("reset", "proposed already")):
        refused = flask("staff", again, "maria")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert why in refused.stderr
    assert desk.account().has_password
    assert desk.signing_in.who(desk.signs_in(maria))


def test_a_second_supervisor_takes_a_second_person(flask: Flask, desk: Desk) -> None:
    words = ("--role", "supervisor", "--incident", "jcps-2019")
    desk.follows(token_in(flask("staff", "invite", "--login", "sam", "--name", "Sam Whitfield", *words)))
    told = flask("staff", "invite", "--login", "pat", "--name", "Pat Grey", *words)
    assert (told.exit_code, "invitation" in told.output) == (0, False)
    assert "At the desk, under Approvals: sam." in told.output
    assert "somebody else must approve it" in flask("staff", "approve", "pat").stderr
    assert not desk.account("pat").has_password


def test_a_telephone_is_shown_and_rings_no_more_once_its_agent_is_gone(flask: Flask, desk: Desk) -> None:
    account = enrolled(flask, desk).account.id
    endpoints, database = Endpoints(desk.ring, desk.clock), desk.database
    assert flask("staff", "telephone", "maria").output.startswith("None")
    for command in ("disable", "approve"):
        with database.write() as session:
            begun = endpoints.begin(session, account, address="client:maria")
        told = flask("staff", "telephone", "maria").output
        assert told.startswith("Not verified")
        assert begun.code not in told
        with database.write() as session:
            assert endpoints.keyed(session, account, digits=begun.code)
        assert flask("staff", "telephone", "maria").output.startswith("Verified")
        if command == "approve":
            grace_proposes(desk)
        assert flask("staff", command, "maria").exit_code == 0
        assert flask("staff", "telephone", "maria").output.startswith("None")


def test_whoever_talks_with_somebody_who_is_disabled_waits_again_in_front(flask: Flask, desk: Desk) -> None:
    account = enrolled(flask, desk).account.id
    parts = desk.database, desk.ring, desk.clock
    line, switchboard = WaitingLine(*parts[1:]), FakeSwitchboard()
    distribution, presence, endpoints = Distribution(*parts, switchboard), Presence(*parts[1:]), Endpoints(*parts[1:])
    with desk.database.write() as session:
        code = endpoints.begin(session, account, address="client:maria").code
        assert endpoints.keyed(session, account, digits=code)
        presence.change(session, account, AgentState.AVAILABLE)
        presence.seen(session, account)
        handed = HandOver("en", "self", step="menu", version=1)
        line.join(session, REFERENCE, incident=1, call="CA-1", handed=handed)
    distribution.offer_next(1)
    distribution.picked_up(switchboard.rings[0].offer)
    distribution.pressed(switchboard.rings[0].offer, "1")
    for command in ("disable", "approve"):
        if command == "approve":
            grace_proposes(desk)
        assert flask("staff", command, "maria").exit_code == 0
        with desk.database.write() as session:
            queued = line.find(session, REFERENCE)
            assert AgentCalls(*parts[1:]).current(session, account) is None
        assert queued is not None
        assert (queued.state, queued.agent, queued.place) == (QueueState.WAITING, None, 1)


def test_what_was_typed_is_audited_under_the_account_of_this_machine(flask: Flask, desk: Desk) -> None:
    enrolled(flask, desk)
    grace_proposes(desk)
    flask("staff", "approve", "maria")
    flask("staff", "disable", "maria")
    by_operator = [
        (tag, actor) for tag, actor, _ in desk.audited() if tag in ("staff.invited", "staff.reset", "staff.disabled")
    ]
    assert [tag for tag, _ in by_operator] == ["staff.invited", "staff.reset", "staff.disabled"]
    assert len({actor for _, actor in by_operator}) == 1
    assert by_operator[0][1] not in ("maria", "agent 1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invite", *MARIA), "This login is taken."),
        (("invite", *MARIA, "--login", "Maria O"), "The login must have"),
        (("invite", *MARIA, "--name", " "), "The name must have"),
        (("invite", *MARIA, "--language", "Spanish"), "The language must be"),
        (("invite", *MARIA, "--language", "fr"), "one of the desk's: en, es"),
        (("invite", *MARIA, "--login", "ben", "--incident", "nowhere"), "nowhere"),
        (("disable", "nobody"), "There is no such account."),
        (("telephone", "nobody"), "There is no such account."),
        (("reset", "nobody\0"), "There is no such account."),
        (("approve", "nobody"), "There is no such account."),
        (("approve", "maria"), "There is no such proposal."),
    ],
)
def test_what_can_not_be_done_is_told_in_a_sentence(flask: Flask, words: tuple[str, ...], sentence: str) -> None:
    flask("staff", "invite", *MARIA)
    told = flask("staff", *words)
    assert (told.exit_code, told.stdout) == (1, "")
    assert sentence in told.stderr


def test_without_an_incident_nobody_is_invited(new_flask: Flask) -> None:
    told = new_flask("staff", "invite", *MARIA)
    assert told.exit_code == 1
    assert "apply an incident file first" in told.stderr
