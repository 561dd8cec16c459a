"""The line as a web application: what it is made of, and who may enter by which door.

`create_app` is the composition root: everything that a door or a command needs is made here once and handed on.
Must not know: what any door says.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, request
from flask.cli import NoAppException
from werkzeug.exceptions import HTTPException

import agents_ui
import commands
import ivr
from hotline import logs, settings
from hotline.calls import Switchboard
from hotline.clock import Clock, SystemClock
from hotline.database import Database
from hotline.sealing import KeyRing
from hotline.settings import Settings
from lookup import HashingPool, LookupService

LARGEST_REQUEST = 64 * 1024  # bytes; a webhook has two or three thousand


@dataclass(frozen=True, slots=True)
class House:
    """What the installation is made of. Doors and commands get it, or the parts of it that they need."""

    settings: Settings
    database: Database
    keyring: KeyRing
    clock: Clock
    lookup: LookupService
    switchboard: Switchboard
    spoken: tuple[str, ...] = ()


def create_app(given: Settings | None = None, *, clock: Clock | None = None, serving: bool = False) -> Flask:
    """The application over `given` settings (the environment's when None); NoAppException lists what is wrong there.

    While `serving`, a database that is not there is a fault; a command makes it.
    """
    logs.configure()
    try:
        house = build(given or settings.load(), clock or SystemClock(), serving=serving)
        doors = (health(house), *ivr.doors(house), *agents_ui.doors())
    except (settings.SettingsError, ivr.PromptsFault, agents_ui.ScriptFault) as wrong:
        raise NoAppException(str(wrong)) from None  # a sentence and no traceback on a command line
    app = Flask(__name__, static_folder=None, template_folder=agents_ui.TEMPLATES)
    # A redirect would lose a caller's digits, or show them to whoever made it up.
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.register_error_handler(HTTPException, agents_ui.in_our_voice(otherwise=say_no_more))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["noticeline"] = house
    agents_ui.furnish(app, house)
    for door in doors:
        app.register_blueprint(door)
    app.before_request(refuse_unguarded(app))
    app.after_request(leave_no_copy)
    commands.add_to(app)
    return app


def build(chosen: Settings, clock: Clock, *, serving: bool = False) -> House:
    """Everything that an installation consists of; nothing is opened or read yet."""
    database = Database(chosen.database_url, creates=not serving)
    keyring = KeyRing(chosen.keyring, clock)
    pool = HashingPool(memory_mib=chosen.hashing_memory_mib, workers=chosen.workers)
    lookup = LookupService(database, keyring, clock, pool)
    switchboard = ivr.CarrierSwitchboard(chosen, serving=serving)
    return House(chosen, database, keyring, clock, lookup, switchboard, spoken=ivr.languages())


def health(house: House) -> Blueprint:
    """For whatever watches the line: is the process there, and could a caller be answered now?"""
    door = Blueprint("health", __name__, url_prefix="/health")

    @door.before_request
    def anyone() -> None:
        """The guard: these two pages are for everybody."""

    @door.get("/live")
    def live() -> Response:
        """The process answers."""
        return Response("live\n", mimetype="text/plain")

    @door.get("/ready")
    def ready() -> Response:
        """200 once a published register's self-test passes, else 503. Why not is for the log, not for strangers."""
        reasons = house.lookup.why_not_ready()
        return Response("not ready\n" if reasons else "ready\n", status=503 if reasons else 200, mimetype="text/plain")

    return door


def refuse_unguarded(app: Flask) -> Callable[[], Response | None]:
    """The default is no: a route is served only if its blueprint declares a guard, as a `before_request` of its own."""

    def guarded() -> Response | None:
        if request.endpoint is None or (request.blueprint and app.before_request_funcs.get(request.blueprint)):
            return None
        return Response(status=403)

    return guarded


def say_no_more(refusal: HTTPException) -> Response:
    """An error in numbers only: what a stranger asked is not answered with a page, and not repeated."""
    return Response(status=refusal.code or 500)


def leave_no_copy(response: Response) -> Response:
    """Nothing that is said here may stay in a cache on its way, unless its door says that it is the same for all."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
