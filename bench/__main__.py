"""`make bench`: every figure, one after the other, as it is known. Must not know: how anything is measured."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench import lookups, million, spoken, webhooks
from bench.desk import DeskLoad, desk
from bench.figures import Figure
from bench.load import Load, load
from bench.queueing import QueueLoad, queue
from bench.reports import ReportsLoad, reports
from commands.children import Stopped, stopped_by_signals
from hotline import logs

Part = Callable[[Load], Iterator[Figure]]
PARTS: Mapping[str, Part] = {
    "spoken": lambda _: spoken.spoken(),
    "own-cost": lambda _: lookups.own_cost(),
    "lookups": lambda _: lookups.lookups(),
    "imports": lambda _: lookups.imports(),
    "webhooks": lambda _: webhooks.webhooks(),
    "million": lambda _: million.million(),
    "load": load,
    "desk": lambda asked: desk(DeskLoad(databases=asked.databases, seed=asked.seed)),
    "queue": lambda asked: queue(QueueLoad.of(asked)),
    "reports": lambda asked: reports(ReportsLoad(databases=asked.databases)),
}
USUAL = Load()


def main(arguments: Sequence[str]) -> int:
    """Print each figure. 1 where one is missed that is no speed, else 0: a slow machine is no fault of the program."""
    options = _parser().parse_args(arguments)
    asked = Load(options.calls, options.seconds, options.speed, tuple(options.on), options.seed)
    logs.configure()
    missed: list[Figure] = []
    for part in options.parts or PARTS:
        for figure in PARTS[part](asked):
            missed += [] if figure.holds else [figure]
            print(figure.told(), flush=True)
    print("\nEvery aim holds." if not missed else f"\n{len(missed)} below aim.")
    return int(any(figure.must for figure in missed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speeds, each beside its aim.")
    add = parser.add_argument
    add("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    add("--calls", type=int, default=USUAL.calls, help="load, queue: calls in progress at once (default %(default)s)")
    add("--seconds", type=float, default=USUAL.seconds, help="load, queue: how long (default %(default)s)")
    add("--speed", type=float, default=USUAL.speed, help="load, queue: how many times faster people live")
    add(
        "--on",
        nargs="+",
        choices=USUAL.databases,
        default=USUAL.databases,
        help="load, desk, queue, reports: on which databases",
    )
    add("--seed", type=int, default=USUAL.seed, help="load, desk, queue: who does what (default %(default)s)")
    return parser


if __name__ == "__main__":
    try:
        with stopped_by_signals():
            sys.exit(main(sys.argv[1:]))
    except Stopped:
        print("\nStopped.")
