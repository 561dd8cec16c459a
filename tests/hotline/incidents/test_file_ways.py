"""Ways of checking in the file: doors, columns, reasons, the ZIP code, and what a blind scheme needs."""

import pytest

from hotline.incidents import Content, IncidentFileError, read
from hotline.settings import PROJECT

GOOD = (PROJECT / "examples" / "jcps-2019" / "incident.toml").read_text(encoding="utf-8")
KEY = "OTmVGtAN3NbDo0gxuLbzy6G5ZZTVfplQ/CdaCQdnlXo="
BLIND = '[blind]\nen = "Your details were sent, sealed."\nes = "Sus datos se enviaron, sellados."\n'
# All zeros is a point whose shared secret everybody knows.
NO_KEYS = ["", "key", KEY[:-2], KEY.replace("OTm", "OTmm"), "A" * 43 + "=", f" {KEY}", KEY.replace("=", "")]


def with_scheme(scheme: str, *, top: str = "", end: str = "") -> str:
    """The good file without its schemes by name, with `scheme` before the questions."""
    before, rest = GOOD.split("[[schemes]]", 1)
    own = "".join(f"[[schemes]]{part}" for part in _own_schemes(rest))
    questions = rest[rest.index("[[questions]]") :]
    return f"{top}\n{before}{own}\n[[schemes]]\n{scheme}\n\n{questions}\n{end}"


def _own_schemes(rest: str) -> list[str]:
    parts = rest[: rest.index("[[questions]]")].split("[[schemes]]")
    return [part for part in parts if '"letter_code"' in part or '"student_number"' in part]


def faults_of(text: str) -> dict[str, tuple[int | None, str]]:
    with pytest.raises(IncidentFileError) as refused:
        read(text)
    return {fault.path: (fault.line, fault.words) for fault in refused.value.faults}


def last_scheme(content: Content) -> tuple[str, ...]:
    return content.schemes[-1].fields


NAME = 'name = "name"\ndoors = ["telephone"]\ndisclosure = "yes_no"'
NAME_DESK = 'name = "name_desk"\ndoors = ["desk"]\ndisclosure = "ordinary"'


@pytest.mark.parametrize("scheme", [NAME, NAME_DESK])
def test_a_scheme_by_name_asks_for_three_details_or_four(scheme: str) -> None:
    assert last_scheme(read(with_scheme(scheme))) == ("last_name", "first_name", "birth_date")
    assert last_scheme(read(with_scheme(scheme + "\nzip = true"))) == ("last_name", "first_name", "birth_date", "zip")


@pytest.mark.parametrize(
    ("scheme", "key", "words"),
    [
        (NAME.replace('"telephone"', '"desk"'), "doors", 'doors = ["telephone"]; the other door has name_desk'),
        (NAME.replace('"telephone"', '"telephone", "desk"'), "doors", "name is for the telephone"),
        (NAME_DESK.replace('"desk"', '"telephone"'), "doors", 'doors = ["desk"]; the other door has name'),
        (NAME.replace("yes_no", "full"), "reason", "write why all kinds may be told"),
        (NAME + "\nwidth = 10", "width", "only student_number has a width"),
        (NAME + "\nzip = 5", "zip", "true or false"),
    ],
)
def test_a_wrong_scheme_by_name_is_told(scheme: str, key: str, words: str) -> None:
    text = with_scheme(scheme)
    ((path, (line, told)),) = faults_of(text).items()
    assert path == f"schemes[3].{key}"
    assert words in told
    inside = text[: text.index("[[questions]]")].count("\n") - (line or 0)
    assert 0 < inside < 7, "the line is not within the scheme"


def test_only_a_scheme_by_name_can_ask_for_the_zip_code() -> None:
    text = GOOD.replace('name = "letter_code"', 'name = "letter_code"\nzip = true')
    assert faults_of(text)["schemes[1].zip"][1] == "only name and name_desk can ask for the ZIP code"


@pytest.mark.parametrize("column", ["last_name", "first_name", "birth_date", "zip"])
def test_the_list_must_have_what_a_scheme_by_name_asks_for(column: str) -> None:
    text = with_scheme(NAME + "\nzip = true").replace(f'\n{column} = "{column}"', "")
    first = "student_number" if column == "birth_date" else "name"
    assert faults_of(text)[f"columns.{column}"][1] == f"is missing: the scheme {first} needs it"


def test_the_list_needs_no_zip_code_where_nobody_asks_for_it() -> None:
    assert "zip" not in read(with_scheme(NAME).replace('\nzip = "zip"', "")).columns


class TestBlind:
    """A scheme without any look-up: its details go sealed to the custodian, and everybody hears the same."""

    def test_it_needs_a_key_and_the_sentence_for_everybody(self) -> None:
        told = faults_of(with_scheme(NAME.replace("yes_no", "blind")))
        assert set(told) == {"custodian_key", "blind"}
        assert "the scheme name is blind" in told["blind"][1]

    def test_with_both_it_is_accepted(self) -> None:
        content = read(
            with_scheme(NAME.replace("yes_no", "blind"), top=f'custodian_key = "{KEY}"', end=BLIND),
        )
        assert content.custodian_key is not None
        assert len(content.custodian_key) == 32
        assert content.blind == {"en": "Your details were sent, sealed.", "es": "Sus datos se enviaron, sellados."}

    def test_the_sentence_is_needed_in_each_language(self) -> None:
        text = with_scheme(
            NAME.replace("yes_no", "blind"), top=f'custodian_key = "{KEY}"', end=BLIND.replace("es =", "fr =")
        )
        assert set(faults_of(text)) == {"blind", "blind.fr"}

    @pytest.mark.parametrize("key", NO_KEYS)
    def test_what_is_no_public_key_is_told(self, key: str) -> None:
        (path, (line, words)) = next(iter(faults_of(f'custodian_key = "{key}"\n{GOOD}').items()))
        assert (path, line) == ("custodian_key", 1)
        assert "flask keys custodian" in words

    def test_the_list_may_lack_what_is_never_looked_up(self) -> None:
        text = with_scheme(NAME.replace("yes_no", "blind"), top=f'custodian_key = "{KEY}"', end=BLIND)
        assert "last_name" not in read(text.replace('\nlast_name = "last_name"', "")).columns

    def test_a_letter_code_is_never_blind(self) -> None:
        text = GOOD.replace('disclosure = "full"', 'disclosure = "blind"', 1)
        assert "always looked up" in faults_of(text)["schemes[1].disclosure"][1]
