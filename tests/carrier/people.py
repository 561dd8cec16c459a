"""A network in real time, with an application behind it, for tests of telephones: people who speak very fast.

Must not know which telephone is tested.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from carrier import Carrier, Pace, RealClock
from carrier.phones import Switchboard, create_phones
from tests.carrier.applications import ACCOUNT, HOST, LINE, TOKEN, Application, Form, Served
from tests.serving import listening

FAST = Pace(words_per_second=400, recording=0.01)
SLOW = Pace(words_per_second=0.05)  # a sentence of ten words lasts for minutes: who hears more has pressed a key

WELCOME = (
    '<Gather action="/language" numDigits="1" timeout="60">'
    '<Say language="en-US">Welcome. For English, press 1.</Say>'
    '<Say language="es-US" voice="Polly.Lupe">Para español, oprima 2.</Say></Gather><Redirect>/voice</Redirect>'
)
CODE = (
    '<Gather action="/code" timeout="{timeout}"><Say>Please enter your code, then press pound.</Say></Gather>'
    "<Redirect>/silent</Redirect>"
)


def _language(form: Form) -> Served:
    if form["Digits"] == "2":
        return '<Say language="es-US" voice="Polly.Lupe">Gracias. Adiós.</Say>'
    return "<Shout/>" if form["Digits"] == "9" else CODE.format(timeout=60 if form["Digits"] == "1" else 1)


def hotline() -> Application:
    """A small line: 1 asks for a code patiently, 2 speaks Spanish, 3 asks impatiently, 9 breaks a rule."""
    return Application(
        {
            "/voice": WELCOME,
            "/language": _language,
            "/code": lambda form: f"<Say>Your code is {' '.join(form['Digits'])}. Thank you.</Say>",
            "/silent": "<Say>We heard nothing. Goodbye.</Say>",
        }
    )


def switchboard(application: Application, *, pace: Pace = FAST) -> Switchboard:
    carrier = Carrier(ACCOUNT, TOKEN, clock=RealClock(), pace=pace, post=application)
    carrier.connect(LINE, f"{HOST}/voice")
    return Switchboard(carrier)


@contextmanager
def served(board: Switchboard) -> Iterator[str]:
    """Serve the telephones on a free port of this machine."""
    server = make_server("127.0.0.1", 0, create_phones(board), threaded=True)
    with listening(server) as url:
        try:
            yield url
        finally:
            board.hang_up_all()
