"""What is wrong with words, hours or moments: the rules of the incident file, in the language of who reads the page.

Must not know: forms, and where a fault is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from hotline.incidents import Fault
from hotline.line import ChangedMeanwhile, NothingToEnd, OrderRefused, TooFar, WouldBeOver

# How the file says it → how a page does. What is found in the one is put in place in the other.
_SENTENCES: Final[tuple[tuple[str, Any], ...]] = (
    (r"must be words", _l("Words are missing.")),
    (r"the words in \".*\" are missing", _l("Words are missing.")),
    (r"is missing", _l("Words are missing.")),
    (
        r"has (?P<count>\d+) words; at most (?P<most>\d+) .*",
        _l("This has %(count)s words. At most %(most)s can be listened to here."),
    ),
    (r"has .* characters; a voice takes at most (?P<most>.*)", _l("A voice takes at most %(most)s characters.")),
    (r"must be whole sentences .*", _l("Write whole sentences that end with a full stop, so that the voice pauses.")),
    (r"must be a phrase .*", _l("Write a phrase without a full stop or semicolon: it is said among other words.")),
    (
        r"contains \"(?P<stem>.*)\", which .*",
        _l("“%(stem)s” belongs to the answers of the line alone. Use another word."),
    ),
    (
        r"has a long number; .*",
        _l("Put blanks between the digits of a long number, “8 6 6, 7 7 5”, or the voice reads it as thousands."),
    ),
    (r"has a character that .*", _l("One character can't be spoken.")),
    (r".*is not among the languages.*", _l("The incident does not speak this language.")),
    (r"must be a list of spans.*|not a span of hours.*", _l("Write hours like 08:00-12:00, 13:00-17:30.")),
    (r"ends after 24:00", _l("A day ends at 24:00.")),
    (r"closes before it opens.*", _l("It closes before it opens. What lies after midnight belongs to the next day.")),
    (r"has spans that overlap.*", _l("These hours overlap, or are not in order.")),
    (r"no day has hours.*", _l("Give hours to one day at least.")),
    (r"must be a country code.*", _l("A country is a code of two letters, such as US.")),
    (r"needs a country beside it", _l("A state needs its country beside it.")),
    (r"the holidays of .*", _l("The holidays of this state are not known. Use a code such as MO.")),
    (r".* is in open_on too", _l("The same day is said to be open and closed.")),
    (r".* stands here twice", _l("The same stands here twice.")),
    (r"lies not after .*", _l("It must end after it begins.")),
    (r"lies within .*", _l("It overlaps another one. Take that away first.")),
    (r"must be a date.*", _l("Write days like 2019-11-29.")),
    (r"has .* entries; .* at most (?P<most>\d+)", _l("There can be at most %(most)s.")),
    (
        r"the longest answer .* has (?P<count>\d+) words; one minute has room for (?P<most>\d+).*",
        _l("The longest answer would have %(count)s words; a minute has room for %(most)s. Shorten the advice."),
    ),
    (r"must be small letters, digits and _.*", _l("A short name has small letters, digits and _ only.")),
)
_PATTERNS: Final = tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in _SENTENCES)
_UNFORESEEN = _l("This can't be used.")
NO_MOMENT: Final = _l("Choose a day and a time.")
REFUSALS: Final[Mapping[type[OrderRefused], Any]] = {
    WouldBeOver: _l("Choose an end that is still to come, and after the beginning."),
    TooFar: _l("That is too long. A month is the most; what lasts longer is a closure that is planned."),
    NothingToEnd: _l("It is over already. Look at what holds now."),
    ChangedMeanwhile: _l("Somebody else has changed the hours since you looked. Look at them again."),
}


def told(fault: Fault) -> Any:
    """A fault in a sentence of the page."""
    for pattern, sentence in _PATTERNS:
        if found := pattern.fullmatch(fault.words):
            return sentence % found.groupdict() if found.groupdict() else sentence
    return _UNFORESEEN


def by_language(faults: Iterable[Fault], languages: Iterable[str]) -> dict[str, Any]:
    """The first fault of each language of the one text that a form holds; under "" what is of none."""
    known, found = tuple(languages), dict[str, Any]()
    for fault in faults:
        missing = re.search(r'the words in "(\w+)" are missing', fault.words)
        last = missing[1] if missing else fault.path.rpartition(".")[2]
        found.setdefault(last if last in known else "", told(fault))
    return found
