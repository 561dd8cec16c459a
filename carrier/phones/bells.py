"""Which telephones are there to ring: those whose page or terminal listens now, or did so a moment ago.

It must not know calls.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

# A telephone that has just hung up, or whose page is loaded anew, is still there.
SECONDS_AWAY = 5.0


class Bells:
    """The telephones that listen, by address."""

    def __init__(self) -> None:
        self._listening: Counter[str] = Counter()
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def listening(self, address: str) -> Iterator[None]:
        """Let a telephone be there, as long as this lasts."""
        with self._lock:
            self._listening[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._listening[address] -= 1
                self._seen[address] = time.monotonic()

    def hears(self, address: str) -> bool:
        """Return whether a telephone is there."""
        with self._lock:
            here = self._listening[address] > 0
            return here or time.monotonic() - self._seen.get(address, -SECONDS_AWAY) < SECONDS_AWAY
