"""The routes of the calls that this line makes: to agents, to callers who are called back, for one's own telephone.

Every genuine webhook is answered with 200 and a document, everything else with an empty 403. It must not know what is
said, nor whose turn it is to be rung.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import structlog
from flask import Blueprint, Response, g

from hotline.settings import Settings
from ivr import twiml
from ivr.agents.called_back import CalledBack
from ivr.agents.gate import AgentsGate, LegWebhook
from ivr.agents.reading import Reading
from ivr.agents.turns import AgentTurns
from ivr.agents.verifying import Verification
from ivr.webhooks import EVERY_METHOD, admitted_by, speak

log = structlog.get_logger(__name__)

Answer = Callable[[LegWebhook], str]
View = Callable[[], Response]


def agents_door(
    settings: Settings, agents: AgentTurns, *, verification: Verification, reading: Reading, callers: CalledBack
) -> Blueprint:
    """The routes under /ivr/agent, check, reading and called-back, guarded by the carrier's signature."""
    gate = AgentsGate(settings)
    door = Blueprint("agents_telephones", __name__, url_prefix="/ivr")

    door.before_request(admitted_by(gate.admit))
    own = {**_of_checks(verification), **_of_readings(reading)}
    for path, view in {**_of_agents(agents), **own, **_of_callers(callers)}.items():
        # Every method comes to the guard, so that a stranger learns nothing from what a route allows.
        name = path.replace("/", "_")
        door.add_url_rule(f"/{path}", name, view, methods=EVERY_METHOD, provide_automatic_options=False)
    door.register_error_handler(Exception, _no)
    return door


def _of_agents(turns: AgentTurns) -> Mapping[str, View]:
    """In the order of a call."""
    return {
        "agent": _view(turns.here, turns.fault),
        "agent/key": _view(turns.pressed, turns.fault),
        "agent/silence": _view(turns.silent, turns.fault),
        "agent/dialled": _view(turns.dialled, turns.fault),
        "agent/again": _view(turns.again, turns.fault),
        "agent/waiting": _view(turns.waiting, turns.waits_on),
        "agent/status": _view(turns.status, _nothing),
        "check/status": _view(turns.status, _nothing),
        "reading/status": _view(turns.status, _nothing),
    }


def _of_checks(verification: Verification) -> Mapping[str, View]:
    return {
        "check": _view(verification.here, verification.fault),
        "check/key": _view(verification.keyed, verification.fault),
        "check/silence": _view(verification.silent, verification.fault),
    }


def _of_readings(reading: Reading) -> Mapping[str, View]:
    return {
        "reading": _view(reading.here, reading.fault),
        "reading/key": _view(reading.keyed, reading.fault),
        "reading/next": _view(reading.next, reading.fault),
        "reading/silence": _view(reading.silent, reading.fault),
    }


def _of_callers(callers: CalledBack) -> Mapping[str, View]:
    return {"called-back": _view(callers.here, callers.fault), "called-back/status": _view(callers.status, _nothing)}


def _view(answer: Answer, otherwise: Answer) -> View:
    """A view that gives this answer, and where something goes wrong the other, which needs nothing."""

    def view() -> Response:
        webhook = cast("LegWebhook", g.webhook)  # as the guard has admitted it
        try:
            return speak(answer(webhook))
        except Exception as fault:  # noqa: BLE001  whatever it is, nobody may be left in silence
            log.error("telephone.fault", fault=type(fault).__name__)
            return speak(otherwise(webhook))

    return view


def _nothing(_webhook: LegWebhook) -> str:
    return twiml.NOTHING


def _no(fault: Exception) -> Response:
    """What goes wrong before anybody was admitted lets nobody in."""
    log.error("telephone.fault", fault=type(fault).__name__)
    return Response(status=403)
