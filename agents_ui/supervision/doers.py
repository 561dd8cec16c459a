"""Those who did something, as the audit log names them and as its page shows them; and their marks in addresses.

Must not know: what they did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from agents_ui.house import Desk
from hotline.sealing import digest
from hotline.staff import Account

STRANGER = "desk"  # who the log says it was, where nobody's login was typed
# An account's own doings stand under what it was then; its telephone's under its number alone.
_OF_AN_ACCOUNT = re.compile(r"(?:agent|supervisor|account) ([0-9]+)")
_MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who can be looked for: a mark for addresses, the name that is shown, and those of the log."""

    mark: str
    words: str
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doers:
    """Whom a supervisor may see in the log."""

    mine: Sequence[Account]
    strangers: tuple[str, ...]
    key: bytes

    @classmethod
    def of(cls, parts: Desk, session: Session, me: Account) -> Doers:
        """Colleagues of the same incidents; whoever works only elsewhere is a stranger."""
        known = parts.accounts.all(session)
        mine = [one for one in known if set(one.incidents) & set(me.incidents)]
        strangers = tuple(name for one in known if one not in mine for name in _names(one.id))
        return cls(mine, strangers, parts.house.keyring.ledger_key("audit marks"))

    def name(self, actor: str) -> str:
        """Somebody as the page names them: colleagues by their names, operators by their logins."""
        if actor == STRANGER:
            return str(_("Somebody who is not known"))
        account = self._account(actor)
        return account.name if account else actor

    def known(self, actors: Collection[str]) -> tuple[Doer, ...]:
        """Whom one can look for: colleagues by name, then the operators among `actors`, then whoever was not known."""
        colleagues = [Doer(str(one.id), one.name, _names(one.id)) for one in self.mine]
        operators = [one for one in actors if not _OF_AN_ACCOUNT.fullmatch(one) and one != STRANGER]
        return (
            *sorted(colleagues, key=lambda one: one.words.casefold()),
            *(Doer(self.mark(one), one, (one,)) for one in operators),
            Doer(STRANGER, _("Somebody who is not known"), (STRANGER,)),
        )

    def mark(self, operator: str) -> str:
        """What stands for an operator in an address."""
        return f"o{digest(self.key, operator.encode())[:_MARK_BYTES].hex()}"

    def _account(self, actor: str) -> Account | None:
        said = _OF_AN_ACCOUNT.fullmatch(actor)
        return next((one for one in self.mine if said and one.id == int(said[1])), None)


def _names(account_id: int) -> tuple[str, ...]:
    return tuple(f"{word} {account_id}" for word in ("agent", "supervisor", "account"))
