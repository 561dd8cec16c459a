"""The faults that can be switched on, for one call or for all: what a bad day of a real network brings.

Everything is off unless it is said. The same seed brings the same day. It must not know how a fault comes about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random

from carrier.lines import WITHHELD


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong between the network and the application.

    timeout: the request arrives, its answer never comes. server_error: a 502 stands in place of the answer.
    unreachable: nobody listens. retry: the connection breaks before the answer, once; the request is sent again.
    duplicates: how often each request is sent, 1 to 5; the last answer counts. at_once: all of them at the same time.
    late: each request comes once more after the next one. reorder: status callbacks are held back and come last one
    first. slow: seconds a request takes. unknown_parameters: requests say more than the application knows.
    anonymous: how the number is withheld. no_queue: whoever is sent to a queue is not let in: system-error.
    rest_down: the REST API does nothing and answers 503; rest_lost: it does what it is asked to, and its answer breaks
    off. Both are the network's and no single call's.
    hang_up_in_request: the caller hangs up while this request is in flight (1: the first).
    hang_up_after: seconds after which the caller hangs up, whatever happens.
    first, most, chance, seed: the faults of a request strike from this request of a call on, this many requests at
    most (0: all), each with this probability.
    """

    timeout: bool = False
    server_error: bool = False
    unreachable: bool = False
    retry: bool = False
    duplicates: int = 1
    at_once: bool = False
    late: bool = False
    reorder: bool = False
    slow: float = 0.0
    unknown_parameters: bool = False
    anonymous: str = ""
    no_queue: bool = False
    rest_down: bool = False
    rest_lost: bool = False
    hang_up_in_request: int = 0
    hang_up_after: float = 0.0
    first: int = 1
    most: int = 0
    chance: float = 1.0
    seed: int = 0

    @classmethod
    def of(cls, written: Mapping[str, object]) -> "Faults":
        """Return the faults that are written by name. Raises ValueError, with a sentence."""
        return cls(**{_name(name): _value(_name(name), value) for name, value in written.items()})  # type: ignore[arg-type]  # each of the kind that its field has

    @classmethod
    def parse(cls, switches: Sequence[str]) -> "Faults":
        """Return the faults of a command line: "timeout", "duplicates=3". Raises ValueError, with a sentence."""
        pairs = [switch.partition("=") for switch in switches]
        return cls.of({name: value if equals else True for name, equals, value in pairs})

    @property
    def strike_requests(self) -> bool:
        """Whether any of those is on that first, most and chance are about."""
        lost = self.timeout or self.server_error or self.unreachable or self.retry
        return lost or self.duplicates > 1 or self.slow > 0

    def written(self) -> dict[str, object]:
        """Return what is switched on, by name."""
        return {name: value for name, value in asdict(self).items() if value != getattr(OFF, name)}


OFF = Faults()
BOUNDS: Mapping[str, tuple[float, float]] = {
    "duplicates": (1, 5),
    "slow": (0, 60),
    "hang_up_in_request": (0, 1000),
    "hang_up_after": (0, 14_400),
    "first": (1, 1000),
    "most": (0, 1000),
    "chance": (0, 1),
    "seed": (0, 2**32),
}
OTHER_NAMES = {"5xx": "server_error"}


def _name(written: str) -> str:
    name = OTHER_NAMES.get(written, written.replace("-", "_"))
    if name not in asdict(OFF):
        raise ValueError(f"there is no fault {written!r}; there are {', '.join(asdict(OFF))}")
    return name


def _value(name: str, written: object) -> object:
    if name == "anonymous":
        return _withheld(written)
    if name in BOUNDS:
        return _number(name, written)
    if written not in (True, False, "true", "false"):
        raise ValueError(f"{name} is on or off, not {written!r}")
    return written in (True, "true")


def _withheld(written: object) -> str:
    if written is True:
        return WITHHELD[0]
    if written and written not in WITHHELD:
        raise ValueError(f"a withheld number is one of {', '.join(WITHHELD)}")
    return str(written or "")


def _number(name: str, written: object) -> float:
    kind = type(getattr(OFF, name))
    least, most = BOUNDS[name]
    try:
        number: float = kind(str(written))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ValueError(f"{name} is {written!r}; it must be a number from {least:g} to {most:g}")
    return number


class Strikes:
    """Which requests of one call a fault strikes."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  faults are drawn, not secrets
        self._requests = 0
        self._struck = 0

    def strikes(self, faults: Faults) -> bool:
        """Return whether the next request is struck, and count it."""
        self._requests += 1
        drawn = self._random.random() < faults.chance
        spent = faults.most > 0 and self._struck >= faults.most
        if self._requests < faults.first or spent or not drawn or not faults.strike_requests:
            return False
        self._struck += 1
        return True
