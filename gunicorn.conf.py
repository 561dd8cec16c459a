"""How gunicorn serves the line. `gunicorn`, started in this folder, finds this file by itself.

Start it with GLIBC_TUNABLES as `hotline.memory` has them: the C library reads them before Python runs, so they can't be
set here. Must not know: routes, incidents, keys.
"""

import gc
import sys
from functools import partial
from pathlib import Path
from typing import Any

import migrations
from commands.children import answers
from hotline.database import Caretaker
from hotline.memory import keep_out_of_core_dumps
from hotline.rights import open_to_others
from hotline.settings import PROJECT, SettingsError, load
from lookup.heartbeat import Heartbeat

try:
    _settings = load()
except SettingsError as wrong:
    sys.exit(str(wrong))  # sentences and no traceback
SWITCH_SECONDS = 0.0001
_MEMORY = Path("/dev/shm")  # noqa: S108  in memory, so that no slow disk makes a worker look dead

# A worker finds the database where it is, and makes no empty one in its place.
wsgi_app = "app:create_app(serving=True)"
chdir = str(PROJECT)
# Loopback only: TLS and the outside world are the reverse proxy's. systemd's socket takes its place where there is one.
bind = f"127.0.0.1:{_settings.port}"
backlog = 2048
worker_class = "gthread"
workers = _settings.workers
# Up to three threads of a worker wait for a hash while a flood of sign-ins rises, and one may wait for the
# carrier's API: callers must still find one that is free.
threads = 12
# Each worker builds its own pool of hashing threads and its own database connections: neither survives a fork.
preload_app = False
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# Twilio gives up after 15 seconds; a worker that is stuck for longer helps nobody.
timeout = 20
# Longer than any webhook takes, so that a reload or a stop cuts no caller off.
graceful_timeout = 10
# Longer than the proxy keeps a connection (nginx: 60 s): it must never send a caller's keys into one that is closing.
keepalive = 75
# No worker is replaced after so many requests: nothing grew under load, and a new one does not know whom to ring, when
# all else fails, before it has read the incident again.
max_requests = 0
# A webhook's line and headers are short; whatever is longer is nobody's call.
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 8190
# Nobody's X-Forwarded-* is believed: the carrier's signature is over the address in the settings.
forwarded_allow_ips = ""
umask = 0o077
# No line for a request: a URL and a number together with a minute already tell who rang.
accesslog = None
loglevel = "warning"
# gunicorn would open a socket in the home directory through which the server can be steered.
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Refuse to serve with open keys, or on tables of another version, rather than fail call by call."""
    faults = (*open_to_others(_settings.keyring), *migrations.why_not_served(_settings.database_url))
    if faults:
        sys.exit("\n".join(faults))


def post_fork(_server: object, _worker: object) -> None:
    """Each worker holds keys, and none of its threads may keep the interpreter for long."""
    keep_out_of_core_dumps()
    # A webhook gives the interpreter up at each query, and asks for it again. Python's own 5 ms are as long as a whole
    # webhook takes, and it would wait so long each time behind a page or a sign-in that is being computed: a dozen
    # times in one webhook, so even half a millisecond would add up.
    sys.setswitchinterval(SWITCH_SECONDS)


def post_worker_init(worker: Any) -> None:
    """Each worker looks once a minute whether callers could be answered, by whichever worker, and tidies up."""
    # All that is loaded stays. To look through it for what could be freed takes a tenth of a second now and then, in
    # which no thread of this worker goes on.
    gc.collect()
    gc.freeze()
    house = worker.wsgi.extensions.get("noticeline")
    if house is not None:  # a measurement serves other things too
        knock = partial(answers, house.settings.port, "/health/live")
        Heartbeat(house.database, house.clock, house.lookup, answers=knock).start()
        Caretaker(house.database).start()
