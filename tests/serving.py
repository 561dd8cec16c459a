"""A server of a test's own, on a thread beside the test.

Must not know: what is served.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer


@contextmanager
def listening(server: HTTPServer) -> Iterator[str]:
    """The address of a server that listens inside the `with` block and is closed after it."""
    # By itself a server looks every half second whether it is to end: every test would wait for that.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
