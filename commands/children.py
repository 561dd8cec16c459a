"""Programs that a command starts beside itself: started with an environment, waited for, and ended with it.

Must not know: what the programs do.
"""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

ENDS_WITHIN = 15.0  # seconds; gunicorn gives calls in progress ten
GLANCE = 0.1  # seconds between two looks


class ChildEnded(Exception):
    """A program ended by itself; the message says which."""


class Stopped(BaseException):
    """We were asked to stop, by Ctrl-C or a signal. No fault: nothing that catches faults may catch it."""


class Children:
    """Programs of our own, each in a session of its own, so that Ctrl-C reaches us alone and we end them in order.

    They end with the `with` block.
    """

    def __init__(self) -> None:
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> "Children":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def start(self, module: str, *arguments: str, environment: Mapping[str, str]) -> None:
        """Start `python -m MODULE`; of what it prints, only its standard error is seen."""
        command = [sys.executable, "-m", module, *arguments]
        started = subprocess.Popen(  # noqa: S603  a module of ours, by name
            command, env=dict(environment), stdout=subprocess.DEVNULL, start_new_session=True
        )
        self._running.append((module, started))

    def check(self) -> None:
        """ChildEnded if one of them is gone."""
        for module, process in self._running:
            if process.poll() is not None:
                raise ChildEnded(f"{module} ended by itself (exit code {process.returncode}).")

    def wait_until_answered(self, *, port: int, path: str, seconds: float) -> None:
        """Return once 127.0.0.1:`port` answers a GET of `path` with 200; TimeoutError, ChildEnded."""
        deadline = time.monotonic() + seconds
        while not answers(port, path):
            self.check()
            if time.monotonic() > deadline:
                raise TimeoutError(f"http://127.0.0.1:{port}{path} did not answer 200 within {seconds:.0f} seconds.")
            time.sleep(GLANCE)

    def watch(self) -> None:
        """Stay until one of them ends."""
        while True:
            self.check()
            time.sleep(GLANCE)

    def end(self) -> None:
        """Ask each to end, the last started first, and wait; what does not listen is killed."""
        while self._running:
            _, process = self._running.pop()
            process.terminate()
            try:
                process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Inside, Ctrl-C, a closed terminal and a request to end raise Stopped; after it, signals are as they were."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int, path: str) -> bool:
    """Whether 127.0.0.1:`port` answers a GET of `path` with 200 now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # one is enough: an impatient second must not interrupt the ending
    raise Stopped
