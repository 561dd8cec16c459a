"""Mail and webhook, to real receivers on this machine."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hotline.alarms import Alarm, Mail, NotSent, Webhook, senders
from hotline.alarms.bell import Message, News, State
from hotline.settings import load
from tests.hotline.alarms.receivers import PASSWORD, SECRET, USER, certificate, free_port, hook, post

NOON = datetime(2019, 6, 3, 12, tzinfo=UTC)
MESSAGE = Message(
    "https://line.example",
    NOON,
    (News(State.BEGUN, Alarm("disk", "The disk of the database has 12 MiB left – mañana none."), NOON),),
    all_clear=False,
)
TO = ("it@example.org", "duty@example.org")


def test_a_mail_reaches_everybody() -> None:
    with post() as office:
        Mail(office.server, "line@example.org", TO).send(MESSAGE)
        (mail,) = office.mails
        assert office.receivers == list(TO)
    assert mail["Subject"] == "Noticeline: 1 new alarm"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "12 MiB left – mañana none." in mail.get_content()


def test_a_password_and_an_alarm_travel_encrypted(tmp_path: Path) -> None:
    tls = certificate(tmp_path)
    with post(tls=tls) as office:
        Mail(office.server, "line@example.org", TO, USER, PASSWORD, trust=tls.client()).send(MESSAGE)
        assert office.encrypted == [True]
        with pytest.raises(NotSent):
            Mail(office.server, "line@example.org", TO, USER, "wrong", trust=tls.client()).send(MESSAGE)
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            Mail(office.server, "line@example.org", TO, USER, PASSWORD).send(MESSAGE)
        assert len(office.mails) == 1


def test_no_mail_goes_in_clear_to_another_machine() -> None:
    """Its name is not one of this machine's, though it is this machine: so it must offer STARTTLS, and does not."""
    with post() as office:
        elsewhere = urlsplit(f"smtp://127.0.0.2:{office.server.port}")
        here = urlsplit(f"smtp://0.0.0.0:{office.server.port}")
        for server in (elsewhere, here):
            with pytest.raises(NotSent):
                Mail(server, "line@example.org", TO).send(MESSAGE)
        assert office.mails == []


def test_a_server_that_is_not_there_or_refuses_is_not_sent() -> None:
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        Mail(urlsplit(f"smtp://127.0.0.1:{free_port()}"), "line@example.org", TO).send(MESSAGE)
    with post() as office:
        office.refuses = True
        with pytest.raises(NotSent):
            Mail(office.server, "line@example.org", TO).send(MESSAGE)


def test_a_webhook_is_signed_and_says_everything() -> None:
    with hook() as receiver:
        Webhook(receiver.url, SECRET).send(MESSAGE)
    (told,) = receiver.told
    assert told["alarms"] == [
        {
            "key": "disk",
            "state": "begun",
            "sentence": "The disk of the database has 12 MiB left – mañana none.",
            "since": "2019-06-03T12:00:00+00:00",
        }
    ]
    assert (told["line"], told["all_clear"], told["trial"]) == ("https://line.example", False, False)


def test_a_receiver_refuses_what_another_secret_signed() -> None:
    with hook() as receiver:
        with pytest.raises(NotSent, match="401"):
            Webhook(receiver.url, SECRET + "!").send(MESSAGE)
        assert (receiver.told, receiver.refused) == ([], 1)


def test_a_webhook_that_fails_is_not_sent() -> None:
    with hook() as receiver:
        receiver.fails = True
        with pytest.raises(NotSent, match="503"):
            Webhook(receiver.url, SECRET).send(MESSAGE)
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        Webhook(urlsplit(f"http://127.0.0.1:{free_port()}/"), SECRET).send(MESSAGE)


def test_what_cannot_be_encoded_is_not_sent_and_ends_no_watch(tmp_path: Path) -> None:
    with hook() as receiver, pytest.raises(NotSent, match="UnicodeEncodeError"):
        Webhook(receiver.url._replace(path="/alarm/año"), SECRET).send(MESSAGE)
    tls = certificate(tmp_path)
    with post(tls=tls) as office, pytest.raises(NotSent, match="UnicodeEncodeError"):
        Mail(office.server, "line@example.org", TO, USER, "contraseña", trust=tls.client()).send(MESSAGE)


def test_the_ways_out_are_those_that_are_set() -> None:
    mail = {
        "NOTICELINE_ALARM_MAIL_TO": "it@example.org, duty@example.org",
        "NOTICELINE_ALARM_MAIL_FROM": "line@example.org",
        "NOTICELINE_ALARM_SMTP": "smtps://mail.example.org",
        "NOTICELINE_ALARM_SMTP_PASSWORD": "s3cret",
    }
    webhook = {
        "NOTICELINE_ALARM_WEBHOOK": "https://hooks.example.org/T0K3N",
        "NOTICELINE_ALARM_WEBHOOK_SECRET": "s3cret of the webhook",
    }
    assert senders(load({})) == ()
    (one, other) = senders(load({**mail, **webhook}))
    assert isinstance(one, Mail)
    assert one.receivers == TO
    assert isinstance(other, Webhook)
    assert "s3cret" not in repr((one, other)) + repr(load({**mail, **webhook}))
    assert "T0K3N" not in repr((one, other)) + repr(load({**mail, **webhook}))
