"""Consent: when somebody agreed to be rung, and to which words.

A wording is named by where it stands and by a few letters of its digest, so that what was agreed to can be shown for as
long as the words are known, and no later change of them goes unseen. Must not know: who agreed.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

_NAME = re.compile(r"[a-z0-9._-]{1,40}", re.ASCII)
_DIGEST_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Consent:
    """At `at` (whole seconds) somebody agreed to these words, in this language, by this door.

    `wording` is what `wording` made; empty for callbacks of earlier versions. `channel` is `telephone` or `desk`.
    """

    at: datetime
    wording: str
    language: str
    channel: str


def wording(name: str, words: str) -> str:
    """The id of a wording: `name` says where it stands (`promised`, `callback.arranged`), `words` what was said.

    Words that differ from call to call (an hour, a phrase) are given as they stand on the sheet, with their braces.
    ValueError for a name that is none.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a wording is named by small letters, digits, full stops and hyphens")
    return f"{name}@{hashlib.sha256(words.encode()).hexdigest()[:_DIGEST_LETTERS]}"
