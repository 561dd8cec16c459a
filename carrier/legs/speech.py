"""Text is heard a sentence at a time.

It must not know voices, clocks or calls.
"""

import re

# Not after "p.m." or "St.", and only before what can begin a sentence.
END = re.compile(r"(?<=[.!?…])(?<!\b\w\.\w\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)\s+(?=[\w¿¡\"“«])")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in order; joined by blanks they are the text again."""
    return END.split(text)
