"""What the docs name in the code exists: files, functions, tests."""

import ast
import re
from pathlib import Path

import pytest

from hotline.settings import PROJECT
from tests.house.source import Module, tracked_files

PAGES = [path for path in tracked_files() if path.suffix == ".md"]
PLACE = re.compile(r"`((?:[a-z_0-9-]+/)*[a-z_0-9-]+\.(?:py|toml|csv))(?:::([A-Za-z_0-9.]+))?`")
DEFINES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def places_in(document: Path) -> set[tuple[str, str]]:
    """(file, name in it) for each file that the page's prose names; the name is "" where it names only the file."""
    prose = re.sub(r"^```.*?^```", "", (PROJECT / document).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {(file, name) for file, name in PLACE.findall(prose) if "/" in file}


def names_in(file: Path) -> set[str]:
    """Functions and classes by name, methods as Class.method."""
    tree = Module(file).tree
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    methods = {f"{one.name}.{inner.name}" for one in classes for inner in one.body if isinstance(inner, DEFINES)}
    return methods | {node.name for node in tree.body if isinstance(node, DEFINES)}


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_what_a_page_names_is_there(document: Path) -> None:
    known = set(tracked_files())
    for file, name in sorted(places_in(document)):
        assert Path(file) in known, f"{document} names {file}"
        assert not name or name in names_in(Path(file)), f"{document} names {file}::{name}"


def test_the_way_of_a_digit_is_told_with_names_that_can_be_followed() -> None:
    told = {file for file, name in places_in(Path("docs/architecture.md")) if name}
    assert {
        "ivr/gate.py",
        "ivr/steps/flow.py",
        "lookup/service.py",
        "lookup/registers/pages.py",
        "ivr/words/saying.py",
    } <= told
