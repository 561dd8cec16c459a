"""The telephone door: what callers hear, and what the carrier may ask of us.

It must not know who is on a list: it asks `lookup`, and hears one of four answers.
"""

from flask import Blueprint

from ivr import agents, recordings
from ivr.house import House
from ivr.switchboard import CarrierSwitchboard
from ivr.webhooks import telephone_door
from ivr.words import prompts
from ivr.words.prompts import PromptsFault

__all__ = ["CarrierSwitchboard", "PromptsFault", "doors", "languages", "telephone_door"]


def languages() -> tuple[str, ...]:
    """The languages in which the line has prompts, without which no incident can speak one; PromptsFault."""
    return tuple(prompts.load())


def doors(house: House) -> tuple[Blueprint, ...]:
    """Every door that the carrier uses; PromptsFault where prompts or their recordings do not fit together."""
    return telephone_door(house), agents.door(house), recordings.recordings_door(house.settings)
