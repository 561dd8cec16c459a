"""How gunicorn serves the line. `gunicorn`, started in this folder, finds this file by itself.

Start it with GLIBC_TUNABLES=glibc.malloc.hugetlb=1: Argon2 at 64 MiB is then a quarter faster. The C library reads that
before Python runs, so it can't be set here. Must not know: routes, incidents, keys.
"""

from hotline.memory import keep_out_of_core_dumps
from hotline.settings import PROJECT, load

_settings = load()

wsgi_app = "app:create_app()"
chdir = str(PROJECT)
# Loopback only: TLS and the outside world are the reverse proxy's.
bind = f"127.0.0.1:{_settings.port}"
worker_class = "gthread"
workers = _settings.workers
threads = 4
# Each worker builds its own pool of hashing threads and its own database connections: neither survives a fork.
preload_app = False
# Twilio gives up after 15 seconds; a worker that is stuck for longer helps nobody.
timeout = 20
graceful_timeout = 10
umask = 0o077
# No line for a request: a URL and a number together with a minute already tell who rang.
accesslog = None
loglevel = "warning"
# gunicorn would open a socket in the home directory through which the server can be steered.
control_socket_disable = True


def post_fork(_server: object, _worker: object) -> None:
    """Each worker holds keys."""
    keep_out_of_core_dumps()
