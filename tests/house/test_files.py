"""What may stand in no file of the project."""

import re
import sys
import tomllib
from pathlib import Path

from hotline.settings import PROJECT
from tests.house.source import Module, modules, rooms_but, tracked_files

THIS_FILE = Path(__file__).relative_to(PROJECT)
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|proxy\.golang\.org|crates\.io")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|opt|home|Users)/\w")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
STANDS_IN_FOR = {  # package imported → package required
    "argon2": "argon2-cffi",
    "flask_babel": "flask-babel",
    "flask_wtf": "flask-wtf",
    "itsdangerous": "flask",
    "markupsafe": "flask",
    "wtforms": "flask-wtf",
    "nacl": "pynacl",
    "python_calamine": "python-calamine",
    "werkzeug": "flask",
}
NOT_IMPORTED = {"gunicorn", "psycopg[binary]", "tzdata"}  # started by name, loaded by SQLAlchemy, read by zoneinfo


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        if path == THIS_FILE:
            continue
        lines = (PROJECT / path).read_text(encoding="utf-8", errors="replace").splitlines()
        found += [f"{path}:{number}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def test_no_address_of_a_package_registry() -> None:
    assert not lines_with(REGISTRIES)


def test_no_path_of_one_machine() -> None:
    assert not lines_with(MACHINE_PATHS)


def test_nothing_is_left_for_later_in_a_comment() -> None:
    assert not lines_with(UNFINISHED)


def test_each_lock_names_only_packages_versions_and_hashes() -> None:
    allowed = re.compile(r"#.*|[a-z0-9.-]+==\S+( ; [^\\]+)?\s*\\|\s+--hash=sha256:[0-9a-f]{64}( \\)?|")
    for name in ("requirements.txt", "requirements-dev.txt"):
        strange = [line for line in (PROJECT / name).read_text().splitlines() if not allowed.fullmatch(line)]
        assert not strange, name


def test_what_is_imported_is_required_and_what_is_required_is_imported() -> None:
    lines = (PROJECT / "requirements.in").read_text().splitlines()
    required = {line for line in lines if line and not line.startswith("#")}
    ours = {path.parts[0].removesuffix(".py") for path in tracked_files()}
    imported = {name for module in rooms_but("tests", "bench") for name in third_parties(module, ours)}
    assert imported == required - NOT_IMPORTED


def third_parties(module: Module, ours: set[str]) -> set[str]:
    heads = {name.split(".")[0] for name in module.imports()}
    return {STANDS_IN_FOR.get(head, head) for head in heads - ours - set(sys.stdlib_module_names) - {"_typeshed"}}


def test_every_room_is_checked_for_types() -> None:
    checked = set(tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["mypy"]["files"])
    assert {module.room for module in modules()} == checked
