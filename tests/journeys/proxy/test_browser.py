"""A browser behind a real nginx: somebody new comes to the desk at its own name, over TLS, with a passkey."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.support import Translations
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import sync_playwright

from agents_ui import desk_of
from agents_ui.cookies import DeskCookies
from agents_ui.pages import TRANSLATIONS
from hotline.staff import Invited, Role
from tests.agents_ui.browser.conftest import complaining
from tests.agents_ui.browser.keyboard.arriving import (
    follows_an_invitation,
    has_a_passkey,
    keeps_the_codes,
    makes_a_passkey,
)
from tests.agents_ui.browser.keyboard.hands import Hands
from tests.carrier.phones.browsing import CHROMIUM, needs_chromium
from tests.journeys.proxy.conftest import Site
from tests.journeys.proxy.nginx import DESK, Proxy, needs_nginx

pytestmark = [*needs_chromium, needs_nginx]


@pytest.fixture
def hands(site: Site, tmp_path: Path) -> Iterator[Hands]:
    """Somebody whose browser finds the desk's name on this machine, and trusts its certificate as one that was bought.

    A page behind a certificate that is only let pass may keep no passkey.
    """
    leads = f"--host-resolver-rules=MAP {DESK}:443 127.0.0.1:{site.proxy.port}"
    trusts = f"--ignore-certificate-errors-spki-list={fingerprint(site.proxy)}"
    address = f"https://{DESK}"
    with sync_playwright() as playwright:
        kept = playwright.chromium.launch_persistent_context(
            str(tmp_path), executable_path=CHROMIUM, args=["--no-sandbox", leads, trusts], locale="en-US"
        )
        with complaining(kept, at=address):
            yield Hands(kept.new_page(), address, words=Translations.load(TRANSLATIONS, ["en"]).gettext)


def fingerprint(proxy: Proxy) -> str:
    key = x509.load_pem_x509_certificate(proxy.certificate.read_bytes()).public_key()
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(hashlib.sha256(key.public_bytes(*form)).digest()).decode()


def test_somebody_new_comes_to_the_desk_with_a_passkey(hands: Hands, site: Site) -> None:
    has_a_passkey(hands)
    keeps_the_codes(makes_a_passkey(follows_an_invitation(hands, invited(site, "olga"))))
    hands.tabs_to("button", "Sign out").goes_on()
    hands.tabs_to("button", "Sign in with a passkey").goes_on().is_at("/desk").sees("Take a call by hand")
    kept = hands.page.context.cookies()
    assert "__Host-desk" in {one["name"] for one in kept}
    assert all(one["name"].startswith("__Host-") and one["secure"] and one["httpOnly"] for one in kept)


def invited(site: Site, login: str) -> str:
    house = site.on.house
    with house.database.write() as session:
        someone = Invited(login, "Olga Petrova", Role.AGENT, "en", (site.on.incident.id,))
        token = desk_of(house, DeskCookies(house.keyring)).invitations.invite(session, someone, by="ada")
    return f"/invitation/{token}"
