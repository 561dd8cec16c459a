"""What goes wrong with the API itself: it is down, or does what it was asked to and nobody hears of it.

It must not know what was asked for.
"""

from flask import Response, request

from carrier.rest.access import network
from carrier.rest.answers import RestError


def be_down() -> None:
    """Refuse everything, and do nothing. Raises RestError."""
    if network().faults.rest_down:
        raise RestError(503, 20503, "Service unavailable")


def lose_the_answer(answer: Response) -> Response:
    """Let the answer to a change break off in the middle: whoever asked cannot know whether it was made."""
    if not network().faults.rest_lost or request.method == "GET":
        return answer
    whole = answer.get_data()
    broken = Response(whole[: len(whole) // 2], status=answer.status_code, content_type=answer.content_type)
    broken.automatically_set_content_length = False
    broken.headers["Content-Length"] = str(len(whole) + 1)
    return broken
