"""Values as they are read in a table, in both languages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from agents_ui.pages import TRANSLATIONS
from agents_ui.reports import telling
from agents_ui.reports.sheets import Column, Row, Sheet
from hotline.reports import BY_ID, Measure, Value

SHARE, TIME, COUNT = BY_ID["service_level"], BY_ID["speed_of_answer"], BY_ID["offered"]
MINUTES, SECONDS = BY_ID["availability"], BY_ID["occupancy"]


@pytest.fixture(scope="module")
def pages() -> Flask:
    app = Flask("words")
    Babel(app, default_translation_directories=str(TRANSLATIONS))
    return app


def read(markup: str) -> str:
    return re.sub(r"<(/?)(\w+)[^>]*>", lambda tag: "|" if tag[2] == "small" and not tag[1] else "", markup)


@pytest.mark.parametrize(
    ("measure", "value", "english", "spanish"),
    [
        (COUNT, Value(12_345, None, 3, 0), "12,345", "12.345"),
        (COUNT, Value(0, None, 3, 3), "hidden", "oculto"),
        (COUNT, Value(12_345, None, 14, 11), "12,345|in 3 of 14", "12.345|en 3 de 14"),
        (SHARE, Value(0, 0, 3, 0), "none", "ninguna"),
        (SHARE, Value(1_234, 5_000, 1, 0), "24.7 %|1,234 of 5,000", "24,7 %|1.234 de 5.000"),
        (SHARE, Value(99_999, 100_000, 1, 0), "99.9 %|99,999 of 100,000", "99,9 %|99.999 de 100.000"),
        (SHARE, Value(100_000, 100_000, 1, 0), "100.0 %|100,000 of 100,000", "100,0 %|100.000 de 100.000"),
        (TIME, Value(590, 10, 1, 0), "59 s|590 seconds in 10 calls", "59 s|590 segundos en 10 llamadas"),
        (TIME, Value(605, 10, 1, 0), "1 min|605 seconds in 10 calls", "1 min|605 segundos en 10 llamadas"),
        (TIME, Value(615, 10, 1, 0), "1 min 02 s|615 seconds in 10 calls", "1 min 02 s|615 segundos en 10 llamadas"),
        (TIME, Value(70, 10, 2, 1), "7 s|70 seconds in 10 calls|in 1 of 2", "7 s|70 segundos en 10 llamadas|en 1 de 2"),
        (MINUTES, Value(1_439, 1_440, 1, 0), "99.9 %|1,439 of 1,440 minutes", "99,9 %|1.439 de 1.440 minutos"),
        (SECONDS, Value(30, 40, 1, 0), "75.0 %|30 of 40 seconds", "75,0 %|30 de 40 segundos"),
    ],
)
def test_a_value_says_its_rate_its_numbers_and_what_is_hidden(
    pages: Flask, measure: Measure, value: Value, english: str, spanish: str
) -> None:
    for language, said in (("en", english), ("es", spanish)):
        with pages.test_request_context(), force_locale(language):
            assert read(telling.value(value, measure)).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("look", "cells"),
    [
        ("tree", "200|in 1 of 2 50|25.0 % 11|11.0 % of 100|in 1 of 2 hidden"),
        ("grid", "0.0 0.2 0.1 0.0"),
        ("table", "200|in 1 of 2 25.0 %|50 of 200 11.0 %|11 of 100|in 1 of 2 hidden"),
    ],
)
def test_the_cells_of_a_row_are_as_its_table_looks(pages: Flask, look: str, cells: str) -> None:
    values = [Value(200, None, 2, 1), Value(50, 200, 2, 0), Value(11, 100, 2, 1), Value(0, None, 2, 2)]
    row = Row("some", "Some", values)
    sheet = Sheet("some", "Some", "Part", [Column(f"part.{n}<", "Part", SHARE) for n in range(4)], [row])
    with pages.test_request_context():
        drawn = telling.cells(sheet, row, look)
    assert " ".join(read(one) for one in re.findall(r"<td.*?</td>", drawn)) == cells
    assert re.findall(r'data-column="part.(\d)&lt;"', drawn) == ["0", "1", "2", "3"]
    assert re.findall(r"(data-(?:hidden|above|below).*?) data-of", drawn) == [
        'data-above="200"',
        'data-above="50" data-below="200"',
        'data-above="11" data-below="100"',
        "data-hidden",
    ]
