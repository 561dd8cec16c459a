"""A desk whose reports are read. Must not know: what they are of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents_ui.desks import Office, office
from tests.journeys.lines import served


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Office]:
    """One for each module, which fills it once and then only reads."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copyfile(migrated_file, folder / "noticeline.db")
    with served(folder, f"sqlite:///{folder / 'noticeline.db'}") as line:
        yield office(line.app, line.clock)
