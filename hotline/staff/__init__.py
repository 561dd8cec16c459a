"""Staff: the agents and supervisors of the desk, and how they prove who they are.

Knows accounts, never a caller, a call or an individual. Knows no web: pages and cookies are `agents_ui`'s.
"""

from hotline.slow_hash import HashedHere, PasswordCost
from hotline.staff.accounts import Account, Accounts, NoSuchAccount, Role, at_work
from hotline.staff.attempts import Origin
from hotline.staff.enrolling import Enrolling, Finished, NoSecondFactor, TotpSetup, WeakPassword, WrongCode
from hotline.staff.invitations import BadStaffDetail, InvitationGone, Invitations, Invited, LoginTaken
from hotline.staff.office import Office, Refused, TooManyAttempts
from hotline.staff.own_account import LastFactor, OwnAccount
from hotline.staff.passkeys import Passkey, PasskeyOptions, PasskeyRefused, RelyingParty
from hotline.staff.passwords import PasswordHashing, SigningInBusy, Trickle, Weakness
from hotline.staff.sessions import IDLE, SessionOver, Sessions, SignedIn, Standing
from hotline.staff.signing_in import SigningIn

__all__ = [
    "IDLE",
    "Account",
    "Accounts",
    "BadStaffDetail",
    "Enrolling",
    "Finished",
    "HashedHere",
    "InvitationGone",
    "Invitations",
    "Invited",
    "LastFactor",
    "LoginTaken",
    "NoSecondFactor",
    "NoSuchAccount",
    "Office",
    "Origin",
    "OwnAccount",
    "Passkey",
    "PasskeyOptions",
    "PasskeyRefused",
    "PasswordCost",
    "PasswordHashing",
    "Refused",
    "RelyingParty",
    "Role",
    "SessionOver",
    "Sessions",
    "SignedIn",
    "SigningIn",
    "SigningInBusy",
    "Standing",
    "TooManyAttempts",
    "TotpSetup",
    "Trickle",
    "WeakPassword",
    "Weakness",
    "WrongCode",
    "at_work",
]
