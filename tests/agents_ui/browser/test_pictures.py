"""The pictures of the desk in the docs: all that are drawn for them, no others, and none too heavy to keep."""

from __future__ import annotations

import re

from tests.agents_ui.browser.pictures import DOCS, LARGEST, SHOWN


def test_the_docs_show_every_picture_that_is_drawn_for_them() -> None:
    drawn = {f"{name}-{way}.webp" for name, ways in SHOWN.items() for way in ways}
    shown = re.findall(r"\(desk/(\S+)\)", DOCS.with_name("the-desk.md").read_text("utf-8"))
    assert sorted(shown) == sorted(drawn)
    assert {path.name for path in DOCS.iterdir()} == drawn


def test_no_picture_is_too_heavy_to_keep() -> None:
    assert {path.name: path.stat().st_size for path in DOCS.iterdir() if path.stat().st_size > LARGEST} == {}
