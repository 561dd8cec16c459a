"""`flask letters mailed`, as an operator types it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from hotline import settings
from hotline.clock import StoppedClock
from hotline.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "jcps-2019" / "incident.toml"
Mailed = Callable[..., Result]


@pytest.fixture
def mailed(database_url: str, tmp_path: Path, clock: StoppedClock) -> Iterator[Mailed]:
    """What stands behind `$ flask letters mailed --incident jcps-2019 …`."""
    environ = {"NOTICELINE_DATABASE_URL": database_url, "NOTICELINE_KEYRING": str(tmp_path / "keyring")}
    app = create_app(settings.load(environ), clock=clock)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["incident", "apply", str(EXAMPLE)]).exit_code == 0
    yield lambda *words: runner.invoke(args=["letters", "mailed", "--incident", "jcps-2019", *words])
    app.extensions["noticeline"].database.close()


def test_letters_are_told_corrected_and_listed(mailed: Mailed) -> None:
    assert mailed().output == "In all: 0 letters on 0 days.\n"
    assert "2019-05-28: 3,500 letters.\n" in mailed("--on", "2019-05-28", "--count", "3500").output
    assert "2019-06-11: 1,200 letters.\n" in mailed("--on", "2019-06-11", "--count", "1200").output
    assert "2019-05-28: 3,480 letters instead of 3,500.\n" in mailed("--on", "2019-05-28", "--count", "3480").output
    listed = mailed().output
    assert listed.splitlines() == [
        "2019-05-28         3,480",
        "2019-06-11         1,200",
        "In all: 4,680 letters on 2 days.",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--on", "2019-05-28"), "Give the day and the number, or neither."),
        (("--count", "300"), "Give the day and the number, or neither."),
        (("--on", "2019-05-28", "--count", "7"), "Fewer than 11 letters are not told of by themselves"),
        (("--on", "1919-05-28", "--count", "700"), "too long ago"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(mailed: Mailed, words: tuple[str, ...], why: str) -> None:
    refused = mailed(*words)
    assert refused.exit_code != 0
    assert why in refused.output
    assert "0 letters on 0 days" in mailed().output
