"""A telephone in a terminal: calls or is called, reads aloud in letters, takes keys from the keyboard or a script.

Speaks to the network by the same JSON as the page does. It must not know the network's insides.
"""

import argparse
import contextlib
import html
import http.client
import json
import os
import re
import select
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO
from urllib.parse import quote, urlsplit

KEYS = "0123456789*#"
FAULTS = "what goes wrong in this call, such as timeout, 5xx, retry, duplicates=3, slow=2; a wrong name lists all"
PUTS_DOWN = (b"", b"q", b"\x03", b"\x04")
HELP = """The line's words appear as they are spoken. On a keyboard, each key is pressed at once and q hangs up.
From a pipe, each line holds the keys to be pressed the next time the line waits for keys, or "words in quotes" to be
said; an empty line is silence; q, or the end of the script, hangs up.

With --wait the telephone rings when an application dials your number: a or Enter answers, d declines; in a script the
first line does, and the rest is as above.

examples:
  printf '1\\n\\n1\\nq\\n' | python -m carrier.terminal --carrier http://127.0.0.1:8001
  printf 'a\\n1\\n' | python -m carrier.terminal --wait --from +15735550199
"""


class Handset:
    """One call through the network's server. told: its CallSid, the line, and who calls.

    Every act raises OSError when the network is not there.
    """

    def __init__(self, carrier: str, told: Mapping[str, str]) -> None:
        self.told = told
        self._carrier = carrier

    @classmethod
    def dials(cls, carrier: str, wanted: Mapping[str, object]) -> "Handset":
        """Call a line."""
        return cls(carrier, post(carrier, "/calls", wanted))

    @classmethod
    def rings(cls, carrier: str, address: str) -> "Handset":
        """Wait until somebody calls this number, as long as it takes."""
        for event in follow(carrier, f"/rings?at={quote(address)}"):
            if event["name"] == "rings":
                return cls(carrier, event)
        raise ConnectionError("the network has gone")

    def answer(self) -> None:
        """Pick up. A telephone that rings no more is left alone."""
        self._act("answer", {})

    def decline(self) -> None:
        """Refuse the call."""
        self._act("decline", {})

    def press(self, keys: str) -> None:
        """Press keys, one after the other. A call that is over takes none."""
        self._act("keys", {"keys": keys})

    def say(self, words: str) -> None:
        """Say something to a line that listens or records."""
        self._act("words", {"words": words})

    def hang_up(self) -> None:
        """Put down the phone."""
        self._act("hang-up", {})

    def events(self) -> Iterator[Mapping[str, str]]:
        """Yield what is noticed, until the call is over."""
        return follow(self._carrier, f"/calls/{self.told['call']}/events")

    def _act(self, what: str, body: Mapping[str, object]) -> None:
        post(self._carrier, f"/calls/{self.told['call']}/{what}", body)


def follow(carrier: str, path: str) -> Iterator[Mapping[str, str]]:
    """Yield what the network tells while it happens."""
    with contextlib.closing(http.client.HTTPConnection(urlsplit(carrier).netloc, timeout=60)) as connection:
        connection.request("GET", path)
        reply = connection.getresponse()
        if reply.status != 200:
            raise ConnectionError(f"the network refused {path} with status {reply.status}")
        for row in reply:
            if row.startswith(b"data: "):
                yield json.loads(row[6:])


def post(carrier: str, path: str, body: Mapping[str, object]) -> dict[str, str]:
    """Ask the network for something. Raises ConnectionError with the reason when it refuses."""
    with contextlib.closing(http.client.HTTPConnection(urlsplit(carrier).netloc, timeout=30)) as connection:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        content = reply.read()
    if reply.status == 400:
        raise ConnectionError(f"the network does not take this: {_reason(content)}")
    if reply.status not in (201, 204, 409):
        raise ConnectionError(f"the network refused {path} with status {reply.status}")
    told: dict[str, str] = json.loads(content) if reply.status == 201 else {}
    return told


def _reason(page: bytes) -> str:
    """Return the sentence of an error page."""
    found = re.search(r"<p>(.*?)</p>", page.decode("utf-8", "replace"), re.DOTALL)
    return html.unescape(found[1]) if found else "no reason given"


class Screen:
    """Prints what is noticed; keys stand together on one line. went_well: nothing has failed so far."""

    def __init__(self) -> None:
        self.went_well = True
        self._among_keys = False

    def show(self, event: Mapping[str, str]) -> None:
        """Print one event at once, if it says anything."""
        self.went_well = self.went_well and event["name"] != "failed"
        if event["name"] == "pressed":
            print(event["text"] if self._among_keys else f"  you press {event['text']}", end="", flush=True)
            self._among_keys = True
        elif words := caption(event):
            print("\n" + words if self._among_keys else words, flush=True)
            self._among_keys = False


CAPTIONS = {
    "spoke": "[{language}] {text}",
    "said": "  you say: {text}",
    "recording": "  beep: you are being recorded",
    "recorded": "  recorded {text} seconds",
    "dialling": "  dialling {text}",
    "connected": "  connected {text}",
    "dialled": "  the other telephone: {text}",
    "queued": "  waiting in the queue {text}",
    "failed": "  the call failed: {text}",
    "ended": "  call ended: {text}",
}


def caption(event: Mapping[str, str]) -> str:
    """Return one event as a line of text, or nothing for what need not be told."""
    return CAPTIONS.get(event["name"], "").format(text=event["text"], language=event.get("language") or "--")


def follow_script(handset: Handset, script: TextIO) -> bool:
    """Press one line of the script each time the line waits for keys. Return whether the call went well."""
    screen = Screen()
    for event in handset.events():
        screen.show(event)
        if event["name"] in ("listening", "recording"):
            _act(handset, script.readline())
    return screen.went_well


def _act(handset: Handset, row: str) -> None:
    keys = row.strip()
    if row == "" or keys == "q":
        handset.hang_up()
    elif keys.startswith('"'):
        handset.say(keys.strip('"'))
    elif keys and not keys.strip(KEYS):
        handset.press(keys)
    elif keys:
        print(f"  {keys!r} are no keys: silence instead", flush=True)


def follow_keyboard(handset: Handset) -> bool:
    """Press each key as it is typed. Return whether the call went well."""
    screen, over = Screen(), threading.Event()
    with _single_keys():
        listener = threading.Thread(target=_pass_on_keys, args=(handset, over), daemon=True)
        listener.start()
        for event in handset.events():
            screen.show(event)
        over.set()
        listener.join()
    return screen.went_well


def _pass_on_keys(handset: Handset, over: threading.Event) -> None:
    while not over.is_set():
        if select.select([sys.stdin], [], [], 0.1)[0]:
            key = os.read(sys.stdin.fileno(), 1)
            if key in PUTS_DOWN:
                handset.hang_up()
                return
            if key in KEYS.encode():
                handset.press(key.decode())


@contextlib.contextmanager
def _single_keys() -> Iterator[None]:
    """Let keys come one by one and unseen, and put the terminal right again afterwards."""
    import termios  # not on every machine: only a keyboard needs it
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make one call. Return 0, or 1 when it failed or the network is not there."""
    options = _parser().parse_args(arguments)
    try:
        if options.wait:
            return 0 if _wait(options) else 1
        handset = Handset.dials(options.carrier, _wanted(options))
        print(f"  dialling {handset.told['line']} from {handset.told['from']}", flush=True)
        return 0 if _follow(handset) else 1
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"No call through {options.carrier}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m carrier.terminal",
        description="A telephone in a terminal.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--carrier", default="http://127.0.0.1:8001", help="where the network is")
    parser.add_argument("--from", dest="caller", default="+15735550100", help='your number, or "anonymous"')
    parser.add_argument("--anonymous", action="store_true", help="withhold your number, as most telephones do it")
    parser.add_argument("--line", default="", help="the number to dial (default: the network's first)")
    parser.add_argument("--wait", action="store_true", help="wait at your number until somebody calls, and answer")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times faster the line speaks (default 1)")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=VALUE]", help=FAULTS)
    return parser


def _wanted(options: argparse.Namespace) -> dict[str, object]:
    """Return what the network is asked for; faults that are not chosen here are the network's own."""
    pairs = [written.partition("=") for written in options.fault]
    faults = {name: value if equals else True for name, equals, value in pairs}
    if options.anonymous:
        faults.setdefault("anonymous", True)
    line = {"line": options.line} if options.line else {}
    return {"from": options.caller, "speed": options.speed, **line, **({"faults": faults} if faults else {})}


def _wait(options: argparse.Namespace) -> bool:
    """Wait for a call and take it, or decline it; return whether it went well."""
    print(f"  waiting for calls to {options.caller}", flush=True)
    handset = Handset.rings(options.carrier, options.caller)
    print(f"  {handset.told['from']} is calling: a answers, d declines", flush=True)
    if _declines():
        handset.decline()
        print("  declined", flush=True)
        return True
    handset.answer()
    return _follow(handset)


def _declines() -> bool:
    """Return whether the call is refused: by a key, or by the next line of a script; an empty line answers."""
    if not sys.stdin.isatty():
        row = sys.stdin.readline()
        return row == "" or row.strip() == "d"
    with _single_keys():
        while (key := os.read(sys.stdin.fileno(), 1)) not in (b"a", b"\n", b"\r", b"d", *PUTS_DOWN):
            pass
    return key not in (b"a", b"\n", b"\r")


def _follow(handset: Handset) -> bool:
    try:
        return follow_keyboard(handset) if sys.stdin.isatty() else follow_script(handset, sys.stdin)
    except KeyboardInterrupt:
        handset.hang_up()
        return True


if __name__ == "__main__":
    sys.exit(main())
