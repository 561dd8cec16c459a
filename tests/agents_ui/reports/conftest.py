"""A desk whose reports are read. Must not know: what they are of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents_ui.desks import Office, desk_served


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Office]:
    """One for each module, which fills it once and then only reads."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copyfile(migrated_file, folder / "noticeline.db")
    with desk_served(folder, f"sqlite:///{folder / 'noticeline.db'}") as (_, desk):
        yield desk
