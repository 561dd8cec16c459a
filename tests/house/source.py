"""The project's own source as the architecture's tests read it: tracked files, modules, functions.

Must not know: any rule. The rules are the tests.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from hotline.settings import PROJECT


@dataclass(frozen=True)
class Function:
    """One function or method, where it stands and what it takes."""

    where: str
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def lines(self) -> int:
        """From its `def` to its last line, without the docstring."""
        first, rest = self.node.body[0], self.node.body[1:]
        told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and bool(rest)
        docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
        return (self.node.end_lineno or 0) - self.node.lineno + 1 - docstring

    @property
    def positional(self) -> list[str]:
        """The parameters that a caller may give without a name."""
        names = [argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args)]
        return [name for name in names if name not in ("self", "cls")]


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the project."""

    path: Path

    @cached_property
    def text(self) -> str:
        """Its source."""
        return (PROJECT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, str(self.path))

    @property
    def room(self) -> str:
        """The top-level folder or file that it belongs to."""
        return self.path.parts[0]

    def functions(self) -> Iterator[Function]:
        """Every function in it, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(f"{self.path}:{node.lineno} {node.name}", node)

    def names_used(self) -> Iterator[tuple[str, int]]:
        """Every dotted name it uses, with imports resolved (`from os import environ` is `os.environ`), and its line."""
        known = self._imports()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
            elif isinstance(node, ast.Attribute | ast.Name) and (name := _dotted(node)):
                head, _, rest = name.partition(".")
                yield ".".join(filter(None, (known.get(head, head), rest))), node.lineno

    def imports(self) -> Iterator[str]:
        """The full name of every module it imports."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module

    def _imports(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                known |= {alias.asname: alias.name for alias in node.names if alias.asname}
            elif isinstance(node, ast.ImportFrom) and node.module:
                known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return known


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return before and f"{before}.{node.attr}"
    return ""


@lru_cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, part of the project; relative to it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in sorted(listed.split("\0")) if name and (PROJECT / name).is_file())


@lru_cache
def modules() -> tuple[Module, ...]:
    """Every Python module of the project."""
    return tuple(Module(path) for path in tracked_files() if path.suffix == ".py")


def rooms_but(*rooms: str) -> list[Module]:
    """The modules outside the given top-level rooms."""
    return [module for module in modules() if module.room not in rooms]
