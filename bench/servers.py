"""The line under gunicorn as in production, and how much memory it took. Must not know: what is measured on it."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.installation import Installation, installation
from bench.people.callers import Line
from commands.children import Children
from hotline.settings import environment

READY_WITHIN = 30.0
WORKERS = 2


@contextmanager
def server(**given: str) -> Iterator[tuple[Installation, Line]]:
    """An installation, and the line that a gunicorn of its own serves; `start` it once all is prepared."""
    line = new_line("/ivr/incoming")
    about = {
        "PORT": str(line.port),
        "NOTICELINE_WORKERS": str(WORKERS),
        "TWILIO_ACCOUNT_SID": line.account,
        "TWILIO_AUTH_TOKEN": line.token,
    }
    with installation(**{**about, **given}) as on:
        yield on, line


@contextmanager
def serving(on: Installation, line: Line) -> Iterator[None]:
    """Answer calls on `line` for as long as the block runs, by gunicorn."""
    with Children() as children:
        start(children, "app:create_app()", on, line)
        children.wait_until_answered(port=line.port, path="/health/live", seconds=READY_WITHIN)
        yield


def start(children: Children, application: str, on: Installation, line: Line) -> None:
    """Start gunicorn with the project's settings for it."""
    children.start("gunicorn", application, environment=environment(**{**on.environment, "PORT": str(line.port)}))


def new_line(first: str, number: str = "+18667754209") -> Line:
    """A line on a free port, with an account of its own."""
    return Line(free_port(), first, f"AC{secrets.token_hex(16)}", secrets.token_hex(16), number)


def workers_of(program: str) -> tuple[int, ...]:
    """The processes of `program` that a child of this process has started."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    of_ours = [pid for pid, parent in parents.items() if parents.get(parent) == _own_pid()]
    return tuple(pid for pid in of_ours if program.encode() in _command(pid))


def peak_mib(program: str = "gunicorn") -> tuple[float, ...]:
    """The most memory that each running worker of `program` has had, in MiB."""
    return tuple(_peak(pid) for pid in workers_of(program))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""  # it has ended meanwhile


def _own_pid() -> int:
    return int(Path("/proc/self").readlink().name)


def _parent(process: Path) -> int:
    try:
        return int(_status(process)["PPid"])
    except (OSError, KeyError):
        return 0  # it has ended meanwhile


def _peak(pid: int) -> float:
    return int(_status(Path(f"/proc/{pid}"))["VmHWM"].split()[0]) / 1024


def _status(process: Path) -> dict[str, str]:
    rows = (process / "status").read_text(encoding="utf-8").splitlines()
    return {name: value.strip() for name, _, value in (row.partition(":") for row in rows)}


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
