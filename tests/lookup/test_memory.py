"""Claim 10 of the vault: 64 checks at once stay in the memory bound. The one test with real hashing."""

import json
import subprocess
import sys

from hotline.memory import TUNABLES
from hotline.settings import PROJECT, environment
from lookup.hashing import PROFILES
from tests.lookup.many_at_once import AT_ONCE
from tests.lookup.vaults import ANA, Vault

LIGHT = PROFILES["light"]
ROOM_KIB = 50 * 1024  # for 64 threads, their connections and statements


def test_claim_10_sixty_four_checks_at_once_stay_in_the_memory_bound(sqlite_vault: Vault) -> None:
    vault = sqlite_vault
    vault.cost = LIGHT
    vault.limited_to(failures_per_subject_per_day=AT_ONCE, failures_per_subject=AT_ONCE)  # all ask about one child
    vault.holds([ANA])
    asked = [str(vault.database.url), str(vault.ring.path), str(vault.incident.id), ANA.number, ANA.born]
    done = subprocess.run(
        [sys.executable, "-m", "tests.lookup.many_at_once", *asked],
        cwd=PROJECT,
        env=environment(GLIBC_TUNABLES=TUNABLES),  # as the line is started
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told = json.loads(done.stdout)
    assert told["answers"] == {"MATCH": AT_ONCE}
    bound = told["slots"] * LIGHT.memory_kib + ROOM_KIB
    assert LIGHT.memory_kib < told["grown_kib"] <= bound, told
    assert bound < AT_ONCE * LIGHT.memory_kib / 8, "without the bound it would be far more"
