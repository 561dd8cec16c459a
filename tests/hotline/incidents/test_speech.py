"""What a voice may not say, or can't say well, is found in any text."""

import pytest

from hotline.incidents.file.speech import Speech

SENTENCE = Speech("sentence", words=6)
PHRASE = Speech("phrase", words=3)


@pytest.mark.parametrize("text", ["All is well.", "Is it?", "«Sí.»", "Say “no.”", "  Six words are still allowed.\n"])
def test_sentences_are_accepted(text: str) -> None:
    assert not list(SENTENCE.wrong(text))


@pytest.mark.parametrize("text", ["home address", "St. John's", "  name "])
def test_phrases_are_accepted(text: str) -> None:
    assert not list(PHRASE.wrong(text))


@pytest.mark.parametrize(
    ("speech", "text", "words"),
    [
        (SENTENCE, "All is well", "full stop"),
        (PHRASE, "home address.", "without a full stop"),
        (PHRASE, "name; address", "said among others"),
        (SENTENCE, "One two three four five six seven.", "has 7 words; at most 6 (about 2 seconds)"),
        (SENTENCE, "x" * 3000 + ".", "3,001 characters"),
        (SENTENCE, "No MATCH found.", 'contains "match"'),
        (SENTENCE, "They mismatched.", 'contains "match"'),
        (SENTENCE, "Los datos coinciden.", 'contains "coincid"'),
        (SENTENCE, "Call 866-775-4209.", "long number"),
        (SENTENCE, "Call (866) 775-4209.", "long number"),
        (SENTENCE, "Write to 65101.", "long number"),
        (SENTENCE, "A\x00B.", "can't be spoken"),
        (SENTENCE, "A\u202eB.", "can't be spoken"),
        (SENTENCE, " \n", "must be words"),
        (SENTENCE, 7, "must be words"),
    ],
)
def test_what_is_wrong_is_told(speech: Speech, text: object, words: str) -> None:
    (told,) = speech.wrong(text)
    assert words in told


@pytest.mark.parametrize("text", ["Since May 29, 2019.", "More than 3,500 notices.", "8 6 6, 7 7 5.", "8 to 5:30."])
def test_ordinary_numbers_are_accepted(text: str) -> None:
    assert not list(SENTENCE.wrong(text))
