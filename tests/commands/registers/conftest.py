"""A new installation at which a custodian types, and the colleague who approves. Must not know: what is tested."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import House, create_app
from hotline import settings
from hotline.approvals import Proposals
from hotline.settings import PROJECT
from lookup.registers.publishing import Publisher
from tests.lookup.vaults import ANA, CARA, COLE, list_of

Type = Callable[..., Result]
COLLEAGUE = "supervisor 7"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'new' / 'noticeline.db'}"


@pytest.fixture
def app(url: str, tmp_path: Path) -> Flask:
    """The hotline over a new installation."""
    return create_app(settings.load({"NOTICELINE_DATABASE_URL": url, "NOTICELINE_KEYRING": str(tmp_path / "ring")}))


@pytest.fixture
def house(app: Flask) -> House:
    """What it is made of."""
    found: House = app.extensions["noticeline"]
    return found


@pytest.fixture
def flask(app: Flask) -> Type:
    """`flask("register", "status")` is what stands behind `$ flask register status`."""
    runner = app.test_cli_runner()

    def run(*words: str, says: str = "") -> Result:
        return runner.invoke(args=words, input=says)

    return run


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of three entries, short because it is hashed at the real cost."""
    path = tmp_path / "people.csv"
    path.write_text(list_of([ANA, CARA, COLE]), encoding="utf-8")
    return path


@pytest.fixture
def colleague_approves(house: House) -> Callable[[], None]:
    """Somebody else approves at the desk whatever is proposed."""

    def approves() -> None:
        publisher = Publisher(house.database, house.keyring, house.clock, by=COLLEAGUE)
        with house.database.read() as session:
            opened = Proposals(house.keyring, house.clock).opened(session, None)
        assert opened
        for proposal in opened:
            publisher.approve(proposal.id)

    return approves


@pytest.fixture
def staged(flask: Type, people: Path, tmp_path: Path) -> Type:
    """The same, once a list is imported and nothing proposed."""
    incident, letters = PROJECT / "examples" / "jcps-2019" / "incident.toml", str(tmp_path / "letters.csv")
    flask("incident", "apply", str(incident))
    importing = ("--incident", "jcps-2019", "--profile", "light", "--letters", letters)
    done = flask("register", "import", str(people), *importing)
    assert done.exit_code == 0, done.output
    return flask


@pytest.fixture
def answering(staged: Type, colleague_approves: Callable[[], None]) -> Type:
    """The same, once a register answers."""
    done = staged("register", "publish", "--incident", "jcps-2019")
    assert done.exit_code == 0, done.output
    colleague_approves()
    return staged
