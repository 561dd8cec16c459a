"""Prompts that somebody has recorded: found in the operator's folder at start, and served to the carrier.

A file stands for one prompt in one language: `en/menu.ask.mp3` is heard in place of the sentence `menu.ask`. A prompt
with a name in braces is never recorded: it says something else each time. Nor is one that belongs to one answer: to
fetch it would tell which. It must not know who calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Blueprint, Response

from hotline.settings import Settings
from ivr.words import prompts
from ivr.words.prompts import PromptsFault, Sheet, Sheets, placeholders

MEDIA_TYPES: Mapping[str, str] = {".mp3": "audio/mpeg", ".wav": "audio/wav"}  # that a carrier plays
ROOT = "/static/recordings"
# Said after one answer and not after another: whoever sees what the carrier fetches (a proxy's log, the length of what
# goes over the wire) would know what the caller of that second has heard.
TELLING = re.compile(r"answer\..+|option\.(?:letter_code|(?:next|other_way_or|again_or|not)_.+)")
A_DAY = 24 * 60 * 60  # seconds that a carrier may keep a recording


@dataclass(frozen=True, slots=True)
class Recording:
    """The prompt `name` in `language`, spoken by somebody into `file`."""

    language: str
    name: str
    file: Path

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"{ROOT}/{self.language}/{self.file.name}"


def find(folder: Path, sheets: Sheets) -> tuple[Recording, ...]:
    """Every recording in `folder`, none where it does not exist; PromptsFault names each that stands for no prompt."""
    files = sorted(path for path in folder.glob("*/*") if path.is_file() and not path.name.startswith("."))
    faults = [fault for file in files for fault in _faults(file, sheets)]
    if faults:
        raise PromptsFault("\n".join(faults))
    return tuple(Recording(file.parent.name, file.stem, file) for file in files)


def spoken_with(settings: Settings) -> Sheets:
    """The prompt sheets with the addresses of what is recorded; PromptsFault where they do not fit together."""
    sheets = prompts.load()
    found = find(settings.recordings, sheets)
    return {
        language: replace(sheet, recordings=_of(sheet, found, settings.public_url))
        for language, sheet in sheets.items()
    }


def recordings_door(settings: Settings) -> Blueprint:
    """What was recorded, for the carrier, which fetches it unsigned. No path of a request touches the disk."""
    door = Blueprint("recordings", __name__, url_prefix=ROOT)
    served = {(found.language, found.file.name): found for found in find(settings.recordings, prompts.load())}

    @door.before_request
    def anyone() -> None:
        """The guard: what every caller hears is for everybody."""

    @door.get("/<language>/<name>")
    def recording(language: str, name: str) -> Response:
        """The recording, if there was one when the line was started."""
        found = served.get((language, name))
        if found is None:
            return Response(status=404)
        reply = Response(found.file.read_bytes(), mimetype=MEDIA_TYPES[found.file.suffix])
        reply.cache_control.max_age = A_DAY
        return reply

    return door


def _of(sheet: Sheet, recordings: tuple[Recording, ...], public_url: str) -> dict[str, str]:
    return {found.name: public_url + found.path for found in recordings if found.language == sheet.language}


def _faults(file: Path, sheets: Sheets) -> Iterator[str]:
    language, name = file.parent.name, file.stem
    if file.suffix not in MEDIA_TYPES:
        yield f"{language}/{file.name}: a recording ends in {' or '.join(MEDIA_TYPES)}"
    if language not in sheets:
        yield f"{language}/{file.name}: there is no prompt sheet {language}.toml"
    elif name not in sheets[language].prompts:
        yield f"{language}/{file.name}: there is no prompt {name}"
    elif TELLING.fullmatch(name):
        yield f"{language}/{file.name}: {name} is never a recording: to fetch it would tell what a caller was answered"
    elif placeholders(sheets[language].prompts[name]):
        yield f"{language}/{file.name}: {name} says something else each time, so it can't be a recording"
