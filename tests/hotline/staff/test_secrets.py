"""What people type or keep at home is in no row, file or log, nor in what a value shows of itself."""

import logging
from base64 import b64encode
from pathlib import Path

import pytest
from sqlalchemy import text

from hotline import logs
from hotline.database import Base
from hotline.staff import Refused, WeakPassword
from tests.hotline.staff.desks import HOME, PASSWORD, Desk

TYPED = "otters juggle seventeen pianos"
LOGIN = "wrongly-typed-password-as-login"


def everything_in(desk: Desk, folder: Path) -> bytes:
    """Every row as text, and where the database is a file, its bytes and those beside it."""
    with desk.database.read() as session:
        rows = [str(session.execute(text(f'SELECT * FROM "{table}"')).all()) for table in Base.metadata.tables]
    files = [file.read_bytes() for file in folder.glob("noticeline.db*")]
    return b"\n".join([*(row.encode() for row in rows), *files])


def test_nothing_typed_is_kept_or_logged(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure()
    caplog.set_level(logging.DEBUG)
    maria = desk.enrols("maria")
    for login, password in (("maria", TYPED), (LOGIN, TYPED), (TYPED, PASSWORD)):
        with pytest.raises(Refused):
            desk.signing_in.with_password(login, password, origin=HOME)
    for verb in (desk.signing_in.with_totp, desk.signing_in.with_recovery_code):
        with pytest.raises(Refused):
            verb(desk.gives_password(maria), TYPED, origin=HOME)
    link = desk.invites("ben")
    with pytest.raises(WeakPassword) as weak:
        desk.enrolling.set_password(link, "passwordpassword")
    code = desk.code(maria.secret)
    half = desk.gives_password(maria)
    token = desk.signing_in.with_totp(half, code, origin=HOME)
    kept = everything_in(desk, tmp_path) + str(desk.audited()).encode()
    said = capfd.readouterr()
    told = f"{said.out}{said.err}{caplog.text}{weak.value!r}{desk.signing_in.who(token)!r}".encode()
    for secret in (TYPED, LOGIN, PASSWORD, "passwordpassword", link, half, token, maria.secret, *maria.codes):
        for spelling in (
            secret.encode(),
            secret.encode("utf-16-le"),
            b64encode(secret.encode()),
            secret.encode().hex().encode(),
        ):
            assert spelling not in kept, secret
            assert spelling not in told, secret
    assert code.encode() not in told


def test_a_value_that_holds_a_secret_does_not_show_it(desk: Desk) -> None:
    token = desk.enrolling.set_password(desk.invites("maria"), PASSWORD)
    setup = desk.enrolling.begin_totp(token)
    desk.enrolling.confirm_totp(token, setup.setup, code=desk.code(setup.secret))
    finished = desk.enrolling.finish(token)
    shown = repr((setup, finished))
    assert [secret for secret in (setup.secret, setup.setup, finished.token, *finished.codes) if secret in shown] == []


def test_codes_have_no_order_in_the_database(desk: Desk) -> None:
    maria = desk.enrols("maria")
    with desk.database.read() as session:
        digests = [bytes(row[0]) for row in session.execute(text("SELECT digest FROM staff_recovery_codes"))]
    made = [desk.office.recovery._digest(maria.account.id, code) for code in maria.codes]
    assert sorted(digests) == sorted(made)
    assert digests != made
