"""`flask letters mailed`: how many letters were mailed, or will be, on which day.

Must not know: to whom, and what is forecast from it.
"""

from datetime import datetime

import click
from flask.cli import with_appcontext

from commands import in_order, incident_of, of_incident, operator
from hotline.mailings import Mailings, letters_by_day

HOW_TO_TELL = """\b
Examples:
  flask letters mailed --incident jcps-2019 --on 2019-05-28 --count 3500
  flask letters mailed --incident jcps-2019 --on 2019-05-28 --count 3480     (corrects it)
  flask letters mailed --incident jcps-2019                                  (lists them)
"""


@click.command(epilog=HOW_TO_TELL)
@with_appcontext
@of_incident
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day of mailing.")
@click.option("--count", "letters", type=int, metavar="N", help="All letters of that day; 0 takes the day back.")
def mailed(slug: str, day: datetime | None, letters: int | None) -> None:
    """Say how many letters were mailed on a day, or will be. The forecast and the regulator pack are made of them.

    What was said of the same day before is replaced. Without a day it lists what is known.
    """
    if (day is None) != (letters is None):
        raise click.UsageError("Give the day and the number, or neither.")
    with in_order() as house:
        incident = incident_of(house, slug)
        if day is not None and letters is not None:
            with house.database.write() as session:
                keeping = Mailings(house.keyring, house.clock)
                before = keeping.mailed(session, incident.id, day.date(), letters=letters, by=operator())
            click.echo(f"{day:%Y-%m-%d}: {letters:,} letters" + (f" instead of {before:,}." if before else "."))
        with house.database.read() as session:
            known = letters_by_day(session, incident.id)
    if day is None:
        for one, count in known.items():
            click.echo(f"{one}  {count:>12,}")
    click.echo(f"In all: {sum(known.values()):,} letters on {len(known):,} days.")
