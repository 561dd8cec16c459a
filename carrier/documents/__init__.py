"""What a document may say: the verbs, the table of what may stand where, and the reading of a reply.

Must not know: calls, clocks or HTTP.
"""

from carrier.documents.grammar import AUDIO_TYPES
from carrier.documents.reading import read_document
from carrier.documents.verbs import (
    Dial,
    Endpoint,
    Enqueue,
    FrontOf,
    Gather,
    Hangup,
    Leave,
    Pause,
    Place,
    Play,
    Prompt,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)

__all__ = [
    "AUDIO_TYPES",
    "Dial",
    "Endpoint",
    "Enqueue",
    "FrontOf",
    "Gather",
    "Hangup",
    "Leave",
    "Pause",
    "Place",
    "Play",
    "Prompt",
    "Record",
    "Redirect",
    "Reject",
    "Say",
    "Verb",
    "read_document",
]
