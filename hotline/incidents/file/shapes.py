"""The shapes that the parts of an incident file can have, and the walk that finds every fault of shape.

A shape says which keys there are and which check each value must pass. Nothing here knows which tables exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hotline.incidents.file.checks import Check, nearest
from hotline.incidents.file.faults import Path
from hotline.incidents.file.speech import Speech

Found = tuple[Path, str]  # where, and what is wrong there


@dataclass(frozen=True, slots=True)
class Value:
    """One value that passes one check."""

    check: Check
    required: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """A list of different values that each pass one check."""

    check: Check
    required: bool = True
    least: int = 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text: the same words in every language of the incident."""

    speech: Speech
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table of named shapes; any other key is a fault."""

    keys: Mapping[str, Shape]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """Tables of one shape, written `[[name]]`, at least one and at most `most`."""

    keys: Mapping[str, Shape]
    most: int
    required: bool = True


Shape = Value | Several | Spoken | Table | Rows


def faults(shape: Shape, value: object, *, languages: Sequence[str], path: Path = ()) -> Iterator[Found]:
    """Everything in `value` that is not of this shape, with its path."""
    match shape:
        case Value():
            yield from ((path, words) for words in shape.check(value))
        case Several():
            yield from _list_faults(shape, value, path)
        case Spoken():
            yield from _text_faults(shape, value, languages=languages, path=path)
        case Table():
            yield from _table_faults(shape.keys, value, languages=languages, path=path)
        case Rows():
            yield from _row_faults(shape, value, languages=languages, path=path)


def _list_faults(shape: Several, value: object, path: Path) -> Iterator[Found]:
    if not isinstance(value, list) or len(value) < shape.least:
        yield path, f"must be a list in square brackets of at least {shape.least}"
        return
    for place, entry in enumerate(value):
        yield from (((*path, place), words) for words in shape.check(entry))
        if entry in value[:place]:
            yield (*path, place), f"{entry} stands here twice"


def _text_faults(shape: Spoken, value: object, *, languages: Sequence[str], path: Path) -> Iterator[Found]:
    if not isinstance(value, dict):
        yield path, "must be a table with the words in each language"
        return
    for language in value.keys() - set(languages):
        yield (*path, language), f'"{language}" is not among the languages of this incident'
    for language in languages:
        if language not in value:
            yield path, f'the words in "{language}" are missing'
        else:
            yield from (((*path, language), words) for words in shape.speech.wrong(value[language]))


def _table_faults(keys: Mapping[str, Shape], value: object, *, languages: Sequence[str], path: Path) -> Iterator[Found]:
    if not isinstance(value, dict):
        yield path, "must be a table of named keys"
        return
    for key in value.keys() - keys.keys():
        yield (*path, key), f"no such key{nearest(key, keys)}"
    for key, shape in keys.items():
        if key in value:
            yield from faults(shape, value[key], languages=languages, path=(*path, key))
        elif shape.required:
            yield (*path, key), "is missing"


def _row_faults(shape: Rows, value: object, *, languages: Sequence[str], path: Path) -> Iterator[Found]:
    if not isinstance(value, list) or not value:
        yield path, f"must be tables, each under [[{path[-1]}]]"
        return
    if len(value) > shape.most:
        yield path, f"has {len(value):,} entries; there can be at most {shape.most:,}"
    for place, row in enumerate(value):
        yield from _table_faults(shape.keys, row, languages=languages, path=(*path, place))
