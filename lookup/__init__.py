"""The vault: answers whether somebody is on the list, and keeps no list.

The front door of the package. A register is built from a list (`imports`), published (`registers`), and asked
(`LookupService.ask`). Must not know: the call log, the staff, Flask, Twilio.
"""

from lookup.hashing import Busy, HashingPool
from lookup.identifiers import Unreadable
from lookup.queries import Agent, Answer, AnswerName, Asker, Custodian, Query, Remember, Telephone
from lookup.service import LookupService

__all__ = [
    "Agent",
    "Answer",
    "AnswerName",
    "Asker",
    "Busy",
    "Custodian",
    "HashingPool",
    "LookupService",
    "Query",
    "Remember",
    "Telephone",
    "Unreadable",
]
