"""Every key of a TOML document is found at its line, however the document is written."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.incidents.file.faults import Path
from hotline.incidents.file.places import Places
from hotline.settings import PROJECT

EXAMPLE = (PROJECT / "examples" / "jcps-2019" / "incident.toml").read_text(encoding="utf-8")

DOCUMENT = """\
# a comment with [brackets] and "quotes"
plain = 1   # = another
"quoted key" = 'a # that is no comment'
dotted.inner.last = 2
moment = 1979-05-27 07:32:00
long = \"\"\"
[not.a.table]
no = "key" \\
\"\"\"\"\"
raw = '''
it''s = 1'''
list = [
  "one", # with a comment
  [ "two",
    "three" ],
  { deep = "four", deeper.still = [5] },
]

[table]
inner = { a = 1, "b c" = "}" }
[table.sub]
x = true

[[rows]]
id = "first"
[rows.say]
en = "x"

[[rows]]
id = "second"
[[rows.nested]]
y = 1
[[rows.nested]]
y = 2
[ spaced . "out" ]
z = 1
"""

LINES: dict[Path, int] = {
    ("plain",): 2,
    ("quoted key",): 3,
    ("dotted", "inner", "last"): 4,
    ("dotted", "inner"): 4,
    ("moment",): 5,
    ("long",): 6,
    ("raw",): 10,
    ("list",): 12,
    ("list", 0): 13,
    ("list", 1): 14,
    ("list", 1, 0): 14,
    ("list", 1, 1): 15,
    ("list", 2): 16,
    ("list", 2, "deep"): 16,
    ("list", 2, "deeper", "still", 0): 16,
    ("table",): 19,
    ("table", "inner", "b c"): 20,
    ("table", "sub"): 21,
    ("table", "sub", "x"): 22,
    ("rows",): 24,
    ("rows", 0): 24,
    ("rows", 0, "id"): 25,
    ("rows", 0, "say", "en"): 27,
    ("rows", 1): 29,
    ("rows", 1, "id"): 30,
    ("rows", 1, "nested", 0, "y"): 32,
    ("rows", 1, "nested", 1, "y"): 34,
    ("spaced", "out", "z"): 36,
}


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Every path of a document that was read."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from paths(part, (*path, key))


@pytest.mark.parametrize("path", LINES)
def test_a_key_is_found_at_its_line(path: Path) -> None:
    tomllib.loads(DOCUMENT)
    assert Places(DOCUMENT).line(path) == LINES[path]


def test_what_is_absent_is_at_the_table_around_it() -> None:
    places = Places(DOCUMENT)
    assert places.line(("rows", 1, "say", "en")) == 29
    assert places.line(("table", "sub", "absent")) == 21
    assert places.line(("absent",)) is None


def test_every_key_of_the_example_stands_on_the_line_that_is_told() -> None:
    lines = EXAMPLE.splitlines()
    places = Places(EXAMPLE)
    found = [(path, places.line(path)) for path in paths(tomllib.loads(EXAMPLE)) if isinstance(path[-1], str)]
    assert len(found) > 150
    for path, line in found:
        assert line is not None
        assert str(path[-1]) in lines[line - 1]


KEYS = st.sampled_from(["a", "b-2", '"q # \\" ] k"', "'l = ['"])
STRINGS = st.text(st.sampled_from("x\"'#=[]{},\\\n \t"), max_size=12)


def written(text: str, *, long: bool) -> str:
    """The text as TOML: on one line, or over several between three quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""' if long else '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


@given(st.lists(st.tuples(KEYS, STRINGS, st.booleans(), st.integers(0, 3)), max_size=8))
def test_strings_and_comments_never_lead_astray(pairs: list[tuple[str, str, bool, int]]) -> None:
    text, expected = "", []
    for number, (key, words, long, blanks) in enumerate(pairs):
        text += "# [x] = '''\n" * blanks
        text += f"[[t]]\nn{number}.{key} = [{written(words, long=long)}, 1] # ]\n"
        expected.append(text.count("\n") - words.count("\n") * long)
    assert tomllib.loads(text).get("t", []) or not pairs
    places = Places(text)
    assert [places.line(("t", number, f"n{number}")) for number in range(len(pairs))] == expected
