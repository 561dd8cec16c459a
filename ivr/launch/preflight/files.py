"""Where keys and database lie, and who else may read them.

A backup, a mount or a checkout that has both makes the sealing worthless. Must not know: what is in the files.
"""

from __future__ import annotations

from pathlib import Path

from hotline.rights import file_open_to_others, open_to_others
from ivr.launch.preflight.findings import Finding, fail, ok, warning

# File systems of another machine: SQLite's locks do not hold there, and others can read along.
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs", "fuse.glusterfs"})
FLEETING = frozenset({"tmpfs", "ramfs"})


def ring_rights(ring: Path) -> Finding:
    """Whether the keys are their owner's only: folder 0700, files 0400."""
    if not ring.is_dir():
        return fail("keys", f"There is no key ring at {ring}.", "Is NOTICELINE_KEYRING right? An import makes it.")
    faults = open_to_others(ring)
    if faults:
        return fail(
            "keys", faults[0], "Nobody else may read it." if len(faults) == 1 else f"{len(faults) - 1} more like it."
        )
    return ok("keys", f"The key ring {ring} is open to its owner only.")


def ring_place(ring: Path, *, database: Path | None, project: Path) -> Finding:
    """Whether the keys lie apart from the database, and from a checkout that is copied about.

    `database` is SQLite's file, None where the database is a server's.
    """
    about = "place of the keys"
    if ring.is_relative_to(project):
        return fail(about, f"{ring} is inside the project's folder.", "Move it out, and set NOTICELINE_KEYRING.")
    if database is not None and (ring.is_relative_to(database.parent) or database.is_relative_to(ring)):
        return fail(
            about,
            f"{ring} and the database are in one folder: one copy or backup has both.",
            "Move the keys, and set NOTICELINE_KEYRING.",
        )
    return ok(about, "The keys are apart from the database. That no backup has both, only you can know.")


def database_rights(database: Path | None) -> Finding:
    """Whether SQLite's files are their owner's only."""
    if database is None:
        return ok("database files", "They are the database server's.")
    beside = [database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")]
    faults = [fault for file in beside for fault in file_open_to_others(file)]
    if faults:
        return fail("database files", faults[0], "Nobody else may read it.")
    return ok("database files", f"{database} is open to its owner only.")


def disk(path: Path, *, about: str, mounts: str) -> Finding:
    """Whether `path` is on a disk of this machine; `mounts` is what /proc/mounts says, "" where there is none."""
    kind = file_system(path, mounts)
    if kind in NETWORK:
        return fail(about, f"{path} is on a file system of another machine ({kind}).", "Put it on a disk of this one.")
    if kind in FLEETING:
        return fail(about, f"{path} is in memory ({kind}) and gone after a restart.", "Put it on a disk.")
    if not kind:
        return warning(about, f"What {path} lies on can't be seen.", "Make sure that it is a disk of this machine.")
    return ok(about, f"{path} is on a disk of this machine ({kind}).")


def file_system(path: Path, mounts: str) -> str:
    """The kind of the file system on which `path` lies; "" where that can't be seen."""
    kinds = {}
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) > 2:
            kinds[Path(fields[1].replace("\\040", " "))] = fields[2]  # a blank in a mount's name is written so
    under = [place for place in kinds if path.is_relative_to(place)]
    return kinds[max(under, key=lambda place: len(place.parts))] if under else ""
