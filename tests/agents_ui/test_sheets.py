"""What a strict content policy would refuse, or a far-future cache would break, stands in no file of the look."""

import re
from pathlib import Path

import pytest

from hotline.settings import PROJECT

DESK = PROJECT / "agents_ui"
TEMPLATES = sorted((DESK / "templates").glob("*.html"))
SHEETS = sorted((DESK / "static").glob("*.css"))
MODULES = sorted((DESK / "static").glob("*.js"))
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|https?://", re.IGNORECASE)
NAMES_A_FILE = re.compile(r"\burl\(|@import|https?://")
IMPORTS = re.compile(r"^\s*(import|export)\b|\bimport\(|https?://|\.innerHTML\s*=|\beval\(", re.MULTILINE)
POSTS = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
KEEPS = re.compile(r"<(?:input|textarea)(?![^>]*type=\"(?:hidden|radio|checkbox)\")[^>]*\svalue=", re.DOTALL)
# Their fields hold nothing of anybody: days of a report or a search, and what the organisation says to every caller.
OF_NOBODY = {"audit.html", "forecast.html", "line_draft.html", "line_parts.html", "wanted.html"}


def named(path: Path) -> str:
    return path.name


def test_there_is_a_look() -> None:
    assert TEMPLATES
    assert SHEETS
    assert MODULES


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_carries_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    assert INLINE.findall(template.read_text("utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_form_that_changes_something_carries_its_token(template: Path) -> None:
    bare = [form[:90] for form in POSTS.findall(template.read_text("utf-8")) if "parts.csrf()" not in form]
    assert bare == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_no_field_is_given_a_value(template: Path) -> None:
    if template.name not in OF_NOBODY:
        assert KEEPS.findall(template.read_text("utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_a_sheet_names_no_other_file(sheet: Path) -> None:
    assert NAMES_A_FILE.findall(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_stands_alone_and_writes_no_markup(module: Path) -> None:
    assert IMPORTS.findall(module.read_text("utf-8")) == []


def test_the_frame_asks_for_every_sheet_and_every_module() -> None:
    frame = (DESK / "templates/layout.html").read_text("utf-8")
    assert [path.name for path in (*SHEETS, *MODULES) if f'"{path.name}"' not in frame] == []
