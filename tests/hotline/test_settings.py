"""Settings: read once, checked at the start, and every bad one named."""

from pathlib import Path

import pytest

from hotline.settings import PROJECT, SettingsError, load


def test_everything_has_a_default_within_the_project() -> None:
    settings = load({})
    assert settings.database_url == f"sqlite:///{PROJECT / 'var' / 'noticeline.db'}"
    assert settings.keyring == PROJECT / "var" / "keyring"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.twilio_auth_token == ""


def test_the_public_address_follows_the_port_unless_it_is_given() -> None:
    assert load({"PORT": "9000"}).public_url == "http://127.0.0.1:9000"
    assert (
        load({"PORT": "9000", "NOTICELINE_PUBLIC_URL": "https://line.example.org/"}).public_url
        == "https://line.example.org"
    )


@pytest.mark.parametrize("url", ["postgres://u:p@h/db", "postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"])
def test_every_spelling_of_a_postgresql_address_is_taken(url: str) -> None:
    assert load({"NOTICELINE_DATABASE_URL": url}).database_url == "postgresql+psycopg://u:p@h/db"


def test_every_bad_setting_is_named_at_once() -> None:
    bad = {
        "NOTICELINE_DATABASE_URL": "mysql://h/db",
        "NOTICELINE_PUBLIC_URL": "line.example.org",
        "TWILIO_ACCOUNT_SID": "AC123",
        "NOTICELINE_FALLBACK_NUMBER": "555-0100",
        "NOTICELINE_WORKERS": "0",
        "NOTICELINE_TWILIO_API": "https://api.example.org",
        "NOTICELINE_PCI_MODE": "true",
        "PORT": "70000",
    }
    with pytest.raises(SettingsError) as wrong:
        load(bad)
    assert [line.split(":")[0] for line in sorted(str(wrong.value).splitlines())] == sorted(bad)


def test_the_token_is_never_shown() -> None:
    assert "s3cret" not in repr(load({"TWILIO_AUTH_TOKEN": "s3cret"}))


def test_an_empty_setting_is_one_that_is_not_set() -> None:
    assert load({"PORT": "", "NOTICELINE_KEYRING": ""}).keyring == PROJECT / "var" / "keyring"


def test_a_folder_may_stand_in_the_home_directory() -> None:
    assert load({"NOTICELINE_KEYRING": "~/ring"}).keyring == Path.home() / "ring"


def test_what_an_alarm_needs_is_asked_for() -> None:
    given = {
        "NOTICELINE_ALARM_MAIL_TO": "it@example.org",
        "NOTICELINE_ALARM_WEBHOOK": "https://hooks.example.org/",
    }
    with pytest.raises(SettingsError) as wrong:
        load(given)
    names = sorted(line.split(":")[0].removeprefix("NOTICELINE_ALARM_") for line in str(wrong.value).splitlines())
    assert names == ["MAIL_FROM", "SMTP", "WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MAIL_TO", "it"),
        ("MAIL_FROM", "The Line <line@example.org>"),
        ("SMTP", "mail.example.org"),
        ("SMTP", "smtp://me:secret@mail.example.org"),
        ("WEBHOOK", "http://hooks.example.org/"),
        ("WEBHOOK", "https://"),
        ("WEBHOOK_SECRET", "short"),
        ("REPEAT_HOURS", "0"),
    ],
)
def test_an_alarm_that_would_not_arrive_or_not_safely_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"NOTICELINE_ALARM_{name}: must be"):
        load({f"NOTICELINE_ALARM_{name}": text})


def test_the_desks_address_follows_the_port_unless_it_is_given() -> None:
    assert load({"PORT": "9000"}).desk_url == "http://localhost:9000"
    assert load({"NOTICELINE_DESK_URL": "https://desk.example.org/"}).desk_url == "https://desk.example.org"


@pytest.mark.parametrize(
    "address",
    [
        "http://desk.example.org",
        "http://127.0.0.1:8000",
        "http://localhost.example.org",
        "desk.example.org",
        "https://",
        "https://desk.example.org/path",
        "https://desk.example.org?x=1",
        "https://me@desk.example.org",
        "https://desk.example.org:0",
        "https://desk.example.org:port",
    ],
)
def test_a_desk_to_which_secrets_would_go_in_clear_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="NOTICELINE_DESK_URL"):
        load({"NOTICELINE_DESK_URL": address})


def test_no_proxy_is_believed_unless_it_is_said() -> None:
    assert load({}).trusted_proxies == 0
    assert load({"NOTICELINE_TRUSTED_PROXIES": "5"}).trusted_proxies == 5


@pytest.mark.parametrize("count", ["6", "-1", "1.0", "one", "٣"])
def test_more_proxies_than_there_can_be_are_refused(count: str) -> None:
    with pytest.raises(SettingsError, match="NOTICELINE_TRUSTED_PROXIES: must be"):
        load({"NOTICELINE_TRUSTED_PROXIES": count})
