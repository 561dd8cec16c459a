"""What keeps the house readable: sizes, names and first sentences."""

import ast
import re
from collections import Counter

from tests.house.source import Function, modules, rooms_but

MODULES_IN_A_ROOM = 15  # then it is split by noun
LINES_IN_A_FUNCTION = 40
LINES_IN_A_FILE = 300
LINES_IN_A_TEST_FILE = 400
LINES_IN_APP = 120
LINES_IN_A_VIEW = 20
WITHOUT_A_NAME = 4  # positional parameters: two is the aim, what a thing is made of may be four
BANNED = {"utils", "helpers", "common", "core", "base", "misc", "manager", "data", "info", "item", "process", "handle"}
VIEW = re.compile(r"\.(get|post|put|delete|route)\(")
CLICK = re.compile(r"\.(command|option|argument)\(")


def decorated(function: Function, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(ast.unparse(decorator)) for decorator in function.node.decorator_list)


def test_no_function_is_longer_than_a_screen() -> None:
    long = [f"{f.where}: {f.lines} lines" for m in modules() for f in m.functions() if f.lines > LINES_IN_A_FUNCTION]
    assert not long, "\n".join(long)


def test_no_file_is_longer_than_a_chapter() -> None:
    long = []
    for module in modules():
        limit = LINES_IN_A_TEST_FILE if module.room == "tests" else LINES_IN_A_FILE
        lines = module.text.count("\n")
        if lines > (LINES_IN_APP if str(module.path) == "app.py" else limit):
            long.append(f"{module.path}: {lines} lines")
    assert not long, "\n".join(long)


def test_no_room_has_more_than_one_can_take_in() -> None:
    """Migrations are a history, read from its end: it only grows, and nobody has to take in the whole."""
    counted = (module for module in modules() if module.path.name not in ("__init__.py", "conftest.py"))
    rooms = Counter(module.path.parent for module in counted if module.room != "migrations")
    crowded = [f"{room}: {count} modules" for room, count in rooms.items() if count > MODULES_IN_A_ROOM]
    assert not crowded, "\n".join(crowded)


def test_a_view_parses_makes_one_call_and_renders() -> None:
    views = [f for m in rooms_but("tests", "bench", "carrier") for f in m.functions() if decorated(f, VIEW)]
    long = [f"{view.where}: {view.lines} lines" for view in views if view.lines > LINES_IN_A_VIEW]
    assert views
    assert not long, "\n".join(long)


def test_parameters_are_given_by_name() -> None:
    # click itself gives a command every option by its name.
    functions = [f for m in rooms_but("tests") for f in m.functions() if not decorated(f, CLICK)]
    crowded = [f"{f.where}({', '.join(f.positional)})" for f in functions if len(f.positional) > WITHOUT_A_NAME]
    assert not crowded, "\n".join(crowded)


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = [str(m.path) for m in modules() if BANNED & {part.removesuffix(".py") for part in m.path.parts}]
    assert not nameless, "\n".join(nameless)


def test_every_module_opens_with_a_sentence() -> None:
    silent = [str(module.path) for module in modules() if not ast.get_docstring(module.tree)]
    assert not silent, "\n".join(silent)


def test_every_module_says_what_it_knows_or_must_not_know() -> None:
    boundless = []
    for module in rooms_but("tests", "migrations"):
        told = ast.get_docstring(module.tree) or ""
        if not re.search(r"\bknow|\bnever\b", told, re.IGNORECASE):
            boundless.append(str(module.path))
    assert not boundless, "\n".join(boundless)
