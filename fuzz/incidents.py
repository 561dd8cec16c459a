"""The incidents that calls are about: the example's, in every mixture of languages, ways of checking and hours.

Must not know: calls.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

from hotline import incidents
from hotline.incidents.closures import Closure, Emergency
from hotline.incidents.content import Content, Scheme, Text
from hotline.settings import PROJECT

MONDAY_MORNING = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)
WORDS: Text = {"en": "Something else is said here.", "es": "Aquí se dice otra cosa."}
LETTER = Scheme("letter_code", ("telephone",), disclosure="full", reason="", width=0)
NUMBER = Scheme("student_number", ("telephone",), disclosure="ordinary", reason="", width=10)
NAME = Scheme("name", ("telephone",), disclosure="yes_no", reason="", width=0)
WAYS: tuple[tuple[Scheme, ...], ...] = (
    (LETTER, NUMBER),
    (LETTER, NUMBER, NAME),
    (NUMBER, replace(NAME, zip=True)),
    (LETTER, replace(NAME, disclosure="blind")),
    (replace(NUMBER, width=6),),
    (LETTER,),
    (NAME,),
    (),
)
LANGUAGES = (("en", "es"), ("es", "en"), ("en",), ("es",))


@cache
def contents() -> tuple[Content, ...]:
    """Every mixture, once."""
    return tuple(_mixtures(incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")))


def _mixtures(example: Content) -> Iterator[Content]:
    closure = Closure(MONDAY_MORNING - timedelta(hours=1), MONDAY_MORNING + timedelta(minutes=2), WORDS)
    emergency = Emergency(MONDAY_MORNING + timedelta(minutes=3), WORDS)
    unplanned = ((), None), ((closure,), None), ((), emergency), ((closure,), emergency)
    for schemes, languages, (closures, announced), takes_calls in product(WAYS, LANGUAGES, unplanned, (True, False)):
        yield replace(
            example,
            schemes=schemes,
            languages=languages,
            closures=closures,
            emergency=announced,
            blind=WORDS,
            custodian_key=bytes(32),
            takes_calls=takes_calls,
        )
