"""How the API answers: objects, lists, and errors with Twilio's numbers.

It must not know what the answers are about.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Response, jsonify, request

Shown = dict[str, Any]


class RestError(Exception):
    """A refusal: the status of HTTP, the number in Twilio's error catalogue, and a sentence."""

    def __init__(self, status: int, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


def refusal(error: RestError) -> Response:
    """Return an error as Twilio writes it."""
    answer = jsonify(
        code=error.code,
        message=str(error),
        more_info=f"https://www.twilio.com/docs/errors/{error.code}",
        status=error.status,
    )
    answer.status_code = error.status
    return answer


def not_found() -> RestError:
    """Return the error for a resource that does not exist."""
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def listed(name: str, rows: Sequence[Shown]) -> Response:
    """Return all rows as the only page of a list."""
    return jsonify(
        **{name: rows},
        page=0,
        page_size=max(50, len(rows)),
        start=0,
        end=max(0, len(rows) - 1),
        uri=request.full_path.rstrip("?"),
        first_page_uri=request.full_path.rstrip("?"),
        next_page_uri=None,
        previous_page_uri=None,
    )


def parameters(known: Collection[str], *, many: Collection[str] = ()) -> Mapping[str, str]:
    """Return the form of a request. Raises RestError for a parameter that is not known, or that comes twice.

    many: those that may come more than once; the first is returned.
    """
    return _checked(request.form.to_dict(flat=False), known, many)


def filters(known: Collection[str]) -> Mapping[str, str]:
    """Return the filters of a list; the client's own parameters for paging are dropped."""
    asked = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in PAGING}
    return _checked(asked, known, ())


PAGING = ("Page", "PageSize", "PageToken")


def _checked(sent: Mapping[str, list[str]], known: Collection[str], many: Collection[str]) -> Mapping[str, str]:
    for name, values in sent.items():
        if name not in known:
            raise RestError(400, 20001, f"{name} is no parameter that this network knows")
        if len(values) != 1 and name not in many:
            raise RestError(400, 20001, f"{name} was sent {len(values)} times")
    return {name: values[0] for name, values in sent.items()}


def written(at: datetime | None) -> str | None:
    """Return a time as Twilio writes it: Mon, 05 Jan 2026 15:00:00 +0000."""
    return None if at is None else format_datetime(at)
