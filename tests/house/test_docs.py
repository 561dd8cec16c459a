"""The docs against the code: what they name exists, and what exists is named."""

import dataclasses
import re
from pathlib import Path

import pytest

from app import create_app
from hotline.memory import TUNABLES
from hotline.settings import PROJECT, Settings, load
from tests.house.source import Module, tracked_files

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
CHORES = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
PAGES = [path for path in tracked_files() if path.suffix == ".md"]
VARIABLE = re.compile(r"reader\.read\(\s*\"([A-Z_]+)\"")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \|", re.MULTILINE)


def code_in(page: Path) -> list[str]:
    """What a page shows as code: the lines of its blocks and its `spans`."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)


def test_the_settings_page_lists_every_variable_with_its_default() -> None:
    read = VARIABLE.findall(Module(Path("hotline/settings.py")).text)
    fields = [field.name for field in dataclasses.fields(Settings)]
    told = dict(ROW.findall((PROJECT / "docs/configuration.md").read_text(encoding="utf-8")))
    assert len(read) == len(fields), "a setting is read from exactly one variable"
    assert set(told) == set(read)
    defaults = load({})
    for name in read:
        field = next(field for field in fields if name.lower() in (field, f"noticeline_{field}"))
        default = spelled(getattr(defaults, field)).replace(f"{PROJECT}/", "")
        assert told[name] == (f"`{default}`" if default else "none"), name


def test_the_docs_name_only_settings_that_are_read() -> None:
    read = {*VARIABLE.findall(Module(Path("hotline/settings.py")).text)}
    named = {
        (page, name)
        for page in PAGES
        for name in re.findall(r"\bNOTICELINE_[A-Z_]+\b", (PROJECT / page).read_text(encoding="utf-8"))
    }
    assert named
    assert {(page, name) for page, name in named if name not in read} == set()


def spelled(default: object) -> str:
    """A default as an operator would write it."""
    return ("yes" if default else "no") if isinstance(default, bool) else str(default)


def test_the_docs_name_only_chores_that_make_knows() -> None:
    named = {
        (page, chore) for page in PAGES for code in code_in(page) for chore in re.findall(r"\bmake ([a-z]+)", code)
    }
    assert named, "the README shows how to begin"
    assert {(page, chore) for page, chore in named if chore not in CHORES} == set()


@pytest.mark.parametrize("launcher", ["Makefile", "docs/configuration.md", "docs/operations.md"])
def test_whoever_starts_the_line_tunes_its_memory_as_the_program_does(launcher: str) -> None:
    assert TUNABLES in (PROJECT / launcher).read_text("utf-8")


def test_the_readme_shows_the_way_in() -> None:
    shown = "\n".join(code_in(Path("README.md")))
    assert [chore for chore in ("demo", "test") if f"make {chore}" not in shown] == []


def test_the_architecture_has_a_row_for_every_room() -> None:
    page = (PROJECT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_./0-9-]+?)/?` \|", page, re.MULTILINE)
    rooms = {path.parts[0] for path in tracked_files() if path.suffix == ".py"}
    assert rooms <= {row.partition("/")[0] for row in rows}


def test_every_decision_has_a_number_of_its_own() -> None:
    decisions = sorted(path for path in tracked_files() if path.parent == Path("docs/adr"))
    titles = [(PROJECT / path).read_text(encoding="utf-8").partition("\n")[0] for path in decisions]
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [title.partition(".")[0] for title in titles] == [f"# {number}" for number in range(1, len(decisions) + 1)]


def test_the_docs_name_only_commands_that_flask_knows() -> None:
    known = {group: getattr(command, "commands", {}) for group, command in create_app().cli.commands.items()}
    wrong = []
    for page in PAGES:
        for group, name in re.findall(r"\bflask ([a-z-]+)(?: ([a-z-]+))?", "\n".join(code_in(page))):
            if group not in known or (known[group] and name and name not in known[group]):
                wrong.append(f"{page}: flask {group} {name}")
    assert wrong == []


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_a_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", (PROJECT / document).read_text(encoding="utf-8"))
    assert [link for link in links if not (PROJECT / document.parent / link).exists()] == []
