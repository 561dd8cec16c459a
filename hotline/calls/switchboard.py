"""The switchboard: what the desk and the queue may ask of the telephone, and nothing else moves a call.

A shape and its faults only; the door to the telephone fills it. Nothing here is asked while a transaction is open: an
answer may take seconds. Must not know: whose telephone it is, documents, and who implements it.
"""

from typing import Protocol

RING_SECONDS = 20  # for so long an agent's telephone rings


class SwitchboardFault(Exception):
    """The telephone did not do what was asked, and it is known that it did not."""


class CallIsOver(SwitchboardFault):
    """The call is not in progress any more."""


class Unreachable(SwitchboardFault):
    """There was no answer: whether it was done nobody knows. What rings somebody is then never asked again."""


class Switchboard(Protocol):
    """The telephone, as the hotline moves calls. Every method may raise SwitchboardFault.

    `address` is an agent's verified telephone: a number in E.164, `sip:…` or `client:…`. `line` is our number, E.164.
    `offer` is the name under which the telephone asks what it shall do: 32 hexadecimal digits. `call` and `leg` are the
    carrier's ids of calls.
    """

    def ring_agent(self, address: str, *, line: str, offer: str) -> str:
        """Ring an agent's telephone for RING_SECONDS; the carrier's id of the new call."""

    def ring_caller(self, number: str, *, line: str, offer: str) -> str:
        """Ring a caller who asked to be called back; the carrier's id of the new call."""

    def check_telephone(self, address: str, *, line: str, offer: str) -> str:
        """Ring a telephone to see that it is its agent's; the carrier's id of the new call."""

    def read_aloud(self, address: str, *, line: str, offer: str) -> str:
        """Ring a telephone to read texts to its owner; the carrier's id of the new call."""

    def refresh_agent(self, leg: str, *, offer: str) -> None:
        """Let this telephone of an agent hear what is so now."""

    def refresh_caller(self, call: str) -> None:
        """Let this caller hear what is so now."""

    def hang_up(self, call: str) -> None:
        """End a call; nothing happens where it is over."""

    def recording(self, name: str) -> bytes:
        """What a caller has left: the bytes of an audio file."""

    def erase_recording(self, name: str) -> None:
        """Erase it where it is kept; nothing happens where it is not there."""
