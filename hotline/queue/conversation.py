"""Conversations: what an agent does while they have a caller: hold, end, and pass on to a colleague.

Opens its own transactions, and asks the switchboard only while none is open. What the switchboard did not do is logged,
and the verb returns False: every telephone that asks again hears what is so now. Must not know: documents, pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.calls.switchboard import Switchboard
from hotline.clock import Clock
from hotline.database import Database
from hotline.queue.queued_call import QueueState
from hotline.queue.telephones import Telephones
from hotline.sealing import KeyRing


class NoTalk(Exception):
    """The agent has no caller with whom this can be done."""


class ColleagueBusy(Exception):
    """The colleague can't be rung now."""


@dataclass(frozen=True, slots=True)
class Talk:
    """How an agent's talk stands. `colleague` is who is asked to take it, `joined` whether they are on the line.

    `reached`: the caller is on the line (of a callback: has picked up). `unreached`: nobody picked up.
    """

    state: QueueState
    colleague: int | None
    joined: bool
    reached: bool
    unreached: bool


class Conversations:
    """The talks of agents. Each verb raises NoTalk where the agent has no such talk."""

    def __init__(
        self,
        database: Database,
        keyring: KeyRing,
        clock: Clock,
        switchboard: Switchboard,
        *,
        telephones: Telephones | None = None,
    ) -> None:
        self._database = database

    def now(self, session: Session, agent: int) -> Talk | None:
        """How the agent's talk stands; None where they have none that a telephone of ours brought. Only reads."""
        raise NotImplementedError

    def hold(self, agent: int) -> bool:
        """The caller waits, and the agent stays theirs."""
        raise NotImplementedError

    def resume(self, agent: int) -> bool:
        """The agent talks with the caller again; a colleague who was asked is let go."""
        raise NotImplementedError

    def end(self, agent: int) -> bool:
        """The talk is over: the agent wraps up, the caller hears how to go on.

        A colleague who is asked leaves the consultation. The caller of a callback who was not reached waits again.
        """
        raise NotImplementedError

    def not_reached(self, agent: int) -> bool:
        """Nobody picked up at the caller of this callback: it leaves the line, the agent wraps up."""
        raise NotImplementedError

    def transfer(self, agent: int, to: int) -> bool:
        """Ring a colleague, who is asked to take the call; the caller waits meanwhile. ColleagueBusy."""
        raise NotImplementedError

    def hand_over(self, agent: int) -> bool:
        """The colleague, who is on the line, has the call from now on; the agent is available again."""
        raise NotImplementedError

    def take_back(self, agent: int) -> bool:
        """The colleague is let go, and the agent talks with the caller again."""
        raise NotImplementedError
