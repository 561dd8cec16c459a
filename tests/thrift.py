"""What would cost every test time and prove nothing is spared here, for all that runs in the tests' own process.

Must not know: what is tested.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing.rules import Rule

MEMORY = Path("/dev/shm")  # noqa: S108  in it, pytest makes folders that only we may enter
ROOM = 4 * 1024**3  # bytes that must be free there


def pytest_configure() -> None:
    """Every test has databases of its own, and all of them are thrown away: in memory, where there is room for them."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is looked for again


class CompiledBefore(BytecodeCache):
    """Templates as another application of this process has compiled them, as long as their source is the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_are_compiled_once() -> Iterator[None]:
    """Every test makes an application of its own, and each would compile the same pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledBefore()})
        yield


@pytest.fixture(scope="session", autouse=True)
def routes_are_compiled_once() -> Iterator[None]:
    """Werkzeug writes and compiles a function for each route of each application: nearly all that making one costs."""
    compile_anew, compiled = Rule._compile_builder, dict[tuple[object, ...], Any]()

    def compiled_before(rule: Rule, *unknown: bool) -> Any:
        if rule.defaults:
            return compile_anew(rule, *unknown)
        this = (rule.rule, *unknown, *rule._trace)
        if this not in compiled:
            compiled[this] = compile_anew(rule, *unknown)
        return compiled[this]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled_before)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_forced_to_disk() -> Iterator[None]:
    """No test pulls the plug, and all that they write is thrown away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield
