"""The custodian is told what a new version changes, and what is in force."""

from dataclasses import replace

import pytest

from hotline.incidents import Content, Emergency, Incident, applied, load, summary
from hotline.incidents.changes import between
from hotline.incidents.hours import Span
from hotline.settings import PROJECT


@pytest.fixture
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def test_nothing_changed_is_said_so(content: Content) -> None:
    assert between(content, content).told() == ["nothing changed"]


def test_changes_are_named_as_in_the_file(content: Content) -> None:
    hours = replace(content.hours, weekly={**content.hours.weekly, "saturday": (Span.parse("09:00-12:00"),)})
    questions = (replace(content.questions[0], answer={"en": "No.", "es": "No."}), *content.questions[2:])
    after = replace(content, hours=hours, questions=questions, greeting={"en": "Hello.", "es": "Hola."})
    assert between(content, after).told() == [
        "new: hours.saturday",
        "changed: greeting, questions.hacked",
        "gone: questions.reason",
    ]


@pytest.mark.parametrize(
    ("field", "counts"), [("categories", True), ("schemes", True), ("questions", False), ("exposed_fields", False)]
)
def test_what_needs_a_new_import_is_told(content: Content, field: str, *, counts: bool) -> None:
    after = replace(content, **{field: getattr(content, field)[1:]})
    assert between(content, after).concern_the_register is counts
    assert any("import the list again" in line for line in between(content, after).told()) is counts


def test_another_column_needs_a_new_import(content: Content) -> None:
    after = replace(content, columns={**content.columns, "zip": "ZIP code"})
    assert between(content, after).concern_the_register


def test_a_new_version_is_told_with_its_changes(content: Content) -> None:
    words = {"en": "Ask us.", "es": "Pregunte."}
    before = Incident(1, 1, content)
    after = Incident(1, 2, replace(content, letters=replace(content.letters, died=words)))
    assert applied(after, before).splitlines() == [
        "jcps-2019: version 2 now in force on +18667754209.",
        "  changed: letters.died",
    ]


def test_the_first_version_is_told_whole(content: Content) -> None:
    told = applied(Incident(1, 1, content), None)
    assert told.startswith("jcps-2019: version 1 now in force on +18667754209.\n")
    assert told.endswith(summary(Incident(1, 1, content)))


def test_the_summary_shows_line_hours_and_ways_of_checking(content: Content) -> None:
    told = " ".join(summary(Incident(1, 3, content)).split())
    for words in (
        "jcps-2019, version 3",
        "line +18667754209, 0 dials +15735550199",
        "hours Monday through Friday, 8 a.m. to 5:30 p.m. Central Time (America/Chicago)",
        "categories name, address, education, medical (sensitive), mosis",
        "scheme letter_code: telephone and desk, discloses full",
        "scheme student_number of 10 digits: telephone and desk, discloses full",
        "scheme name: telephone, discloses yes_no, with the ZIP code",
        "closed 2019-12-23 12:00 to 2020-01-02 08:00",
        "questions 10",
    ):
        assert words in told
    assert "news" not in told


def test_the_summary_shows_the_news_and_until_when(content: Content) -> None:
    ends = content.closures[0].ends
    told = summary(
        Incident(1, 3, replace(content, emergency=Emergency(ends, {"en": "It is busy.", "es": "Hay cola."})))
    )
    assert "  news          until 2020-01-02 08:00: It is busy." in told.splitlines()


def test_what_is_said_and_closed_for_a_while_is_named(content: Content) -> None:
    source = replace(content.source, date_format="MM/DD/YYYY")
    changes = between(content, replace(content, closures=(), source=source, guardian_until=21))
    assert changes.told() == [
        "changed: guardian_until, list.date_format",
        "gone: closures.2019-12-23T12:00:00",
        "Kinds, schemes and columns count from the next import: import the list again and publish it.",
    ]
