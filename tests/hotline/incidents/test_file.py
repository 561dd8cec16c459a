"""A bad incident file is refused with every fault at once, each at its own line; a good one becomes content."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.incidents import Content, Fault, IncidentFileError, load, read
from hotline.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
GOOD = EXAMPLE.read_text(encoding="utf-8")
SIXTY_ONE_WORDS = "word " * 60 + "end."


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(IncidentFileError) as refused:
        read(text)
    return refused.value.faults


def changed(old: str, new: str) -> tuple[str, int]:
    """The good file with the first `old` replaced, and the line at which `new` begins."""
    assert old in GOOD, f"the example no longer contains {old!r}"
    text = GOOD.replace(old, new, 1)
    return text, GOOD[: GOOD.index(old)].count("\n") + 1


@pytest.fixture
def content() -> Content:
    return read(GOOD)


def test_a_good_file_becomes_content(content: Content) -> None:
    assert content.slug == "jcps-2019"
    assert content.line == "+18667754209"
    assert content.fallback == "+15735550199"
    assert [category.id for category in content.categories] == ["name", "address", "education", "medical", "mosis"]
    assert [category.id for category in content.categories if category.sensitive] == ["medical"]
    assert [(scheme.name, scheme.width) for scheme in content.schemes] == [
        ("letter_code", 0),
        ("student_number", 10),
        ("name", 0),
        ("name_desk", 0),
    ]


def test_line_ends_inside_a_text_become_blanks(content: Content) -> None:
    assert "\n" not in content.headings.what_happened["en"]
    assert "  " not in content.headings.what_happened["es"]


def test_advice_is_said_once_however_many_kinds_ask_for_it(content: Content) -> None:
    said = content.advice_for(("address", "name"), "self")
    assert [text["en"].split()[0] for text in said] == ["Look", "Be"]


# What is replaced, by what, the key that is told, and a piece of the words.
ONE_FAULT = [
    ('slug = "jcps-2019"', 'slug = "JCPS 2019"', "slug", "small letters"),
    ('line = "+18667754209"', 'line = "866-775-4209"', "line", "telephone number"),
    ('line = "+18667754209"', 'line = "+1866775420"', "line", "telephone number"),
    ('fallback_number = "+15735550199"', 'fallback_number = "+18667754209"', "fallback_number", "this line itself"),
    ('zone = "America/Chicago"', 'zone = "America/Chicgo"', "zone", 'did you mean "America/Chicago"?'),
    (
        '"student_number", "last_name"',
        '"student_nr", "last_name"',
        "exposed_fields[1]",
        'did you mean "student_number"',
    ),
    ('"first_name", "street"', '"street", "street"', "exposed_fields[4]", "stands here twice"),
    ('monday = ["08:00-17:30"]', 'mondag = ["08:00-17:30"]', "hours.mondag", 'did you mean "monday"?'),
    ('monday = ["08:00-17:30"]', 'monday = ["8:00-17:30"]', "hours.monday", "08:00-17:30"),
    ('monday = ["08:00-17:30"]', 'monday = ["17:30-08:00"]', "hours.monday", "closes before it opens"),
    ('monday = ["08:00-17:30"]', 'monday = ["08:00-24:30"]', "hours.monday", "after 24:00"),
    ('monday = ["08:00-17:30"]', 'monday = ["08:00-13:00", "12:00-17:30"]', "hours.monday", "overlap"),
    ('country = "US"\n', 'country = "UX"\n', "hours.holidays.country", "country code"),
    ('subdivision = "MO"', 'subdivision = "MX"', "hours.holidays.subdivision", "not known"),
    (
        "closed_on = [2019-11-29]",
        'closed_on = ["2019-11-29"]',
        "hours.holidays.closed_on[1]",
        "without quotation marks",
    ),
    ("open_on = [2019-10-14]", "open_on = [2019-10-14, 2019-10-14]", "hours.holidays.open_on[2]", "twice"),
    ('es = "dirección"', 'fr = "adresse", es = "dirección"', "categories[2].say.fr", "not among the languages"),
    ('en = "home address", ', "", "categories[2].say", 'words in "en" are missing'),
    ('en = "home address"', 'en = "home address."', "categories[2].say.en", "without a full stop"),
    ('en = "home address"', 'en = "home address matched"', "categories[2].say.en", 'contains "match"'),
    ('es = "dirección"', 'es = "coincidencia"', "categories[2].say.es", 'contains "coincid"'),
    ('en = "Not yet. The', 'en = "Call 866-775-4209. The', "questions[4].answer.en", "long number"),
    ('en = "Not yet. The', 'en = "Not\\u0007yet. The', "questions[4].answer.en", "can't be spoken"),
    (
        'es = "Todavía no. El distrito los ha pedido varias veces."',
        'es = ""',
        "questions[4].answer.es",
        "must be words",
    ),
    ("sensitive = true", 'sensitive = "yes"', "categories[4].sensitive", "true or false"),
    ('id = "address"', 'id = "Home address"', "categories[2].id", "small letters"),
    ('id = "address"', 'id = "name"', "categories[2].id", '"name" stands in categories twice'),
    ('advice = ["student_id"]', 'advice = ["student_id", "student_ids"]', "categories[5].advice[2]", '"student_id"?'),
    ('advice = ["watch_accounts"]', "advice = []", "categories[1].advice", "at least 1"),
    ('disclosure = "full"', 'disclosure = "blind"', "schemes[1].disclosure", "always looked up"),
    ('disclosure = "full"', 'disclosure = "all"', "schemes[1].disclosure", '"ordinary", "yes_no" and "blind"'),
    ('name = "letter_code"', 'name = "letter"', "schemes[1].name", 'did you mean "letter_code"?'),
    ('doors = ["telephone", "desk"]', 'doors = ["telephone", "door"]', "schemes[1].doors[2]", '"telephone" and "desk"'),
    ("width = 10 ", "width = 40 ", "schemes[2].width", "from 4 to 16"),
    ("width = 10 ", "width = true ", "schemes[2].width", "from 4 to 16"),
    ("checks_per_call = 8", "checks_per_call = 0", "limits.checks_per_call", "from 1 to 50"),
    ('shared_numbers = ["+15735550188"]', 'shared_numbers = ["relay"]', "limits.shared_numbers[1]", "telephone number"),
    ("[advice.do.self]", "[advice.do.herself]", "advice[1].do.herself", "no such key"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), ONE_FAULT, ids=[f"{row[2]}: {row[3]}" for row in ONE_FAULT])
def test_a_fault_is_told_with_its_line_and_key(old: str, new: str, key: str, words: str) -> None:
    text, line = changed(old, new)
    told = {fault.path: fault for fault in faults_of(text)}
    assert words in told[key].words
    assert told[key].line == line


def test_two_fields_can_not_be_one_column() -> None:
    text, line = changed('street = "street"', 'street = "zip"')
    assert faults_of(text) == (Fault(line + 1, "columns.zip", '"zip" is the column of street already'),)


# What is taken out, and the key whose absence is told.
MISSING = [
    ('es = "Dé su número de estudiante solo a su escuela."\n', "advice[5].do.self", 'the words in "es" are missing'),
    ("width = 10 # a MOSIS number\n", "schemes[2].width", "how many digits"),
    ('birth_date = "birth_date"\n', "columns.birth_date", "the scheme student_number needs it"),
    ('categories = "categories"\n', "columns.categories", "is missing"),
    ('zone = "America/Chicago"\n', "zone", "is missing"),
]


@pytest.mark.parametrize(("old", "key", "words"), MISSING, ids=[row[1] for row in MISSING])
def test_what_is_missing_is_told_at_the_table_that_should_have_it(old: str, key: str, words: str) -> None:
    fault = {fault.path: fault for fault in faults_of(changed(old, "")[0])}[key]
    assert words in fault.words
    if "." in key:
        table = GOOD[: GOOD.index(old)].rindex("\n[")
        assert fault.line == GOOD[:table].count("\n") + 2
    else:
        assert fault.line is None


def test_a_language_in_which_the_line_is_dumb_is_told() -> None:
    assert read(GOOD, spoken=["en", "es", "fr"]).languages == ("en", "es")
    with pytest.raises(IncidentFileError) as refused:
        read(GOOD, spoken=["en", "fr"])
    (fault,) = refused.value.faults
    assert fault.path == "languages[2]"
    assert fault.words == 'the line has no prompts in "es", only in "en" and "fr"'


def test_a_role_without_advice_is_told() -> None:
    cut = GOOD[GOOD.index("[advice.do.other]") : GOOD.index('[[advice]]\nid = "careful_contacts"')]
    assert [(fault.path, fault.words) for fault in faults_of(changed(cut, "")[0])] == [
        ("advice[1].do.other", "is missing")
    ]


def test_telling_all_kinds_for_a_student_number_needs_a_written_reason() -> None:
    reason = next(line for line in GOOD.splitlines() if line.startswith("reason = "))
    assert [fault.path for fault in faults_of(changed(reason, "")[0])] == ["schemes[2].reason"]
    text = changed(reason, "")[0]
    assert read(text.replace('disclosure = "full"\nwidth', 'disclosure = "ordinary"\nwidth')).schemes[1].reason == ""


def test_advice_that_nobody_would_hear_is_told() -> None:
    text, _ = changed('advice = ["student_id"]', 'advice = ["school_records"]')
    assert [fault.path for fault in faults_of(text)] == ["advice[5].id"]


def test_a_line_without_any_scheme_is_told() -> None:
    text = GOOD.replace('doors = ["telephone", "desk"]', 'doors = ["desk"]')
    by_name = text[text.index('[[schemes]]\nname = "name"') : text.index('[[schemes]]\nname = "name_desk"')]
    text = text.replace(by_name, "")
    assert [(fault.path, "could check nothing" in fault.words) for fault in faults_of(text)] == [("schemes", True)]


def test_a_week_without_hours_is_told() -> None:
    text = GOOD.replace('day = ["08:00-17:30"]', 'day = "closed"')
    assert len([fault for fault in faults_of(text) if fault.path.startswith("hours.")]) == 5
    without = "\n".join(line for line in GOOD.splitlines() if not line.endswith('day = ["08:00-17:30"]'))
    assert [(fault.path, "no day has hours" in fault.words) for fault in faults_of(without)] == [("hours", True)]


def test_a_text_that_nobody_would_listen_to_is_told() -> None:
    text, line = changed('en = "Give your student ID number only to your school."', f'en = "{SIXTY_ONE_WORDS}"')
    told = {fault.path: fault for fault in faults_of(text)}
    assert "has 61 words; at most 60" in told["advice[5].do.self.en"].words
    assert told["advice[5].do.self.en"].line == line


def test_an_answer_of_more_than_a_minute_is_told() -> None:
    text, _ = changed('en = "Give your student ID number only to your school."', 'en = "' + "and so " * 29 + 'on."')
    assert [fault.path for fault in faults_of(text)] == ["advice"]
    assert 'role self, in "en"' in faults_of(text)[0].words


def test_more_kinds_than_the_register_has_bits_for_are_told() -> None:
    kind = '[[categories]]\nid = "kind_{}"\nsay = {{ en = "k", es = "k" }}\nadvice = ["student_id"]\n'
    text = GOOD.replace("[[categories]]", "".join(map(kind.format, range(60))) + "[[categories]]", 1)
    assert any(fault.path == "categories" and "at most 64" in fault.words for fault in faults_of(text))


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace('slug = "jcps-2019"', 'slug = "?"').replace("width = 10", "width = 1").replace('"MO"', '"XX"')
    faults = faults_of(text)
    assert [fault.path for fault in faults] == ["slug", "hours.holidays.subdivision", "schemes[2].width"]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)


def test_an_empty_file_lacks_everything_that_is_needed() -> None:
    told = {fault.path for fault in faults_of("")}
    assert {"slug", "line", "hours", "categories", "schemes"} <= told
    assert "limits" not in told
    assert "questions" not in told


def test_faults_are_told_to_the_person_who_can_correct_them() -> None:
    text, line = changed('monday = ["08:00-17:30"]', 'monday = ["9-5"]')
    with pytest.raises(IncidentFileError) as refused:
        read(text)
    first, *_, last = refused.value.told("incident.toml").splitlines()
    assert first == f'incident.toml, line {line}, hours.monday: not a span of hours; write it like "08:00-17:30"'
    assert last == "docs/incident-file.md explains every key."
    assert "1 place needs attention; nothing was changed." in refused.value.told("incident.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('slug = "a"\nline = = "b"\n', 2),
        ('slug = "a"\n\n\nslug = "b"\n', 4),
        ('[hours]\nmonday = ["08:00-17:30"\n', 2),
        ("x = '''\nnever closed\n", 2),
    ],
)
def test_what_is_not_toml_is_told_with_its_own_line(text: str, line: int) -> None:
    (fault,) = faults_of(text)
    assert fault.words.startswith("is not TOML")
    assert fault.line == line


@pytest.mark.parametrize("text", ["x = " + "[" * 20_000, "x = " + "9" * 5_000])
def test_what_would_exhaust_the_reader_is_one_sentence(text: str) -> None:
    assert len(faults_of(text)) == 1


KEYS = [number for number, line in enumerate(GOOD.splitlines()) if re.match(r'[a-z_]+ = (?!""")', line)]
JUNK = [
    "[]",
    "{}",
    "1",
    "1.5",
    "nan",
    "true",
    '""',
    "[[]]",
    "{ a = 1 }",
    "2019-01-01",
    "[{}]",
    '"\\u0000"',
    '["x", "x"]',
]


@given(st.sampled_from(KEYS), st.sampled_from(JUNK))
@settings(max_examples=150)
def test_whatever_stands_in_the_file_it_is_a_fault_and_never_a_crash(number: int, junk: str) -> None:
    lines = GOOD.splitlines()
    lines[number] = lines[number].split(" = ")[0] + " = " + junk
    with suppress(IncidentFileError):  # a few of them are right; any other exception fails
        read("\n".join(lines))


class TestLoad:
    """The file on disk, before it is text."""

    def test_a_file_with_a_mark_and_windows_line_ends_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "incident.toml"
        path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
        assert load(path) == read(GOOD)

    def test_lines_are_right_with_windows_line_ends(self, tmp_path: Path) -> None:
        text, line = changed("width = 10", "width = 1")
        path = tmp_path / "incident.toml"
        path.write_bytes(text.replace("\n", "\r\n").encode())
        with pytest.raises(IncidentFileError) as refused:
            load(path)
        assert [fault.line for fault in refused.value.faults] == [line]

    def test_another_encoding_is_told_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "incident.toml"
        path.write_bytes('slug = "a"\norganisation = "Peña"\n'.encode("latin-1"))
        with pytest.raises(IncidentFileError) as refused:
            load(path)
        assert refused.value.faults == (Fault(2, "", "is not UTF-8 text; save the file as UTF-8"),)

    def test_a_list_given_by_mistake_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        path.write_bytes(b"x" * 300_000)
        with pytest.raises(IncidentFileError, match="not an incident file"):
            load(path)
