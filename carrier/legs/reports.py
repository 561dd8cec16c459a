"""Status callbacks: an application is told how a call goes on, in order, or in no order at all.

Callbacks that fail harm nobody. It must not know what the call does.
"""

from collections.abc import Mapping
from contextlib import suppress
from email.utils import format_datetime

from carrier.clock import Clock
from carrier.faults import CarrierFault
from carrier.legs.visits import Callback
from carrier.lines import StatusEvent
from carrier.wire import Courier


class Reports:
    """The status callbacks of one call."""

    def __init__(self, callback: Callback, courier: Courier, clock: Clock) -> None:
        self._callback = callback
        self._courier = courier
        self._clock = clock
        self._told = 0
        self._held: list[Mapping[str, str]] = []

    def tell(self, event: StatusEvent, form: Mapping[str, str]) -> None:
        """Report one event, if it is wanted; at once, or at the end of the call when order is out of order."""
        if not self._callback.url or event not in self._callback.events:
            return
        self._held.append(
            {
                **form,
                "CallbackSource": "call-progress-events",
                "SequenceNumber": str(self._told),
                "Timestamp": format_datetime(self._clock.now()),
            }
        )
        self._told += 1
        if not self._courier.faults.reorder:
            self.close()

    def close(self) -> None:
        """Send what was held back: the last first."""
        while self._held:
            with suppress(CarrierFault):
                self._courier.fetch(self._callback.url, self._held.pop(), method=self._callback.method)
