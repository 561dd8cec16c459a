"""Notes: the few words that an agent may write down, refused where they could tell who somebody is.

Numbers, days, addresses of mail and codes are found; a name can't be, so the page that asks must say what not to write.
Must not know: what a note is about.
"""

import re
import unicodedata

MOST_CHARACTERS = 200
MOST_DIGITS = 4  # a student number, a birth date, a ZIP code and a telephone number all have more
_MAIL = re.compile(r"@|\bat\s+\w+\s+dot\s+\w+|\barroba\b")
_DAY = re.compile(r"\b\d{1,4}\s?[/-]\s?\d{1,2}\b")
_MONTHS = (
    *("jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july"),
    *("aug", "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december"),
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"),
    *("noviembre", "diciembre"),
)
_NAMED_DAY = re.compile(
    rf"\b({'|'.join(_MONTHS)})\b\.?,?\s+\d{{1,4}}|\b\d{{1,2}}(st|nd|rd|th)?\s+(of\s+|de\s+)?({'|'.join(_MONTHS)})\b"
)
_SPELLED = (
    *("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
)
_SPELLED_DIGIT = re.compile(rf"\b({'|'.join(_SPELLED)})\b")


class NoteRefused(Exception):
    """A note that can't be kept. It is not repeated in the sentence."""


class LooksPersonal(NoteRefused):
    """A note holds what could be a detail of somebody; `why` is `number`, `day` or `mail`."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A note can't hold what could be somebody's {why}.")
        self.why = why


class NoteTooLong(NoteRefused):
    """A note has more than MOST_CHARACTERS."""


class NoteEmpty(NoteRefused):
    """There are no words."""


def checked(text: str) -> str:
    """The note in one line, as it may be kept; LooksPersonal, NoteTooLong, NoteEmpty."""
    folded = unicodedata.normalize("NFKC", text)
    note = " ".join("".join(one if one.isprintable() or one.isspace() else "" for one in folded).split())
    if not note:
        raise NoteEmpty("A note needs words.")
    if len(note) > MOST_CHARACTERS:
        raise NoteTooLong(f"A note has at most {MOST_CHARACTERS} characters.")
    if why := _why_personal(note.casefold()):
        raise LooksPersonal(why)
    return note


def _why_personal(note: str) -> str:
    if _MAIL.search(note):
        return "mail"
    if _DAY.search(note) or _NAMED_DAY.search(note):
        return "day"
    digits = sum(unicodedata.category(letter)[0] == "N" for letter in note) + len(_SPELLED_DIGIT.findall(note))
    return "number" if digits > MOST_DIGITS else ""
