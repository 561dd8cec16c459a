"""A switchboard in a test's hand: it remembers what it was asked to do, and rings nobody.

Must not know: the carrier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from hotline.calls import SwitchboardFault


class Ring(NamedTuple):
    """A telephone that was rung: by which act, where, from which line, for which offer, and the new call's id."""

    act: str
    address: str
    line: str
    offer: str
    call: str


@dataclass
class FakeSwitchboard:
    """`asked` is every act in order, with whom it was about; `rings` those that rang somebody.

    `fault` is what every further act ends in. `kept` are recordings by name. Calls are named CA and a number that
    counts up.
    """

    asked: list[tuple[str, ...]] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    fault: SwitchboardFault | None = None
    kept: dict[str, bytes] = field(default_factory=dict)

    def ring_agent(self, address: str, *, line: str, offer: str) -> str:
        return self._ring("ring_agent", address, line=line, offer=offer)

    def ring_caller(self, number: str, *, line: str, offer: str) -> str:
        return self._ring("ring_caller", number, line=line, offer=offer)

    def check_telephone(self, address: str, *, line: str, offer: str) -> str:
        return self._ring("check_telephone", address, line=line, offer=offer)

    def read_aloud(self, address: str, *, line: str, offer: str) -> str:
        return self._ring("read_aloud", address, line=line, offer=offer)

    def refresh_agent(self, leg: str, *, offer: str) -> None:
        self._act("refresh_agent", leg, offer)

    def refresh_caller(self, call: str) -> None:
        self._act("refresh_caller", call)

    def hang_up(self, call: str) -> None:
        self._act("hang_up", call)

    def recording(self, name: str) -> bytes:
        self._act("recording", name)
        return self.kept[name]

    def erase_recording(self, name: str) -> None:
        self._act("erase_recording", name)
        self.kept.pop(name, None)

    def _ring(self, act: str, address: str, *, line: str, offer: str) -> str:
        self._act(act, address)
        ring = Ring(act, address, line, offer, f"CA{len(self.rings) + 1:032x}")
        self.rings.append(ring)
        return ring.call

    def _act(self, *act: str) -> None:
        self.asked.append(act)
        if self.fault is not None:
            raise self.fault
