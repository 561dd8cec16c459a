"""The telephone's routes, one thin view a step, in the order of a call.

Every genuine webhook is answered with 200 and a document, everything else with an empty 403. It must not know the flow,
the words, or the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import structlog
from flask import Blueprint, Request, Response, g, request

from ivr.gate import Gate, Webhook
from ivr.house import House
from ivr.steps.state import Step
from ivr.turns import Turns

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

log = structlog.get_logger(__name__)


def telephone_door(house: House) -> Blueprint:
    """The routes under /ivr, guarded by the carrier's signature, over the parts of `house`."""
    gate, views = Gate(house.settings), Views(Turns(house))
    door = Blueprint("telephone", __name__, url_prefix="/ivr")

    door.before_request(admitted_by(gate.admit))
    for view in views.in_the_order_of_a_call():
        path = view.__name__.replace("_", "-")
        # Every method comes to the guard, so that a stranger learns nothing from what a route allows.
        door.add_url_rule(f"/{path}", view_func=view, methods=EVERY_METHOD, provide_automatic_options=False)
    for path in ("/", "/<path:path>"):
        door.add_url_rule(path, view_func=views.elsewhere, methods=EVERY_METHOD, provide_automatic_options=False)
    door.register_error_handler(Exception, views.fault)
    return door


def admitted_by(admit: Callable[[Request], object | None]) -> Callable[[], Response | None]:
    """The guard of a door that only the carrier uses; what `admit` has read of the request is kept for its view."""

    def carrier_only() -> Response | None:
        """Signed by the carrier, for our account, in the exact form of its route."""
        g.webhook = admit(request)
        if g.webhook is None:
            log.warning("telephone.refused")  # nothing of the request: it may hold somebody's number
            return Response(status=403)
        return None

    return carrier_only


class Views:
    """What each route does."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def in_the_order_of_a_call(self) -> tuple[Callable[[], Response], ...]:
        """Every view that has a path of its own, named like it."""
        return (
            *(self.incoming, self.language, self.menu),
            *(self.what_happened, self.what_to_do, self.hours),
            *(self.letters, self.none_came, self.moved, self.for_another, self.died),
            *(self.role, self.way, self.letter_code, self.student_number, self.read_back),
            *(self.last_name, self.first_name, self.birth_date, self.zip),
            *(self.checking, self.answer, self.person),
            *(self.queue, self.waiting, self.still_waiting, self.waiting_key, self.with_agent, self.talked),
            *(self.reach, self.same_number, self.number, self.number_back, self.promised),
            *(self.message, self.message_left, self.goodbye),
            *(self.silence, self.present, self.status, self.fallback),
        )

    def incoming(self) -> Response:
        """The telephone rings."""
        return speak(self._turns.present(webhook()))

    def language(self) -> Response:
        """The caller has chosen a language."""
        return speak(self._turns.pressed(webhook(), Step.LANGUAGE))

    def menu(self) -> Response:
        """The caller has chosen what to do."""
        return speak(self._turns.pressed(webhook(), Step.MENU))

    def what_happened(self) -> Response:
        """The caller has heard what happened."""
        return speak(self._turns.pressed(webhook(), Step.WHAT_HAPPENED))

    def what_to_do(self) -> Response:
        """The caller has heard what one can do."""
        return speak(self._turns.pressed(webhook(), Step.WHAT_TO_DO))

    def letters(self) -> Response:
        """The caller has chosen what it is about a letter."""
        return speak(self._turns.pressed(webhook(), Step.LETTERS))

    def none_came(self) -> Response:
        """The caller has heard what it means that no letter came."""
        return speak(self._turns.pressed(webhook(), Step.NONE_CAME))

    def moved(self) -> Response:
        """The caller has heard how a letter finds a new address."""
        return speak(self._turns.pressed(webhook(), Step.MOVED))

    def for_another(self) -> Response:
        """The caller has heard what to do with a letter for somebody else."""
        return speak(self._turns.pressed(webhook(), Step.FOR_ANOTHER))

    def died(self) -> Response:
        """The caller has heard about a letter to somebody who has died."""
        return speak(self._turns.pressed(webhook(), Step.DIED))

    def hours(self) -> Response:
        """The caller has heard when people answer."""
        return speak(self._turns.pressed(webhook(), Step.HOURS))

    def role(self) -> Response:
        """The caller has said for whom they call."""
        return speak(self._turns.pressed(webhook(), Step.ROLE))

    def way(self) -> Response:
        """The caller has chosen a way to check."""
        return speak(self._turns.pressed(webhook(), Step.WAY))

    def letter_code(self) -> Response:
        """The caller has keyed the code of a letter."""
        return speak(self._turns.pressed(webhook(), Step.LETTER_CODE))

    def student_number(self) -> Response:
        """The caller has keyed the student number of the individual."""
        return speak(self._turns.pressed(webhook(), Step.STUDENT_NUMBER))

    def read_back(self) -> Response:
        """The caller has heard what was keyed, and says whether it is right."""
        return speak(self._turns.pressed(webhook(), Step.READ_BACK))

    def last_name(self) -> Response:
        """The caller has spelled the last name of the individual."""
        return speak(self._turns.pressed(webhook(), Step.LAST_NAME))

    def first_name(self) -> Response:
        """The caller has spelled the first name of the individual."""
        return speak(self._turns.pressed(webhook(), Step.FIRST_NAME))

    def birth_date(self) -> Response:
        """The caller has keyed the birth date of the individual."""
        return speak(self._turns.pressed(webhook(), Step.BIRTH_DATE))

    def zip(self) -> Response:
        """The caller has keyed the ZIP code of the individual."""
        return speak(self._turns.pressed(webhook(), Step.ZIP))

    def checking(self) -> Response:
        """The caller has waited a moment."""
        return speak(self._turns.waited(webhook()))

    def answer(self) -> Response:
        """The caller has heard the answer."""
        return speak(self._turns.pressed(webhook(), Step.ANSWER))

    def person(self) -> Response:
        """The call to a person is over."""
        return speak(self._turns.dial_ended(webhook()))

    def queue(self) -> Response:
        """The caller is not in the carrier's queue of the line any more."""
        return speak(self._turns.left_queue(webhook(), Step.QUEUE))

    def waiting(self) -> Response:
        """The caller is in a queue of the carrier."""
        return speak(self._turns.waiting(webhook(), quiet=False))

    def still_waiting(self) -> Response:
        """The caller is still there, and has been spoken to."""
        return speak(self._turns.waiting(webhook(), quiet=True))

    def waiting_key(self) -> Response:
        """The caller would rather not wait."""
        return speak(self._turns.key_in_line(webhook()))

    def with_agent(self) -> Response:
        """The caller is not in the carrier's queue of a person any more: they have talked, or not yet."""
        return speak(self._turns.left_queue(webhook(), Step.WITH_AGENT))

    def talked(self) -> Response:
        """The caller has talked with a person, or left a message."""
        return speak(self._turns.pressed(webhook(), Step.TALKED))

    def reach(self) -> Response:
        """The caller has heard what there is while nobody can talk."""
        return speak(self._turns.pressed(webhook(), Step.REACH))

    def same_number(self) -> Response:
        """The caller has said whether the number that they call from is the one to ring."""
        return speak(self._turns.pressed(webhook(), Step.SAME_NUMBER))

    def number(self) -> Response:
        """The caller has keyed the number to ring."""
        return speak(self._turns.pressed(webhook(), Step.NUMBER))

    def number_back(self) -> Response:
        """The caller has heard that number, and says whether it is right."""
        return speak(self._turns.pressed(webhook(), Step.NUMBER_BACK))

    def promised(self) -> Response:
        """The caller has heard how to know the callback."""
        return speak(self._turns.pressed(webhook(), Step.PROMISED))

    def message(self) -> Response:
        """The caller has pressed a key and not left a message."""
        return speak(self._turns.pressed(webhook(), Step.MESSAGE))

    def message_left(self) -> Response:
        """The caller has left a message."""
        return speak(self._turns.message_left(webhook()))

    def goodbye(self) -> Response:
        """The carrier asks again for the end."""
        return speak(self._turns.present(webhook()))

    def silence(self) -> Response:
        """The caller has pressed nothing, wherever the call is."""
        return speak(self._turns.silent(webhook()))

    def present(self) -> Response:
        """The desk has moved the call."""
        return speak(self._turns.moved(webhook()))

    def status(self) -> Response:
        """The carrier tells what became of a call."""
        return speak(self._turns.status(webhook()))

    def fallback(self) -> Response:
        """The carrier could not reach another route."""
        return speak(self._turns.last_resort(webhook()))

    def elsewhere(self, **_path: str) -> Response:
        """A step that this version does not have, in a document of another version."""
        return speak(self._turns.present(webhook()))

    def fault(self, fault: Exception) -> Response:
        """Nothing that goes wrong may reach a caller as silence, or let a stranger in."""
        log.error("telephone.fault", fault=type(fault).__name__)
        if g.get("webhook") is None:
            return Response(status=403)
        return speak(self._turns.last_resort(webhook()))


def webhook() -> Webhook:
    """The request as the guard has admitted it."""
    return cast("Webhook", g.webhook)


def speak(document: str) -> Response:
    """A document, as the carrier takes it."""
    return Response(document, mimetype="text/xml")
