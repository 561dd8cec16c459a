"""The search for what was typed finds it in every shape in which a browser or a server could keep it."""

from __future__ import annotations

import gzip
import unicodedata
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.agents_ui.browser.sweeping import Marks, files_below, in_cookie

NAME, BORN = "Quetzalcóatl-Øverby", "09/27/2011"
MARKS = Marks(NAME, BORN)


@pytest.mark.parametrize(
    "kept",
    [
        NAME.encode(),
        NAME.upper().encode(),
        NAME.encode("utf-16-le"),
        NAME.encode("utf-16-be"),
        unicodedata.normalize("NFD", NAME).encode(),
        quote_plus(NAME).encode(),
        b64encode(f"name={NAME}&".encode()),
        urlsafe_b64encode(f"a{NAME}".encode("utf-16-le")),
        NAME.encode().hex().upper().encode(),
    ],
)
def test_a_name_is_found_in_any_shape(kept: bytes) -> None:
    assert MARKS.are_in(b"before " + kept + b" after") == {NAME}


@pytest.mark.parametrize("kept", ["09/27/2011", "2011-09-27", "20110927", "09272011", "09%2F27%2F2011"])
def test_a_day_is_found_in_any_order(kept: str) -> None:
    assert MARKS.are_in(f"born={kept}&") == {BORN}


def test_what_is_compressed_on_disk_is_found(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "0001").write_bytes(b"head" + gzip.compress(f"<p>{NAME}</p>".encode()) + b"tail")
    assert MARKS.are_on_disk(files_below(tmp_path)) == {(NAME, "0001")}


def test_what_is_signed_into_a_cookie_is_found() -> None:
    value = URLSafeTimedSerializer("key").dumps({"said": {"echo": NAME, "more": "x" * 200}})
    assert isinstance(value, str)
    assert NAME not in value
    assert MARKS.are_in(in_cookie(f"desk={value}; HttpOnly; Path=/")) == {NAME}
