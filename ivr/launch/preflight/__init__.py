"""The check before going live: each way in which a real line would fail or leak, and what to do about it.

It stands in the telephone's room because it must see all that the line stands on: the carrier's API, which only this
room speaks, the vault's register and the ledger. Each check is a small function of facts; `rounds` reads the facts.
Must not know: who typed the command, and how a line is printed.
"""

from ivr.launch.preflight.around import Surroundings, look_around
from ivr.launch.preflight.findings import Finding, Level
from ivr.launch.preflight.probe import Probe
from ivr.launch.preflight.rounds import Rounds

__all__ = ["Finding", "Level", "Probe", "Rounds", "Surroundings", "look_around"]
