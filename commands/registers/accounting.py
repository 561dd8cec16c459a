"""What became of the rows of a list, on the screen and in a file: counts, and the rows that need attention.

Must not know: how a row is read. A value is shown on the custodian's own screen only, and never written to a file.
"""

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from lookup.imports.importing import Import, Imported, RowsRejected
from lookup.imports.lists import ListFault, Reject
from lookup.imports.people import Accounting

MOST_REJECTS_SHOWN = 20


def stop_unless_own_screen() -> None:
    """Values are for eyes: a pipe or a file would keep them."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        raise click.ClickException(
            "--show-values shows personal details: use it on a terminal, not into a file or pipe."
        )


def open_rejects(path: Path | None, *, not_over: Path) -> None:
    """Find out before the long work whether the rejects can be written; ListFault."""
    if path:
        _write(path, (), not_over=not_over)


def tell_dry_run(found: Accounting, order: Import, rejects: Path | None) -> None:
    """The sums, and whether an import would stop at these rows: then exit code 1."""
    _tell(found, order, rejects)
    click.echo("Dry run: nothing was changed.")
    if found.rejects and not order.skip_rejected:
        raise click.ClickException("An import would stop here: correct these rows, or use --skip-rejected.")
    if not found.individuals:
        raise click.ClickException("An import would stop here: no row can be imported.")


@contextmanager
def told(order: Import, rejects: Path | None) -> Iterator[None]:
    """Tell which rows stopped the import, or what Ctrl-C leaves, and let it be stopped."""
    try:
        yield
    except RowsRejected as stopped:
        _tell(stopped.accounting, order, rejects)
        raise
    except KeyboardInterrupt:
        raise click.ClickException("Stopped. What answers is as it was; the same command goes on from here.") from None


def tell_import(done: Imported, order: Import, rejects: Path | None) -> None:
    """The sums, what is staged now, and what to do next."""
    _tell(done.accounting, order, rejects)
    for scheme, without in done.without_key.items():
        if without:
            click.echo(f"  {without:,} can't be found by {scheme}: the list lacks a detail, or the row was left out.")
    if order.letters:
        click.echo(
            f"Letter codes are in {order.letters}. Whoever has that file can hear the answers: mail, then destroy it."
        )
    publish = f"flask register publish --incident {order.incident.content.slug}"
    click.echo(f"Generation {done.generation} is staged. Propose that it answer with: {publish}")


def _tell(found: Accounting, order: Import, rejects: Path | None) -> None:
    parts = [f"{found.individuals:,} individuals"]
    parts += [f"{rows:,} merged ({rule})" for rule, rows in found.merged.items()]
    parts += [f"{len(found.rejects):,} rejected"]
    click.echo(f"{found.rows:,} rows: {', '.join(parts)}.")
    for column, cells in found.unkeyed.items():
        click.echo(f"  {cells:,} placeholders in {column} were not keyed.")
    for reject in found.rejects[:MOST_REJECTS_SHOWN]:
        click.echo(_shown(reject, order.path.name), err=True)
    if more := found.rejects[MOST_REJECTS_SHOWN:]:
        click.echo(f"… and {len(more):,} more rows; --rejects OUT.csv writes them all.", err=True)
    if rejects:
        _write(rejects, found.rejects, not_over=order.path)
        click.echo(f"The {len(found.rejects):,} rows that need attention are in {rejects}.")


def _write(path: Path, rejects: tuple[Reject, ...], *, not_over: Path) -> None:
    if path.exists() and not_over.exists() and path.samefile(not_over):
        raise ListFault(f"The rejects can't be written to {path}: it is the list.")
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as fault:
        raise ListFault(f"The rejects can't be written to {path}: {fault.strerror}.") from None
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("row", "column", "reason"))
        rows.writerows((reject.row, reject.column, reject.reason) for reject in rejects)


def _shown(reject: Reject, name: str) -> str:
    column = f", {reject.column}" if reject.column else ""
    shown = f" It says {reject.value!r}." if reject.value else ""
    return f"{name}, row {reject.row:,}{column}: {reject.reason}.{shown}"
