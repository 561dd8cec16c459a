"""The programs that a command starts beside itself."""

import os
import signal
import socket
from collections.abc import Iterator

import pytest

from commands.children import ChildEnded, Children, Stopped, is_free, stopped_by_signals


@pytest.fixture
def children() -> Iterator[Children]:
    with Children() as children:
        yield children


def test_a_child_that_ends_by_itself_is_named(children: Children) -> None:
    children.start("this", environment=os.environ)
    with pytest.raises(ChildEnded, match="this ended by itself"):
        children.watch()


def test_waiting_ends_when_the_child_does(children: Children) -> None:
    children.start("this", environment=os.environ)
    with pytest.raises(ChildEnded):
        children.wait_until_answered(port=1, path="/", seconds=60)


def test_a_child_that_never_answers_is_given_up(children: Children) -> None:
    children.start("http.server", "0", "--bind", "127.0.0.1", environment=os.environ)
    with pytest.raises(TimeoutError, match="did not answer 200"):
        children.wait_until_answered(port=1, path="/", seconds=0)


def test_a_busy_port_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_once_and_handlers_come_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped), stopped_by_signals():
        signal.raise_signal(number)
    assert signal.getsignal(number) is before
