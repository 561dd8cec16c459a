"""The sentences of the definitions, for the catalogue of translations: `make words` reads them here.

They are written once, in `hotline.reports.definitions`, which knows no translation. Must not know: any page.
"""

from collections.abc import Iterator
from typing import Any

from hotline.reports import MEASURES


def sentences(*_: Any, **_options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """As Babel asks for them: line, function, sentence, comments."""
    for measure in MEASURES:
        yield from ((0, "gettext", text, []) for text in (measure.says, measure.above, measure.below) if text)
