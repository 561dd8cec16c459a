"""The agents' side of the telephone: calls that this line makes, and what is said in them.

Knows offers by their names, never whose turn it is to be rung, and no caller's answer.
"""

from flask import Blueprint

from hotline.calls import LiveCalls
from hotline.line import Drafts
from hotline.queue import AgentLegs, Distribution
from hotline.queue.endpoints import Endpoints
from hotline.staff import Accounts
from ivr import recordings
from ivr.agents.called_back import CalledBack
from ivr.agents.reading import Reading
from ivr.agents.turns import AgentTurns, Tongues
from ivr.agents.verifying import Verification
from ivr.agents.views import agents_door
from ivr.calls import Calls
from ivr.house import House
from ivr.turns import Turns

__all__ = ["door"]


def door(house: House) -> Blueprint:
    """The routes of the calls that this line makes, over the parts of `house`."""
    keyring, clock, database = house.keyring, house.clock, house.database
    sheets = recordings.spoken_with(house.settings)
    tongues = Tongues(database, Accounts(keyring, clock), sheets=sheets)
    offers = Distribution(database, keyring, clock, house.switchboard)
    legs = AgentLegs(keyring, clock)
    verification = Verification(database, legs, Endpoints(keyring, clock), tongues=tongues)
    reading = Reading(database, legs, Drafts(keyring, clock), tongues=tongues, sheets=sheets)
    callers = CalledBack(
        database,
        LiveCalls(keyring, clock),
        Calls(keyring, clock, lookup=house.lookup),
        offers=offers,
        turns=Turns(house),
        sheets=sheets,
    )
    turns = AgentTurns(offers, tongues)
    return agents_door(house.settings, turns, verification=verification, reading=reading, callers=callers)
