"""Passkeys (WebAuthn): the device checks its owner and signs a challenge; we keep the public key.

A passkey is bound to the desk's own address, so a page that looks like it gets nothing; and there is nothing to guess.
Must not know: sessions, limits, and who is asking for what.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from hotline.clock import Clock, minute
from hotline.database import insert_if_new
from hotline.sealing import KeyRing, digest
from hotline.staff.accounts import Account
from hotline.staff.challenges import Challenges
from hotline.staff.passkey_rows import PASSKEYS, StaffPasskey

MOST_PASSKEYS = 10
LONGEST_NAME = 40
LONGEST_CREDENTIAL = 1023  # bytes; WebAuthn's own bound
SIGN_IN = "sign in"
MILLISECONDS = 120_000  # how long a browser may ask its owner


class PasskeyRefused(Exception):
    """A passkey could not be added."""

    def __init__(self) -> None:
        super().__init__("This passkey could not be added. Try again, or use another device.")


class PasskeyWrong(Exception):
    """A passkey does not prove who somebody is: `why` and whose, for the audit log alone."""

    def __init__(self, why: str, account_id: int | None = None) -> None:
        super().__init__("A passkey did not fit.")
        self.why = why
        self.account_id = account_id


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """To whom passkeys are bound: `id` is the desk's host, `origin` its address."""

    id: str
    origin: str
    name: str = "Noticeline desk"

    @classmethod
    def of(cls, desk_url: str) -> "RelyingParty":
        """The desk at this address."""
        parts = urlsplit(desk_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


@dataclass(frozen=True, slots=True)
class PasskeyOptions:
    """What a browser is asked, as JSON, and the challenge in it, which must be handed in again with the reply."""

    json: str
    challenge: bytes


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: str
    name: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """A reply that was signed rightly, before it is spent."""

    account_id: int
    credential_id: bytes
    sign_count: int
    challenge: bytes


class Passkeys:
    """Asks for passkeys and checks them, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock, here: RelyingParty) -> None:
        self._keyring = keyring
        self._clock = clock
        self._here = here
        self._challenges = Challenges(keyring, clock)

    def registration_options(self, session: Session, account: Account) -> PasskeyOptions:
        """What to ask a browser that is to make a passkey."""
        challenge = self._challenges.new(_adding_to(account.id))
        options = generate_registration_options(
            rp_id=self._here.id,
            rp_name=self._here.name,
            user_id=self._owner(account.id),
            user_name=account.login,
            user_display_name=account.name,
            challenge=challenge,
            timeout=MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=row.credential_id) for row in of(session, account.id)
            ],
        )
        return PasskeyOptions(options_to_json(options), challenge)

    def register(self, session: Session, account: Account, *, response: str, challenge: bytes, name: str) -> None:
        """Keep the passkey that a browser has made; PasskeyRefused."""
        called = "".join(letter for letter in name if letter.isprintable()).strip()[:LONGEST_NAME]
        made = self._made(response, challenge, account.id)
        row = {
            "credential_id": made.credential_id,
            "account_id": account.id,
            "public_key": made.credential_public_key,
            "sign_count": made.sign_count,
            "name": called or f"Passkey {account.passkeys + 1}",
            "created_at": minute(self._clock.now()),
        }
        room = len(made.credential_id) <= LONGEST_CREDENTIAL and account.passkeys < MOST_PASSKEYS
        if not (room and self._challenges.spend(session, challenge) and insert_if_new(session, StaffPasskey, row)):
            raise PasskeyRefused

    def authentication_options(self, session: Session, account_id: int | None = None) -> PasskeyOptions:
        """What to ask a browser for: one of this account's passkeys, or whichever it has for the desk."""
        challenge = self._challenges.new(SIGN_IN)
        rows = [] if account_id is None else of(session, account_id)
        options = generate_authentication_options(
            rp_id=self._here.id,
            challenge=challenge,
            timeout=MILLISECONDS,
            allow_credentials=[PublicKeyCredentialDescriptor(id=row.credential_id) for row in rows],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return PasskeyOptions(options_to_json(options), challenge)

    def check(self, session: Session, response: str, *, challenge: bytes) -> Proof:
        """Whose passkey has signed the challenge; PasskeyWrong. Only reads: a reply that is wrong leaves no trace."""
        if not self._challenges.is_ours(challenge, SIGN_IN):
            raise PasskeyWrong("challenge")
        given = _parsed(response)
        row = session.execute(select(PASSKEYS).where(PASSKEYS.c.credential_id == given.raw_id)).one_or_none()
        if row is None:
            raise PasskeyWrong("unknown passkey")
        if given.response.user_handle != self._owner(row.account_id):
            raise PasskeyWrong("owner", row.account_id)
        signed = self._signed(given, challenge, row)
        return Proof(row.account_id, row.credential_id, signed.new_sign_count, challenge)

    def spend(self, session: Session, proof: Proof) -> None:
        """Use a proof up; PasskeyWrong where its challenge was used, or the passkey has signed more often elsewhere."""
        if not self._challenges.spend(session, proof.challenge):
            raise PasskeyWrong("replay", proof.account_id)
        # Passkeys that are kept in step over several devices count nothing and say 0 each time.
        count = PASSKEYS.c.sign_count
        rises = (count < proof.sign_count) | ((count == 0) & (proof.sign_count == 0))
        this = update(PASSKEYS).where(PASSKEYS.c.credential_id == proof.credential_id, rises)
        if session.connection().execute(this.values(sign_count=proof.sign_count)).rowcount != 1:
            raise PasskeyWrong("sign count went backwards", proof.account_id)

    def _made(self, response: str, challenge: bytes, account_id: int) -> VerifiedRegistration:
        if not self._challenges.is_ours(challenge, _adding_to(account_id)):
            raise PasskeyRefused
        try:
            return verify_registration_response(
                credential=response,
                expected_challenge=challenge,
                expected_rp_id=self._here.id,
                expected_origin=self._here.origin,
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001  whatever made-up bytes do to a parser, they are refused
            raise PasskeyRefused from None

    def _signed(
        self, given: AuthenticationCredential, challenge: bytes, row: Row[tuple[object, ...]]
    ) -> VerifiedAuthentication:
        try:
            return verify_authentication_response(
                credential=given,
                expected_challenge=challenge,
                expected_rp_id=self._here.id,
                expected_origin=self._here.origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=0,  # `spend` compares it, in the statement that writes the new one
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001  whatever made-up bytes do to a parser, they are refused
            raise PasskeyWrong("signature", row.account_id) from None

    def _owner(self, account_id: int) -> bytes:
        # What a device keeps beside the passkey: the same for all of one owner's, and nothing to anybody else.
        return digest(self._keyring.ledger_key("staff passkeys"), str(account_id).encode())


def of(session: Session, account_id: int) -> list[Row[tuple[object, ...]]]:
    """The rows of an account's passkeys, oldest first."""
    mine = select(PASSKEYS).where(PASSKEYS.c.account_id == account_id)
    return list(session.execute(mine.order_by(PASSKEYS.c.created_at, PASSKEYS.c.credential_id)))


def shown(session: Session, account_id: int) -> tuple[Passkey, ...]:
    """An account's passkeys as their owner sees them."""
    return tuple(
        Passkey(urlsafe_b64encode(row.credential_id).decode().rstrip("="), row.name, row.created_at)
        for row in of(session, account_id)
    )


def remove(session: Session, account_id: int, *, passkey_id: str) -> bool:
    """Forget a passkey of this account; False where it has none of this id."""
    try:
        credential_id = urlsafe_b64decode(passkey_id + "=" * (-len(passkey_id) % 4))
    except ValueError:
        return False
    this = (PASSKEYS.c.account_id == account_id) & (PASSKEYS.c.credential_id == credential_id)
    return session.connection().execute(delete(PASSKEYS).where(this)).rowcount == 1


def _adding_to(account_id: int) -> str:
    return f"add to {account_id}"


def _parsed(response: str) -> AuthenticationCredential:
    try:
        return parse_authentication_credential_json(json.loads(response))
    except Exception:  # noqa: BLE001  whatever made-up bytes do to a parser, they are refused
        raise PasskeyWrong("no passkey's reply") from None
