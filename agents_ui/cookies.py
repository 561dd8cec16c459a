"""The desk's cookies: what a browser carries between two requests, signed with a key of the ring.

A signed cookie holds the token of a session, whose state is on the server, the secret of its forms, and for a moment
what the next request must find. Requests of the other doors don't come here: a webhook neither reads nor sets a cookie.
Must not know: what a session may do.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress

from flask import Flask, Request, Response, current_app, request
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import URLSafeTimedSerializer
from wtforms import ValidationError

from hotline.sealing import KeyFault, KeyRing

FORMS_LAST = 12 * 3600  # seconds, as long as a session can
OTHER_DOORS = ("/ivr/", "/health/", "/static/")


def let_go_of_pages(response: Response) -> None:
    """Keep the browser from putting this page aside as it stands, with what was typed and not sent, for a way back.

    Chromium does so with a page that forbids storing too, unless a cookie that scripts can't read has changed since.
    """
    send(response, "page", secrets.token_hex(8))


def send(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Send a cookie that no script can read and no other site's page can use; `max_age` in seconds, else a sitting."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name_of(name), value, max_age=max_age, secure=secure, httponly=True, samesite="Strict")


def read(name: str) -> str | None:
    """What the browser sends by this name; None where it sends nothing."""
    return request.cookies.get(name_of(name))


def name_of(name: str) -> str:
    """A cookie's whole name: one that a browser ties to this very host where it is secure."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


class DeskCookies(SecureCookieSessionInterface):
    """Flask's signed cookie, with a key that is read from the ring at every request."""

    salt = "noticeline desk"
    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, keyring: KeyRing) -> None:
        self._keyring = keyring

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002  Flask's
        """The name of the cookie that names a session."""
        return name_of("desk")

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie says; nothing where it is another door's request or the ring is gone."""
        if request.path.startswith(OTHER_DOORS):
            return SecureCookieSession()
        try:
            return super().open_session(app, request)
        except KeyFault:
            return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie, or leave the browser's as it is where the ring is gone."""
        with suppress(KeyFault):
            super().save_session(app, session, response)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:  # noqa: ARG002  Flask's
        """The signer under the ring's key; KeyMissing, KeyWrong."""
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        key = self._keyring.ledger_key("desk cookies")
        return URLSafeTimedSerializer(key, salt=self.salt, serializer=TaggedJSONSerializer(), signer_kwargs=options)

    def secret_of_forms(self) -> str:
        """The key under which the tokens in forms are signed."""
        return self._keyring.ledger_key("desk forms").hex()

    def token_for(self, session: SessionMixin) -> str:  # noqa: ARG002  Flask-WTF reads the request's own
        """The token that each form of this session carries."""
        return str(generate_csrf(secret_key=self.secret_of_forms()))

    def is_ours(self, token: str | None) -> bool:
        """Whether a form that was sent carries this session's token."""
        try:
            validate_csrf(token, secret_key=self.secret_of_forms(), time_limit=FORMS_LAST)
        except ValidationError:
            return False
        return True
