"""An incident of our own, small enough to be read whole, with every text marked so that a test knows what it heard.

Must not know: the example's file.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hotline.incidents.closures import Closure, Emergency
from hotline.incidents.content import ROLES, Advice, Category, Content, Headings, Letters, Scheme, Text
from hotline.incidents.hours import Holidays, OpeningHours, Span
from hotline.incidents.limits import Limits
from ivr.steps.facts import Facts, LineNow
from ivr.words import prompts

LINE = "+18667754209"
FALLBACK = "+15735550199"
OPEN = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in Chicago
CLOSED = datetime(2019, 6, 4, 3, 0, tzinfo=UTC)  # that evening at ten
SHEETS = prompts.load()
LETTER_CODE = "483109275510"  # its check digit holds

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
_LETTER = Scheme("letter_code", ("telephone",), disclosure="full", reason="", width=0)
_NUMBER = Scheme("student_number", ("telephone",), disclosure="full", reason="said in the notice", width=10)

_NAME = Scheme("name", ("telephone",), disclosure="yes_no", reason="", width=0)
_NAME_AND_ZIP = replace(_NAME, zip=True)


def both(en: str, es: str) -> Text:
    """A text in both languages."""
    return {"en": en, "es": es}


def _advice(name: str) -> Advice:
    return Advice(name, {role: both(f"Do {name} for {role}.", f"Haga {name} para {role}.") for role in ROLES})


CONTENT = Content(
    slug="school-2019",
    organisation=both("the school", "la escuela"),
    line=LINE,
    fallback=FALLBACK,
    zone="America/Chicago",
    languages=("en", "es"),
    hours=OpeningHours(
        zone="America/Chicago",
        weekly={day: (Span.parse("08:00-17:30"),) for day in _WEEK},
        holidays=Holidays(),
        spoken=both("on weekdays, 8 to 5:30", "de lunes a viernes, de 8 a 5:30"),
    ),
    greeting=both("This is the school's line.", "Esta es la línea de la escuela."),
    headings=Headings(
        what_happened=both("Files were copied.", "Se copiaron archivos."),
        what_information=both("They held names.", "Tenían nombres."),
        what_we_are_doing=both("We asked for them.", "Los pedimos."),
        more_information=both("Ask the school.", "Pregunte a la escuela."),
        what_you_can_do=both("Stay alert.", "Esté alerta."),
    ),
    letters=Letters(
        none_came=both("Letters were mailed.", "Se enviaron cartas."),
        moved=both("Letters follow you.", "Las cartas lo siguen."),
        for_another=both("Send the letter back.", "Devuelva la carta."),
        died=both("Letters about the dead are kept.", "Las cartas de quienes murieron se guardan."),
    ),
    categories=(
        Category("address", sensitive=False, say=both("home address", "dirección"), advice=("watch", "ask")),
        Category("medical", sensitive=True, say=both("medical information", "información médica"), advice=("watch",)),
        Category("mosis", sensitive=False, say=both("student ID number", "número de estudiante"), advice=("guard",)),
    ),
    advice=(_advice("watch"), _advice("ask"), _advice("guard")),
    not_involved=both("Bank accounts were not involved.", "No se incluyeron cuentas bancarias."),
    exposed_fields=(),
    schemes=(_LETTER, _NUMBER),
    questions=(),
    columns={},
    limits=Limits(),
)
ONE_WAY = replace(CONTENT, schemes=(_NUMBER,))
NO_WAY = replace(CONTENT, schemes=())
EVERY_WAY = replace(CONTENT, schemes=(_LETTER, _NUMBER, _NAME_AND_ZIP))
BY_NAME = replace(CONTENT, schemes=(_NAME,))
BLIND = replace(
    CONTENT,
    schemes=(_LETTER, replace(_NAME, disclosure="blind")),
    blind=both("Your details went to the school, sealed.", "Sus datos se enviaron a la escuela, cerrados."),
    custodian_key=bytes(32),
)
WITH_A_DESK = replace(EVERY_WAY, takes_calls=True)
NUMBER = "+15735550100"  # from which somebody calls
CLOSURE = Closure(
    OPEN - timedelta(hours=1), OPEN + timedelta(hours=1), both("Snow closed the school.", "La nieve cerró la escuela.")
)
EMERGENCY = Emergency(OPEN + timedelta(hours=1), both("The website is down.", "El sitio web no funciona."))
ONE_LANGUAGE = replace(CONTENT, languages=("es",))

WHEN_OPEN = Facts(CONTENT, OPEN)
WHEN_CLOSED = Facts(CONTENT, CLOSED)
WITH_EVERY_WAY = Facts(EVERY_WAY, OPEN)
STAFFED = Facts(WITH_A_DESK, OPEN, LineNow(staffed=True, number=NUMBER))
UNSTAFFED = Facts(WITH_A_DESK, OPEN, LineNow(number=NUMBER))
GONE_HOME = Facts(WITH_A_DESK, CLOSED, LineNow(number=NUMBER))
IN_A_CLOSURE = Facts(replace(EVERY_WAY, closures=(CLOSURE,)), OPEN)
IN_AN_EMERGENCY = Facts(replace(EVERY_WAY, emergency=EMERGENCY), OPEN)
