"""`make bench`: every figure, one after the other, as it is known. Must not know: how anything is measured."""

from bench import lookups, webhooks
from commands.children import Stopped, stopped_by_signals
from hotline import logs

FIGURES = (lookups.own_cost, lookups.lookups, lookups.imports, webhooks.webhooks)


def main() -> None:
    """Print each figure. Exit code 0 whatever they are: a slow machine is no fault of the program."""
    logs.configure()
    missed = 0
    for measure in FIGURES:
        for figure in measure():
            missed += not figure.holds
            print(figure.told(), flush=True)
    print("\nEvery aim holds." if not missed else f"\n{missed} below aim.")


try:
    with stopped_by_signals():
        main()
except Stopped:
    print("\nStopped.")
