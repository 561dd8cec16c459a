"""An installation behind a real nginx and on a real gunicorn. Must not know: what comes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from bench.installation import Installation
from bench.load import prepared
from bench.people.callers import Line
from bench.people.crowd import Individual
from bench.servers import free_port, server, serving
from carrier import Carrier
from tests.journeys.lines import MOTHER, Caller
from tests.journeys.proxy.nginx import DESK, LINE, Proxy, nginx

THEIR_OFFICE = {"192.0.2.0/24 yes;": "127.0.0.0/28 yes;"}


@dataclass(frozen=True)
class Site:
    """An installation that is reached through its proxy only, and the individuals on its list."""

    on: Installation
    line: Line
    proxy: Proxy
    listed: Sequence[Individual]

    def caller(self) -> Caller:
        """Somebody with a telephone, and a carrier that signs for the public address."""
        carrier = Carrier(self.line.account, self.line.token, post=self.proxy)
        voice, status, fallback = (f"https://{LINE}/ivr/{path}" for path in ("incoming", "status", "fallback"))
        carrier.connect(self.line.number, voice, status_callback=status, fallback_url=fallback)
        return Caller(carrier, MOTHER)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    about = {
        "NOTICELINE_PUBLIC_URL": f"https://{LINE}",
        "NOTICELINE_DESK_URL": f"https://{DESK}",
        "NOTICELINE_TRUSTED_PROXIES": "1",
    }
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    with server(**about) as (on, line):
        listed, _ = prepared(on, 2)
        with serving(on, line), nginx(folder, upstream=line.port, port=port, **THEIR_OFFICE) as proxy:
            yield Site(on, line, proxy, listed)
