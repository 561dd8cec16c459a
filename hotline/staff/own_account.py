"""What agents and supervisors change of their own account once they are signed in: password, passkeys, codes, language.

Must not know: anybody else's account, pages and cookies.
"""

from hotline.audit import Tag
from hotline.staff import passkeys
from hotline.staff.accounts import Role, change, password_of
from hotline.staff.attempts import Origin
from hotline.staff.enrolling import WeakPassword
from hotline.staff.invitations import LANGUAGE, BadStaffDetail
from hotline.staff.office import Office, Refusal, Refused
from hotline.staff.passkeys import Passkey
from hotline.staff.passwords import why_weak
from hotline.staff.sessions import SessionOver, Standing


class LastFactor(Exception):
    """Without this passkey there would be no second factor left."""

    def __init__(self) -> None:
        super().__init__("This is your only second factor. Add another passkey first.")


class OwnAccount:
    """The verbs of the account's page, for a signed-in session; SessionOver for any other."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def passkeys(self, token: str) -> tuple[Passkey, ...]:
        """One's own passkeys, oldest first."""
        with self._office.database.read() as session:
            account = self._office.owner(session, token, Standing.SIGNED_IN).account
            return passkeys.shown(session, account.id)

    def remove_passkey(self, token: str, passkey_id: str) -> None:
        """Forget one of one's own passkeys; LastFactor. Nothing where there is none of this id."""
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            account = office.accounts.locked(session, account.id)
            if not passkeys.remove(session, account.id, passkey_id=passkey_id):
                return
            if not office.accounts.get(session, account.id).has_second_factor:
                raise LastFactor
            office.record(session, Tag.PASSKEY_REMOVED, account)

    def new_codes(self, token: str) -> tuple[str, ...]:
        """Ten new recovery codes, shown this once; the old ones are good no more."""
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            office.accounts.locked(session, account.id)
            office.record(session, Tag.RECOVERY_CODES_MADE, account)
            return office.recovery.anew(session, account.id)

    def change_password(self, token: str, *, old: str, new: str, origin: Origin) -> None:
        """Put a new password in the place of the old one, and end one's other sessions.

        Refused where the old one is wrong, WeakPassword, TooManyAttempts, SigningInBusy with nothing spent.
        """
        office = self._office
        with office.database.read() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            buckets = office.attempts.of_password(account.login, origin)
            office.stop_if_full(session, buckets)
            kept = password_of(session, account.id)
        if weakness := why_weak(new, login=account.login, name=account.name):
            raise WeakPassword(weakness)
        with office.hashing.place(known=True):
            decision = office.spend(buckets)
            encoded = office.hashing.hash(new) if office.hashing.verify(kept, old) else None
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            if encoded is None:
                office.refuse(session, Refusal(account.actor, "password", buckets))
            else:
                office.give_back(session, decision)
                change(session, account.id, password=encoded)
                office.sessions.end_others(session, account.id, but=token)
                office.record(session, Tag.STAFF_PASSWORD_CHANGED, account)
        if encoded is None:
            raise Refused

    def open_display(self, token: str) -> str:
        """Make a supervisor's session one of a screen on a wall: its token. It shows the wallboard and does nothing.

        The one that was is over, so whoever stands before the screen can't do what a supervisor may.
        """
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            if account.role is not Role.SUPERVISOR:
                raise SessionOver
            office.record(session, Tag.STAFF_DISPLAY_OPENED, account)
            return office.sessions.raise_to(session, token, Standing.DISPLAY)

    def displays(self, token: str) -> int:
        """How many screens on walls one has signed in."""
        with self._office.database.read() as session:
            account = self._office.owner(session, token, Standing.SIGNED_IN).account
            return self._office.sessions.displays(session, account.id)

    def end_displays(self, token: str) -> int:
        """End all of them; how many they were."""
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            ended = office.sessions.end_displays(session, account.id)
            if ended:
                office.record(session, Tag.STAFF_DISPLAYS_ENDED, account, screens=str(ended))
            return ended

    def speak(self, token: str, language: str) -> None:
        """Choose the language of the desk's pages; BadStaffDetail."""
        if not LANGUAGE.fullmatch(language):
            raise BadStaffDetail("language", "must be such as en or es")
        office = self._office
        with office.writing() as session:
            account = office.owner(session, token, Standing.SIGNED_IN).account
            change(session, account.id, language=language)
