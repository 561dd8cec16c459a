"""Names: what an agent types, a caller presses or a list holds becomes the keys of a telephone, or is refused.

Letters are never hashed. A name is turned into plain letters, its words are joined, and each letter becomes the digit
that a caller presses for it (ITU-T E.161). Other spellings are for lists only: a lookup is always one key.
Must not know: birth dates, hashes, who asks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lookup.identifiers import KEYPAD, Placeholder, Unreadable


def _pairs(table: str) -> dict[str, str]:
    """The table `a=b c=d`."""
    return dict(pair.split("=") for pair in table.split())


LAST_NAME_KEYS, FIRST_NAME_KEYS = 8, 10
MOST_SPELLINGS = 8  # of one person's whole name

# Apostrophes of every kind, the ʻokina, glottal stops, accents that stand alone, full stops, the Catalan point.
_SILENT = re.compile(
    "['.`\u00a8\u00af\u00b4\u00b7\u00b8\u02b0-\u02ff\u0294\u0295\u055a\u1fbd\u1fbf\u1ffd\u2018-\u201b\u2032\u2035\ua78b\ua78c]"
)
_SAINT = re.compile(r"\b(ste?)\.", re.IGNORECASE)  # St.Clair is two words
_ORDINAL = re.compile(r"[0-9]+(?:ST|ND|RD|TH)\b")  # Smith 3rd
_LOST = re.compile(r"\ufffd|\?(?=[^\W\d_])|(?<=[^\W\d_])\?")  # where another encoding had a letter
# Latin letters beside Greek, Cyrillic or Armenian ones, which look like them: the name is not what it seems.
_MIXED = re.compile("[A-Z][\u0370-\u058f]|[\u0370-\u058f][A-Z]")
_IN_NO_NAME = frozenset(("Cc", "Cs", "Co", "Cn"))  # control characters, halves of characters, private and unknown ones
_PRESSED = re.compile(r"[0-9 \-]+")
_NAMED = re.compile(r"LATIN SMALL LETTER (?:BARRED |DOTLESS |OPEN |REVERSED |TURNED )?([A-Z])(?: WITH .+)?")
# Letters that no mark makes out of another; those with a stroke or a hook through them are found by their names.
_SPECIAL = _pairs("ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ŋ=n ħ=h ə=e ĸ=k ƿ=w ʒ=z ʃ=s ɑ=a ɩ=i ʊ=u ɣ=g")
_SUFFIXES = frozenset(("JR", "SR", "JNR", "SNR", "II", "III", "IV", "V"))
_PARTICLES = frozenset(
    (  # noqa: SIM905  as one text they can be read over
        "DE LA LAS LOS DEL DELA DELLA DI DA DAS DO DOS DU DES DER DEN VAN VON VOM VANDE VANDEN VANDER ZU ZUM ZUR TE TEN"
        " TER LE EL AL BEN BIN IBN ABU ST STE SAINT SAINTE SAN SANTA MC MAC O D L E Y"
    ).split()
)
_SAINTS = {"ST": "SAINT", "SAINT": "ST", "STE": "SAINTE", "SAINTE": "STE"}
_IN_FULL = str.maketrans(_pairs("ä=ae Ä=ae ö=oe Ö=oe ü=ue Ü=ue ø=oe Ø=oe å=aa Å=aa"))
# The German MUELLER, SCHROEDER, SCHAEFER; not BAUER, RODRIGUEZ, MICHAELS.
_OF_UMLAUT = re.compile(r"(?:(?<![AEOGQ])(U)|(?<![AEO])([AO]))E(?=[BCDFGHJKLMNPQRSTVWXZ])(?!LS?$)")


class NoLetters(Placeholder):
    """A name without a Latin letter: right as it is, but no telephone can key it."""


def last_name(text: str) -> str:
    """The first 8 keys of a last name, typed or pressed; suffixes are dropped. Unreadable where no key is left."""
    return _pressed("last_name", text)[:LAST_NAME_KEYS] or _key(_last_words(text), LAST_NAME_KEYS)


def first_name(text: str) -> str:
    """The first 10 keys of a first name, typed or pressed. Unreadable where no key is left."""
    return _pressed("first_name", text)[:FIRST_NAME_KEYS] or _key(_words("first_name", text), FIRST_NAME_KEYS)


def listed(column: str, text: str) -> str:
    """A name of the list as it stands there, once it is known to have a key; `column` is ours.

    NoLetters for a name that nobody can key, Unreadable for one that was damaged on its way here.
    """
    _words(column, text)
    return text


def spellings(last: str, first: str) -> tuple[tuple[str, str], ...]:
    """The keys (last name, first name) of one listed name as callers may spell it, at most 8, the canonical first.

    Always in the same order. Both as `listed` returned them.
    """
    lasts = dict.fromkeys(_key(words, LAST_NAME_KEYS) for words in _last_spellings(last))
    firsts = dict.fromkeys(_key(words, FIRST_NAME_KEYS) for words in _first_spellings(first))
    far = {(one, other): at + beside for at, one in enumerate(lasts) for beside, other in enumerate(firsts)}
    return tuple(sorted(far, key=far.__getitem__)[:MOST_SPELLINGS])


def _pressed(field: str, text: str) -> str:
    """The keys of a text of digits only, none for any other text. No letter is on 0 and 1, so they don't count."""
    plain = _plain(field, text)
    return re.sub("[^2-9]", "", plain) if _PRESSED.fullmatch(plain) else ""


def _key(words: Iterable[str], length: int) -> str:
    return "".join(words).translate(KEYPAD)[:length]


def _words(field: str, text: str) -> list[str]:
    """The words of a name in A to Z; NoLetters where there is none."""
    letters = _unmarked(_plain(field, text)).upper()
    if _LOST.search(letters):
        raise Unreadable(field, "has lost a letter, perhaps because it was saved in another encoding")
    if _MIXED.search(letters):
        raise NoLetters(field, "mixes alphabets")
    words = re.findall("[A-Z]+", _ORDINAL.sub(" ", letters))
    if not words:
        raise NoLetters(field, "has no Latin letter")
    return words


def _plain(field: str, text: str) -> str:
    """`text` in NFKC without what makes no sound and no mark on paper."""
    kinds = [unicodedata.category(letter) for letter in text.strip()]
    if not _IN_NO_NAME.isdisjoint(kinds):
        raise Unreadable(field, "contains a character that no name has")
    seen = "".join(letter for letter, kind in zip(text.strip(), kinds, strict=True) if kind != "Cf")
    # Twice: NFKC makes a space of ´, and an apostrophe out of ŉ and ＇.
    return _SILENT.sub("", unicodedata.normalize("NFKC", _SILENT.sub("", seen))).strip()


def _unmarked(plain: str) -> str:
    """`plain` without accents and strokes: an e for each é, an l for each ł, ss for each ß."""
    if plain.isascii():
        return plain  # most names, in lists of millions
    bare = unicodedata.normalize("NFKD", plain)
    return "".join(_spelled(letter) for letter in bare if not unicodedata.category(letter).startswith("M"))


def _spelled(letter: str) -> str:
    """One letter without marks as A to Z, if it is a Latin one: ł is named “Latin small letter L with stroke”."""
    if letter.isascii():
        return letter
    small = letter.lower()
    found = _NAMED.fullmatch(unicodedata.name(small, "")) if len(small) == 1 else None
    return _SPECIAL.get(small) or (found[1] if found else letter)


def _last_words(text: str) -> list[str]:
    """The words of a last name, without suffixes while another word is left."""
    words = _words("last_name", _SAINT.sub(r"\1 ", text))
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words


def _last_spellings(text: str) -> Iterator[Sequence[str]]:
    words = _last_words(text)
    saints = [_SAINTS.get(word, word) for word in words]
    one_letter = [_OF_UMLAUT.sub(r"\1\2", word) for word in words]
    for spelled in dict.fromkeys(map(tuple, (words, saints, _last_words(_in_full(text)), one_letter))):
        yield spelled
        if len(spelled) > 1:
            yield from _parts(spelled)


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each name of a double name with its particles, then all without particles, then each alone."""
    bare = [word for word in words if word not in _PARTICLES]
    alone = ([word] for word in bare if len(word) > 1)
    yield from (name for name in _with_particles(words) if len("".join(name)) > 1)
    yield from (bare, *alone) if bare else ()


def _with_particles(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each word with the particles before it: DE LA CRUZ GARCIA is DE LA CRUZ and GARCIA."""
    start = 0
    for at, word in enumerate(words, start=1):
        if word not in _PARTICLES or at == len(words):
            yield words[start:at]
            start = at


def _first_spellings(text: str) -> Iterator[Sequence[str]]:
    for words in (_words("first_name", text), _words("first_name", _in_full(text))):
        yield words
        if len(words[0]) > 1:  # an initial is no name
            yield words[:1]


def _in_full(text: str) -> str:
    """The umlauts as two letters, as Germans do where they have none."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_IN_FULL)
