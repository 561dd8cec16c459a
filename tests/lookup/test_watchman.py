"""The watchman: what is wrong is seen, told and told to be over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from app import create_app
from hotline import settings
from hotline.alarms import Bell, Mail
from hotline.incidents.versions import StoredIncident, StoredVersion
from lookup import AnswerName
from lookup.letter_codes import check_digit
from lookup.registers.pages import seal_page
from lookup.registers.register import RegisterPage
from lookup.watchman import Watched, Watchman
from tests.hotline.alarms.receivers import Post, post
from tests.lookup.vaults import ANA, CAST, NOBODY, Vault, caller


@pytest.fixture
def office() -> Iterator[Post]:
    with post() as office:
        yield office


def watchman(vault: Vault, *, least_free_mib: int = 1) -> Watchman:
    return Watchman(Watched(vault.database, vault.ring, vault.clock, vault.lookup, least_free_mib))


def keys(vault: Vault, *, least_free_mib: int = 1) -> list[str]:
    return [alarm.key for alarm in watchman(vault, least_free_mib=least_free_mib).lookout().look()]


def test_the_canary_falls_silent_a_mail_comes_it_sings_again_all_clear(sqlite_vault: Vault, office: Post) -> None:
    vault = sqlite_vault.holds(CAST)
    lookout = watchman(vault).lookout()
    bell = Bell(
        Mail(office.server, "line@example.org", ("it@example.org",)), line="the line", repeat=timedelta(hours=6)
    )

    def a_minute_passes() -> None:
        vault.clock.advance(timedelta(minutes=6))  # the canary is asked every five
        bell.ring(lookout.look(), vault.clock.now())

    a_minute_passes()
    assert office.subjects == []
    whole = page_of(vault)
    puts_page(vault, emptied(vault))
    office.refuses = True
    a_minute_passes()
    assert office.subjects == [], "the mail server was away"
    office.refuses = False
    a_minute_passes()
    a_minute_passes()
    assert office.subjects == ["Noticeline: 1 new alarm"]
    assert "the entry that must be found is not" in office.mails[0].get_content()
    assert vault.asks(ANA, caller()).name is AnswerName.CANNOT_TELL
    puts_page(vault, whole)
    a_minute_passes()
    assert office.subjects == ["Noticeline: 1 new alarm", "Noticeline: all clear"]
    a_minute_passes()
    assert len(office.mails) == 2


def page_of(vault: Vault) -> bytes:
    with vault.database.read() as session:
        return session.scalars(select(RegisterPage.sealed)).one()


def puts_page(vault: Vault, sealed: bytes) -> None:
    with vault.database.write() as session:
        session.execute(update(RegisterPage).values(sealed=sealed))


def emptied(vault: Vault) -> bytes:
    """A page, rightly sealed, on which nobody is left, the canary neither."""
    register = vault.opened()
    return seal_page([], register.keys.page_key, register.definition.binding.about(0))


def test_a_register_without_keys_is_not_ready(vault: Vault) -> None:
    vault.holds(CAST)
    assert keys(vault) == []
    (vault.ring.path / f"incident-{vault.incident.id}-generation-1-pepper.key").unlink()
    assert keys(vault) == ["not ready"]


def test_a_second_incident_that_fails_is_an_alarm_of_its_own(vault: Vault) -> None:
    vault.holds([ANA])
    vault.applies(replace(vault.incident.content, slug="another", line="+18005550199"))
    vault.holds([ANA])
    (vault.ring.path / "incident-1-generation-1-pepper.key").unlink()
    assert keys(vault) == ["not ready"]
    (vault.ring.path / "incident-2-generation-1-pepper.key").unlink()
    assert keys(vault) == ["not ready", "not ready 2"]


def test_an_incident_that_somebody_changed_in_the_database_is_an_alarm(vault: Vault) -> None:
    seen = watchman(vault.holds(CAST)).lookout()
    assert seen.look() == ()
    vault.applies(replace(vault.incident.content, fallback="+15735550188"))
    assert seen.look() == (), "the custodian has changed it"
    with vault.database.write() as session:
        was = session.scalars(select(StoredVersion).where(StoredVersion.version == vault.incident.version)).one()
        was.content = was.content.replace("+15735550188", "+15735550199")
        was.digest = sha256(was.content.encode()).hexdigest()
    assert [alarm.key for alarm in seen.look()] == ["incident jcps-2019"]
    assert keys(vault) == ["incident jcps-2019"], "also whoever begins to watch afterwards"
    vault.applies(vault.incident.content)
    assert seen.look() == ()


def test_an_earlier_version_that_somebody_puts_back_is_an_alarm(vault: Vault) -> None:
    vault.holds(CAST)
    vault.applies(replace(vault.incident.content, fallback="+15735550188"))
    with vault.database.write() as session:
        session.execute(update(StoredIncident).values(current_version=1))
    assert keys(vault) == ["incident jcps-2019"]


def test_a_tripped_breaker_is_an_alarm_without_any_detail(vault: Vault) -> None:
    vault.limited_to(breaker_failures_per_hour=1)
    vault.holds(CAST)
    assert vault.asks(NOBODY, caller()).name is AnswerName.NO_MATCH
    (alarm,) = watchman(vault).limits()
    assert alarm.key == "breaker jcps-2019 telephone"
    assert NOBODY.number.lstrip("0") not in alarm.sentence
    vault.clock.advance(timedelta(hours=2))
    assert keys(vault) == []


def test_half_of_the_letter_codes_budget_is_an_alarm(vault: Vault) -> None:
    vault.limited_to(wrong_letter_codes=4)
    vault.holds(CAST)
    for n in range(1, 3):
        assert keys(vault) == []
        code = f"{n}0000000000"
        vault.asks_by("letter_code", {"code": code + check_digit(code)}, caller(f"thief {n}"))
    assert keys(vault) == ["letter codes jcps-2019"]


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        ("UPDATE audit_head SET seq = seq + 1", "audit broken"),
        ("DROP TABLE audit_head", "audit not writable"),
    ],
)
def test_an_audit_that_was_changed_or_can_not_be_written_is_an_alarm(vault: Vault, damage: str, key: str) -> None:
    vault.holds(CAST)
    seen = watchman(vault).lookout()
    assert seen.look() == ()
    with vault.database.write() as session:
        session.execute(text(damage))
    assert [alarm.key for alarm in seen.look()] == [key]
    assert keys(vault) == [key]


def test_an_audit_is_verified_from_its_beginning_once_a_day(sqlite_vault: Vault) -> None:
    sqlite_vault.holds(CAST)
    seen = watchman(sqlite_vault).lookout()
    assert seen.look() == ()
    with sqlite_vault.database.write() as session:
        session.execute(text("DROP TRIGGER audit_entries_UPDATE"))
        session.execute(text("UPDATE audit_entries SET actor = 'mallory' WHERE seq = 1"))
    sqlite_vault.clock.advance(timedelta(days=1))
    assert [alarm.key for alarm in seen.look()] == ["audit broken"]
    assert [alarm.key for alarm in seen.look()] == ["audit broken"], "until it is whole again"


def test_a_disk_without_room_is_an_alarm(sqlite_vault: Vault) -> None:
    sqlite_vault.holds(CAST)
    assert keys(sqlite_vault, least_free_mib=1 << 40) == ["disk of the key ring", "disk of the database"]


def test_a_database_that_is_gone_is_not_ready_and_hides_nothing(vault: Vault) -> None:
    vault.limited_to(breaker_failures_per_hour=1)
    vault.holds(CAST)
    vault.asks(replace(ANA, born="2001-01-01"), caller())
    seen = watchman(vault).lookout()
    seen.look()
    with vault.database.write() as session:
        session.execute(text("ALTER TABLE incidents RENAME TO elsewhere"))
        session.execute(text("ALTER TABLE key_checks RENAME TO elsewhere_too"))
    assert [alarm.key for alarm in seen.look()] == ["not ready", "breaker jcps-2019 telephone"]


def test_a_trial_alarm_is_sent_on_command(sqlite_url: str, tmp_path: Path, office: Post) -> None:
    given = {
        "NOTICELINE_DATABASE_URL": sqlite_url,
        "NOTICELINE_KEYRING": str(tmp_path / "ring"),
        "NOTICELINE_ALARM_MAIL_TO": "it@example.org",
        "NOTICELINE_ALARM_MAIL_FROM": "line@example.org",
        "NOTICELINE_ALARM_SMTP": office.server.geturl(),
    }
    done = create_app(settings.load(given)).test_cli_runner().invoke(args=("alarms", "test"))
    assert (done.exit_code, done.output) == (0, "The trial was sent.\n")
    assert office.subjects == ["Noticeline: a trial alarm"]
    office.refuses = True
    refused = create_app(settings.load(given)).test_cli_runner().invoke(args=("alarms", "test"))
    assert (refused.exit_code, "mail server" in refused.stderr) == (1, True)


def test_nobody_watches_in_vain(sqlite_url: str, tmp_path: Path) -> None:
    given = {"NOTICELINE_DATABASE_URL": sqlite_url, "NOTICELINE_KEYRING": str(tmp_path / "ring")}
    for verb in ("watch", "test"):
        done = create_app(settings.load(given)).test_cli_runner().invoke(args=("alarms", verb))
        assert done.exit_code == 1
        assert "set NOTICELINE_ALARM_MAIL_TO" in done.stderr
