"""The rules that import contracts can't say: one reader of the environment, one caller of "now", one edge to Twilio."""

import re

from tests.house.source import Module, rooms_but

# The carrier is a program of its own: it may know nothing of the hotline, so it has its own start and its own clock.
READS_THE_ENVIRONMENT = {"hotline/settings.py", "carrier/__main__.py"}
ASKS_FOR_NOW = {"hotline/clock.py", "carrier/clock.py"}
SPEAKS_TWILIO = {"ivr/twiml.py", "ivr/agents/documents.py", "ivr/signature.py", "ivr/telephone.py"}

ENVIRONMENT = ("os.environ", "os.getenv", "os.putenv", "os.environb", "os.getenvb")
NOW = (
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "datetime.now", "datetime.utcnow", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime",
)  # fmt: skip


def uses(module: Module, names: tuple[str, ...]) -> list[str]:
    pattern = re.compile(f"({'|'.join(map(re.escape, names))})(\\..*)?")
    return [f"{module.path}:{line} {name}" for name, line in module.names_used() if pattern.fullmatch(name)]


def uses_outside(allowed: set[str], names: tuple[str, ...]) -> list[str]:
    rooms = rooms_but("tests", "bench")
    return [use for module in rooms if str(module.path) not in allowed for use in uses(module, names)]


def test_only_the_settings_read_the_environment() -> None:
    assert not uses_outside(READS_THE_ENVIRONMENT, ENVIRONMENT)


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert not uses_outside(ASKS_FOR_NOW, NOW)


def test_twilio_stops_at_four_modules() -> None:
    assert not uses_outside(SPEAKS_TWILIO, ("twilio",))


def test_the_rules_see_what_they_forbid() -> None:
    assert [module for module in rooms_but("tests") if uses(module, ENVIRONMENT)]
    assert [module for module in rooms_but("tests") if uses(module, NOW)]
    assert [module for module in rooms_but("tests") if uses(module, ("twilio",))]
