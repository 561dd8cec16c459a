"""Somebody's telephone in a test: it rings, and is answered or not.

It must not know who rings, nor why.
"""

from carrier.call import Call
from carrier.faults import CallOver


class Phone:
    """A telephone that a test answers. calls: all that ever rang here, in order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.calls: list[Call] = []

    @property
    def ringing(self) -> list[Call]:
        """The calls that ring now, the oldest first."""
        return [call for call in self.calls if call.is_ringing]

    @property
    def rings(self) -> bool:
        """Whether it rings."""
        return bool(self.ringing)

    def picks_up(self) -> Call:
        """Answer what rings first; return the call. Raises CallOver when nothing rings."""
        return self._first().picks_up()

    def declines(self) -> Call:
        """Refuse what rings first; return the call. Raises CallOver when nothing rings."""
        return self._first().declines()

    def _first(self) -> Call:
        if not self.ringing:
            raise CallOver(f"{self.address} does not ring")
        return self.ringing[0]
