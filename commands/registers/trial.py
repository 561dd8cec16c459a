"""A custodian's trial of the register, line by line. Must not know: what a lookup does."""

import json

import click

from lookup import Answer, AnswerName, Custodian, LookupService, Query
from lookup.letter_codes import NotACode


class Trial:
    """A custodian's trial: asks line by line, and remembers whether a line could not be asked."""

    def __init__(self, lookup: LookupService, custodian: Custodian, incident_id: int) -> None:
        self._lookup = lookup
        self._custodian = custodian
        self._incident_id = incident_id
        self.unreadable = False

    def ask(self, line: str, number: int) -> dict[str, object]:
        """The answer to one line. What can't be asked is CANNOT_TELL, with the reason on standard error."""
        try:
            answer = self._lookup.ask(self._query(line), self._custodian)
        except NotACode as reason:
            click.echo(f"line {number}: {reason}", err=True)
            # Nobody has such a code; but while the line can't tell, nobody is told "no".
            ready = not self._lookup.why_not_ready()
            answer = Answer(AnswerName.NO_MATCH if ready else AnswerName.CANNOT_TELL)
        except (ValueError, RecursionError) as reason:
            click.echo(f"line {number}: {reason}", err=True)
            self.unreadable = True
            answer = Answer(AnswerName.CANNOT_TELL)
        return {"answer": answer.name, "categories": list(answer.categories)}

    def _query(self, line: str) -> Query:
        try:
            details = json.loads(line)
        except json.JSONDecodeError:
            raise ValueError("not a JSON object") from None  # its own message would show the line
        if isinstance(details, dict):
            return Query.of(self._incident_id, str(details.get("scheme", "")), details)
        raise ValueError("not a JSON object")
