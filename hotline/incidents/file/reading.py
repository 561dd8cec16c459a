"""The incident file (TOML) → the content of an incident, or every fault in it at once, each with its line.

Knows nothing of databases and of versions that came before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path as FilePath
from typing import Any, Final

from hotline.incidents import tree
from hotline.incidents.content import Content
from hotline.incidents.file import agreement, checks, shapes
from hotline.incidents.file.faults import Fault, IncidentFileError, told
from hotline.incidents.file.layout import FILE
from hotline.incidents.file.places import Places
from hotline.incidents.file.shapes import Found
from hotline.incidents.file.writing import written

MOST_BYTES: Final = 262_144  # a hundred times a minute of speech; a list given by mistake is refused here
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)")


def load(path: FilePath, *, spoken: Collection[str] | None = None) -> Content:
    """Read the incident file at `path`: UTF-8, at most 256 KiB. IncidentFileError tells every fault.

    `spoken` are the languages in which the line has prompts; None leaves that unchecked.
    """
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise _only(None, f"has more than {MOST_BYTES // 1024} KiB; this is not an incident file")
    try:
        return read(raw.decode("utf-8-sig"), spoken=spoken)
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise _only(line, "is not UTF-8 text; save the file as UTF-8") from None


def read(text: str, *, spoken: Collection[str] | None = None) -> Content:
    """The content of an incident file. Raises IncidentFileError with every fault, in the order of the file.

    `spoken` are the languages in which the line has prompts; None leaves that unchecked.
    A text that is not TOML has one fault only: beyond it nobody can say what was meant.
    """
    document = _parsed(text)
    found = [*_shape_faults(document), *agreement.faults(document), *_unspoken(document, spoken)]
    if found:
        raise IncidentFileError(_placed(found, Places(text.replace("\r\n", "\n"))))
    return tree.content(document)


def held_to_the_rules(content: Content, *, before: Content, spoken: Collection[str] | None = None) -> Content:
    """Content that was changed without a file, as a file would have it; IncidentFileError as `read`.

    What was wrong `before` is none of the change's: an older program may have let it in. The lines of the faults are
    those of a file that nobody has; their paths say where.
    """
    known = {(fault.path, fault.words) for fault in _faults(before, spoken)}
    if new := tuple(fault for fault in _faults(content, spoken) if (fault.path, fault.words) not in known):
        raise IncidentFileError(new)
    return tree.content(tree.plain(content))


def _faults(content: Content, spoken: Collection[str] | None) -> tuple[Fault, ...]:
    try:
        read(written(content), spoken=spoken)
    except IncidentFileError as wrong:
        return wrong.faults
    return ()


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        place = _AT_LINE.search(str(wrong))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        raise _only(line, f"is not TOML: {_AT_LINE.sub('', str(wrong))}") from None
    except (RecursionError, ValueError):
        raise _only(None, "is not TOML that can be read: brackets too deep, or a number too long") from None


def _shape_faults(document: dict[str, Any]) -> Iterable[Found]:
    return shapes.faults(FILE, document, languages=list(dict.fromkeys(_languages(document))))


def _unspoken(document: dict[str, Any], spoken: Collection[str] | None) -> Iterable[Found]:
    for place, language in enumerate(_languages(document)):
        if spoken is not None and language not in spoken:
            yield (
                ("languages", place),
                f'the line has no prompts in "{language}", only in {checks.listed(sorted(spoken))}',
            )


def _languages(document: dict[str, Any]) -> list[str]:
    languages = document.get("languages")
    return [word for word in languages if isinstance(word, str)] if isinstance(languages, list) else []


def _placed(found: Iterable[Found], places: Places) -> tuple[Fault, ...]:
    faults = [Fault(places.line(path), told(path), words) for path, words in found]
    return tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.path)))


def _only(line: int | None, words: str) -> IncidentFileError:
    return IncidentFileError((Fault(line, "", words),))
