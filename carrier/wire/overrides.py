"""How long to wait for an application, and when to ask again: Twilio's defaults, and what a URL's fragment overrides.

#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx is a note to the carrier: never signed, never sent. It must not know how
a request is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from carrier.faults import Policy

POLICIES: tuple[Policy, ...] = ("ct", "rt", "4xx", "5xx")

# Milliseconds and attempts that may be written, and what holds when nothing is.
BOUNDS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
DEFAULTS = {"ct": 5000, "rt": 15_000, "tt": 15_000, "rc": 1}


@dataclass(frozen=True, slots=True)
class Overrides:
    """Seconds to connect, for each part of an answer, and for all attempts together; retries, and what they are for."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policies: tuple[Policy, ...] = ("ct",)

    @classmethod
    def of(cls, url: str) -> "Overrides":
        """Read the fragment of a URL. Raises ValueError where Twilio would ignore it or fail the request.

        A fragment without any = is an ordinary one, and says nothing here.
        """
        fragment = url.partition("#")[2]
        if "=" not in fragment:
            return cls()
        # strict_parsing: a pair without its = is a slip of the pen, and Twilio would drop it silently.
        written = parse_qsl(fragment, keep_blank_values=True, strict_parsing=True)
        if len(dict(written)) != len(written):
            raise ValueError(f"#{fragment} says something twice")
        numbers = {name: _bounded(name, value) for name, value in written if name != "rp"}
        return cls._made({**DEFAULTS, **numbers}, _policies(dict(written).get("rp", "ct")))

    @classmethod
    def _made(cls, numbers: Mapping[str, int], policies: tuple[Policy, ...]) -> "Overrides":
        return cls(numbers["ct"] / 1000, numbers["rt"] / 1000, numbers["tt"] / 1000, numbers["rc"], policies)


def _bounded(name: str, value: str) -> int:
    if name not in BOUNDS:
        raise ValueError(f"a URL's fragment has no override {name!r} that this network knows")
    least, most = BOUNDS[name]
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise ValueError(f"{name} in a URL's fragment is {value!r}; it must be a whole number from {least} to {most}")
    return int(value)


def _policies(written: str) -> tuple[Policy, ...]:
    named = written.split(",")
    if named == ["all"]:
        return POLICIES
    strange = [name for name in named if name not in POLICIES]
    if strange:
        raise ValueError(f"rp in a URL's fragment names {strange[0]!r}; it must be ct, rt, 4xx, 5xx or all")
    return tuple(policy for policy in POLICIES if policy in named)
