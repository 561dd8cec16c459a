"""What is in force comes back from the file that is written of it."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hotline.incidents import Closure, Content, Emergency, Limits, ListFormat, Opening, load, read
from hotline.incidents.content import Scheme
from hotline.incidents.file.writing import WIDTH, written
from hotline.incidents.hours import Holidays, Span
from hotline.settings import PROJECT
from tests.agents_ui.desks import CUSTODIAN


@pytest.fixture(scope="module")
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def noon(day: int) -> datetime:
    return datetime(2020, 3, day, 18, tzinfo=UTC)


def test_the_example_comes_back(content: Content) -> None:
    assert read(written(content)) == content


def test_so_does_everything_that_it_leaves_out(content: Content) -> None:
    spoken = {"en": "Closed.", "es": "Cerrado."}
    days = Holidays(country="US", closed_on=(date(2020, 1, 2), date(2020, 1, 3)))
    full = replace(
        content,
        hours=replace(content.hours, holidays=days, weekly={"sunday": (Span(0, 60), Span(1380, 1440))}),
        closures=(Closure(noon(1), noon(2), spoken), Closure(noon(3), noon(4), spoken)),
        openings=(Opening(noon(5), noon(6)),),
        emergency=Emergency(noon(7), {"en": "News.", "es": "Noticias."}),
        blind={"en": "Sent.", "es": "Enviado."},
        custodian_key=CUSTODIAN.public,
        guardian_until=21,
        takes_calls=False,
        schemes=(
            *content.schemes[:2],
            Scheme(
                "name", ("telephone",), "yes_no", reason='a "reason" \\ ' + "that is long " * 20 + "indeed", width=0
            ),
        ),
        columns={**content.columns, "zip": "ZIP " + "code " * 30 + "!"},
        source=ListFormat("DD.MM.YYYY", "utf-16", "tab", sheet="People"),
        limits=Limits(checks_per_call=9, shared_numbers=()),
        questions=(),
    )
    assert read(written(full)) == full


def test_words_come_back_whatever_is_in_them(content: Content) -> None:
    """Whether a telephone may say them is not asked here."""
    ugly = {"en": 'A """ b \\ c “d” \\" end.', "es": "Línea \\n no es fin. " * 20 + "Fin."}
    tree = tomllib.loads(written(replace(content, greeting=ugly)))
    assert {language: " ".join(words.split()) for language, words in tree["greeting"].items()} == {
        language: " ".join(words.split()) for language, words in ugly.items()
    }


def test_people_can_read_it(content: Content) -> None:
    text = written(content)
    assert max(len(line) for line in text.splitlines() if "reason" not in line) <= WIDTH
    assert text.index("[greeting]") < text.index("[hours]") < text.index("[[categories]]") < text.index("[limits]")
