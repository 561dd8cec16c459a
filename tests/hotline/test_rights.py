"""Who else may read the keys and the database."""

from pathlib import Path

import pytest

from hotline.rights import file_open_to_others, open_to_others
from hotline.sealing import KeyRing


def test_a_ring_that_we_made_is_ours_alone(ring: KeyRing) -> None:
    ring.create("ledger")
    assert open_to_others(ring.path) == ()


def test_a_ring_that_is_not_there_is_open_to_nobody(tmp_path: Path) -> None:
    assert open_to_others(tmp_path / "none") == ()


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o710])
def test_an_open_folder_is_named_with_what_to_do(ring: KeyRing, mode: int) -> None:
    ring.create("ledger")
    ring.path.chmod(mode)
    assert open_to_others(ring.path) == (f"{ring.path} is open to others on this machine: chmod go= {ring.path}",)


@pytest.mark.parametrize("mode", [0o440, 0o404])
def test_an_open_key_is_named(ring: KeyRing, mode: int) -> None:
    ring.create("ledger")
    ring.create("live-5")
    (ring.path / "live-5.key").chmod(mode)
    (fault,) = open_to_others(ring.path)
    assert "live-5.key" in fault


def test_a_file_of_the_database_is_judged_alike(tmp_path: Path) -> None:
    file = tmp_path / "noticeline.db"
    file.touch(mode=0o600)
    assert file_open_to_others(file) == ()
    file.chmod(0o644)
    assert len(file_open_to_others(file)) == 1
