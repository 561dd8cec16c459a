"""The network on this machine, for people: python -m carrier, then open the page that it names.

The auth token comes from the environment, never from an argument that others can list. It must not know the
application, only its URLs.
"""

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from typing import NoReturn, cast

from carrier.clock import Pace, RealClock
from carrier.lines import Outcome, is_address
from carrier.network import Carrier
from carrier.phones import Switchboard, create_phones
from carrier.serving import server_on
from carrier.wire import OFF, Faults

ANSWER = re.compile(r"([^=]+)=(completed|busy|no-answer|failed)(?::(\d{1,5})(?::([0-9*#]{1,32}))?)?")
FAULTS = [name.replace("_", "-") for name in asdict(OFF)]
PICKS_UP = "who picks up when dialled, talks for how long, and presses what when asked"
EXAMPLE = """example:
  TWILIO_AUTH_TOKEN=… python -m carrier --number +15735550150 --voice-url http://127.0.0.1:8000/voice \\
      --answers +15735550199=completed:30
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the telephones until interrupted."""
    options = _parser().parse_args(arguments)
    token = os.environ.get("TWILIO_AUTH_TOKEN", "")
    if not token:
        print("Set TWILIO_AUTH_TOKEN: the network signs its requests with it.", file=sys.stderr)
        return 2
    try:
        handsets = [_handset(written) for written in options.phone]
        switchboard = Switchboard(_carrier(options, token), speed=options.speed, handsets=handsets or None)
    except ValueError as error:
        print(f"python -m carrier: {error}", file=sys.stderr)
        return 2
    _serve(switchboard, options.port, f"{options.number} rings {options.voice_url}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m carrier",
        description="A telephone network on this machine: it plays Twilio's part, with a telephone in a page.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8001, help="port of the telephones on 127.0.0.1 (default 8001, 0: any)")
    add("--number", required=True, help="the number that can be dialled, with + and the country code")
    add("--voice-url", required=True, help="where the number's calls are answered with TwiML")
    add("--status-callback", default="", help="where the end of a call is reported")
    add("--fallback-url", default="", help="asked when the voice URL fails")
    add("--account-sid", default=os.environ.get("TWILIO_ACCOUNT_SID", ""), help="default: TWILIO_ACCOUNT_SID")
    add("--answers", action="append", default=[], metavar="NUMBER=OUTCOME[:SECONDS[:KEYS]]", help=PICKS_UP)
    add("--phone", action="append", default=[], metavar="NAME=ADDRESS", help="a telephone of the page with many")
    add("--speed", type=_speed, default=1.0, help="how many times faster than people the line speaks (default 1)")
    add("--fault", action="append", default=[], metavar="NAME[=VALUE]", help=f"what goes wrong: {', '.join(FAULTS)}")
    return parser


def _speed(written: str) -> float:
    speed = float(written)
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError("a speed is a number from 0.1 to 1000")
    return speed


def _carrier(options: argparse.Namespace, token: str) -> Carrier:
    speed: float = options.speed
    carrier = Carrier(options.account_sid, token, clock=RealClock(), pace=Pace(ringing=1).times(speed))
    carrier.faults = Faults.parse(options.fault)
    carrier.connect(
        options.number,
        options.voice_url,
        status_callback=options.status_callback,
        fallback_url=options.fallback_url,
    )
    for written in options.answers:
        answer = ANSWER.fullmatch(written)
        if answer is None:
            raise ValueError(f"--answers {written!r} is not NUMBER=OUTCOME or NUMBER=OUTCOME:SECONDS[:KEYS]")
        talks_for, keys = float(answer[3] or 60), answer[4] or ""
        carrier.answers(answer[1], cast("Outcome", answer[2]), talks_for=talks_for, presses=keys)
    return carrier


def _handset(written: str) -> tuple[str, str]:
    name, _, address = written.partition("=")
    if not name.strip() or not is_address(address):
        raise ValueError(f"--phone {written!r} is not NAME=ADDRESS, such as Agent=+15735550199 or Ann=client:ann")
    return name.strip(), address


def _serve(switchboard: Switchboard, port: int, connection: str) -> None:
    server = server_on(port, create_phones(switchboard), switchboard.carrier.clock)
    signal.signal(signal.SIGTERM, _interrupt)
    with suppress(KeyboardInterrupt), closing(server.socket):
        switchboard.carrier.archive.address = f"http://127.0.0.1:{server.server_port}"
        address = switchboard.carrier.archive.address
        print(f"Telephone: {address}\nMany telephones: {address}/phones\n{connection}", flush=True)
        server.serve_forever()
    switchboard.hang_up_all()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
