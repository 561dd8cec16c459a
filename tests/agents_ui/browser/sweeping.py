"""What was typed, in every shape in which it could lie about; and whatever a browser or a server has left on a disk.

Must not know: who typed it where.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
import zlib
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

GZIP = b"\x1f\x8b\x08"


class Marks:
    """Details that nobody else on earth has, as they were typed."""

    def __init__(self, *typed: str) -> None:
        spellings = {spelling: typed for typed in typed for spelling in _spellings(typed)}
        self._plain = {needle.lower(): typed for text, typed in spellings.items() for needle in _encoded(text)}
        self._in_base64 = {needle: typed for text, typed in spellings.items() for needle in _in_base64(text)}

    def are_in(self, content: bytes | str) -> set[str]:
        """Those that are there, whatever the case of their letters."""
        kept = content.encode() if isinstance(content, str) else content
        folded = kept.lower()
        found = {typed for needle, typed in self._plain.items() if needle in folded}
        return found | {typed for needle, typed in self._in_base64.items() if needle in kept}

    def are_on_disk(self, files: Iterable[Path]) -> set[tuple[str, str]]:
        """Each mark with the name of a file that holds it, in plain bytes or compressed."""
        return {
            (mark, path.name) for path in files for layer in _layers(path.read_bytes()) for mark in self.are_in(layer)
        }


def in_cookie(header: str) -> bytes:
    """A signed cookie as a server sets it, with its wrapping taken off."""
    value = header.partition(";")[0].partition("=")[2]
    parts = [urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in value.split(".") if part]
    return b" ".join([header.encode(), *(layer for part in parts for layer in (part, _inflated(part)))])


def files_below(*folders: Path) -> Iterator[Path]:
    """Every file, links aside: a browser's lock is a link that leads nowhere."""
    return (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _spellings(typed: str) -> Iterator[str]:
    """As typed, without what separates, without accents; a day as ISO writes it and as keys do."""
    yield typed
    yield re.sub(r"[\s().+/-]", "", typed)
    yield "".join(letter for letter in unicodedata.normalize("NFD", typed) if not unicodedata.combining(letter))
    if day := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", typed):
        month, date, year = day.groups()
        yield from (f"{year}-{month}-{date}", f"{year}{month}{date}")


def _encoded(text: str) -> Iterator[bytes]:
    shapes = {
        text,
        text.lower(),
        text.upper(),
        unicodedata.normalize("NFD", text),
        escape(text),
        json.dumps(text)[1:-1],
    }
    yield from (shape.encode(form) for shape in shapes for form in ("utf-8", "utf-16-le", "utf-16-be"))
    yield from (coded(shape).encode() for shape in (text, text.lower()) for coded in (quote, quote_plus))
    yield text.encode().hex().encode()


def _in_base64(text: str) -> Iterator[bytes]:
    """The letters that are the same whatever stands before and after."""
    for before, form in itertools.product(range(3), ("utf-8", "utf-16-le")):
        whole = b64encode(b"\0" * before + text.encode(form))
        piece = whole[-(-before * 4 // 3) : len(whole) - 4]
        yield from (piece, piece.replace(b"+", b"-").replace(b"/", b"_"))


def _layers(kept: bytes) -> Iterator[bytes]:
    """The content itself, and whatever in it is compressed with gzip."""
    yield kept
    yield from (_inflated(kept[found.start() :], window=31) for found in re.finditer(re.escape(GZIP), kept))


def _inflated(packed: bytes, *, window: int = 15) -> bytes:
    """What was compressed, as far as it can be read; empty where nothing was."""
    try:
        return zlib.decompressobj(window).decompress(packed)
    except zlib.error:
        return b""
