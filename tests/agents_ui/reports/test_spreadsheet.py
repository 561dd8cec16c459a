"""LibreOffice opens the files of the desk: no formula lives in any of them, and a number is a number."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agents_ui.exports import csv_file, csv_of
from tests.agents_ui.desks import Office
from tests.agents_ui.reports.test_exports import DANGEROUS
from tests.agents_ui.reports.weeks import weeks

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine: no exported file is opened")
COMMA, SEMICOLON, TAB = 44, 59, 9  # what divides cells, as LibreOffice names it
# Also formulas are read as such: a file from elsewhere, with `=1+1` in it, shows that one would be seen.
FILTER = "CSV:{sign},34,76,1,,1033,false,true,false,false,false,-1,true"
FORMULA = re.compile(r'table:formula="([^"]*)"')
NUMBER = re.compile(r'office:value-type="float" office:value="([^"]*)"')
Opened = Callable[..., str]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """What LibreOffice makes of a file, as XML."""

    def read(content: bytes, *, sign: int = COMMA) -> str:
        file = tmp_path / "file.csv"
        file.write_bytes(content)
        how = [f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore"]
        made = ["--convert-to", "fods", "--outdir", str(tmp_path / "out"), str(file)]
        command = [str(OFFICE), *how, f"--infilter={FILTER.format(sign=sign)}", *made]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (tmp_path / "out" / "file.fods").read_text("utf-8")

    return read


def test_a_formula_of_anybody_else_is_seen(opened: Opened) -> None:
    assert FORMULA.findall(opened(b"a,b\r\n-3,=1+1\r\n")) == ["of:=1+1"]


@pytest.mark.parametrize("sign", [COMMA, SEMICOLON, TAB])
def test_no_text_becomes_a_formula_and_numbers_stay_numbers(opened: Opened, sign: int) -> None:
    text = csv_of(["key", *DANGEROUS], [["row", *DANGEROUS], ["numbers", -3, 1_234_567, 0.25, None]])
    seen = opened(csv_file("x", text).get_data(), sign=sign)
    assert FORMULA.findall(seen) == []
    if sign == COMMA:
        assert NUMBER.findall(seen) == ["-3", "1234567", "0.25"]


def test_the_files_of_a_line_have_no_formula(opened: Opened, at_the_desk: Office) -> None:
    first = weeks(at_the_desk)
    sam = at_the_desk.signs_in("sam")
    query = f"first={first}&last={first + timedelta(days=13)}"
    for path in ("reports/calls/calls", "reports/callers/languages", "reports/waiting/waiting", "pack/days"):
        sam.opens(f"/supervision/{path}.csv?{query}")
        assert sam.status == 200, path
        assert sam.page is not None
        seen = opened(sam.page.get_data())
        assert FORMULA.findall(seen) == []
        assert len(NUMBER.findall(seen)) > 5
