"""Where keys and database lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.sealing import KeyRing
from ivr.launch.preflight import Level, files

MOUNTS = """\
/dev/vda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
nas:/export /mnt/nas nfs4 rw 0 0
/dev/vdb1 /mnt/nas/local ext4 rw 0 0
/dev/vdc1 /mnt/with\\040blank xfs rw 0 0
"""


def test_a_ring_of_our_own_is_well_and_an_open_or_missing_one_is_not(ring: KeyRing) -> None:
    assert files.ring_rights(ring.path).level is Level.FAIL
    ring.create("ledger")
    assert files.ring_rights(ring.path).level is Level.OK
    ring.path.chmod(0o755)
    found = files.ring_rights(ring.path)
    assert found.level is Level.FAIL
    assert f"chmod go= {ring.path}" in found.says


@pytest.mark.parametrize(
    ("ring", "database", "level"),
    [
        ("/keys/line", "/data/line.db", Level.OK),
        ("/keys/line", None, Level.OK),
        ("/data/ring", "/data/line.db", Level.FAIL),
        ("/data", "/data/line.db", Level.FAIL),
        ("/keys", "/keys/db/line.db", Level.FAIL),
        ("/srv/noticeline/var/keyring", "/data/line.db", Level.FAIL),
    ],
)
def test_keys_lie_apart(ring: str, database: str | None, level: Level) -> None:
    file = Path(database) if database else None
    assert files.ring_place(Path(ring), database=file, project=Path("/srv/noticeline")).level is level


def test_every_file_of_sqlite_is_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "line.db"
    for name in ("line.db", "line.db-wal", "line.db-shm"):
        (tmp_path / name).touch(mode=0o600)
    assert files.database_rights(file).level is Level.OK
    (tmp_path / "line.db-wal").chmod(0o640)
    assert "line.db-wal" in files.database_rights(file).says
    assert files.database_rights(file).level is Level.FAIL
    assert files.database_rights(None).level is Level.OK


@pytest.mark.parametrize(
    ("path", "kind", "level"),
    [
        ("/data/line.db", "ext4", Level.OK),
        ("/run/line.db", "tmpfs", Level.FAIL),
        ("/mnt/nas/line.db", "nfs4", Level.FAIL),
        ("/mnt/nas/local/line.db", "ext4", Level.OK),
        ("/mnt/with blank/line.db", "xfs", Level.OK),
        ("/running/line.db", "ext4", Level.OK),
    ],
)
def test_the_nearest_mount_says_what_a_file_lies_on(path: str, kind: str, level: Level) -> None:
    assert files.file_system(Path(path), MOUNTS) == kind
    assert files.disk(Path(path), about="disk", mounts=MOUNTS).level is level


def test_where_nothing_is_said_somebody_has_to_look() -> None:
    assert files.disk(Path("/data/line.db"), about="disk", mounts="").level is Level.WARNING
