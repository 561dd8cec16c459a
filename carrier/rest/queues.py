"""Queues, and their members: who waits, and how one is sent elsewhere.

A member is named by its CallSid, or is whoever is at the Front. It must not know what those who wait hear.
"""

from flask import Blueprint, Response, jsonify

from carrier.legs import Member, Moved, Queue, Visit
from carrier.rest.access import network
from carrier.rest.answers import RestError, Shown, filters, listed, not_found, parameters, written
from carrier.rest.documents import address_of, method_of, no_document

queues = Blueprint("queues", __name__)

LONGEST_NAME = 64
MOST_MEMBERS = 5000


@queues.get("/<account>/Queues.json")
def list_queues(account: str) -> Response:
    """List the queues."""
    filters(())
    return listed("queues", [_shown(account, queue) for queue in network().queues.everyone()])


@queues.post("/<account>/Queues.json")
def create_queue(account: str) -> tuple[Response, int]:
    """Make a queue before anybody is sent there."""
    form = parameters(("FriendlyName", "MaxSize"))
    queue = network().queues.named(_free_name(form.get("FriendlyName", "")))
    if "MaxSize" in form:
        queue.longest = _size(form["MaxSize"])
    return jsonify(_shown(account, queue)), 201


@queues.get("/<account>/Queues/<sid>.json")
def fetch_queue(account: str, sid: str) -> Response:
    """Return one queue."""
    return jsonify(_shown(account, _queue(sid)))


@queues.post("/<account>/Queues/<sid>.json")
def update_queue(account: str, sid: str) -> Response:
    """Change how many may wait, or the name; those who wait already stay."""
    queue = _queue(sid)
    form = parameters(("FriendlyName", "MaxSize"))
    longest = _size(form["MaxSize"]) if "MaxSize" in form else queue.longest
    if form.get("FriendlyName", queue.name) != queue.name:
        network().queues.rename(queue, _free_name(form["FriendlyName"]))
    queue.longest = longest
    return jsonify(_shown(account, queue))


@queues.delete("/<account>/Queues/<sid>.json")
def delete_queue(account: str, sid: str) -> tuple[str, int]:  # noqa: ARG001  the guard has looked at the account
    """Forget a queue in which nobody waits."""
    queue = _queue(sid)
    if queue.members:
        raise RestError(400, 22003, "Queue is not empty")
    network().queues.forget(queue)
    return "", 204


@queues.get("/<account>/Queues/<sid>/Members.json")
def list_members(account: str, sid: str) -> Response:
    """List who waits, the front first."""
    filters(())
    queue = _queue(sid)
    return listed("queue_members", [_told(account, queue, member) for member in list(queue.members)])


@queues.get("/<account>/Queues/<sid>/Members/<who>.json")
def fetch_member(account: str, sid: str, who: str) -> Response:
    """Return one who waits."""
    queue = _queue(sid)
    return jsonify(_told(account, queue, _member(queue, who)))


@queues.post("/<account>/Queues/<sid>/Members/<who>.json")
def move_member(account: str, sid: str, who: str) -> Response:
    """Take one out of the queue, at once, and send the call to another document. Nobody else can have it then."""
    queue = _queue(sid)
    form = parameters(("Url", "Method"))
    visit = Visit(address_of(form, "Url"), method_of(form, "Method")) if form.get("Url") else no_document()
    member = _member(queue, who)
    told = _told(account, queue, member)
    if not queue.remove(member):
        raise not_found()
    member.party.interrupt(Moved(visit))
    return jsonify(told)


def _queue(sid: str) -> Queue:
    queue = next((queue for queue in network().queues.everyone() if queue.sid == sid), None)
    if queue is None:
        raise not_found()
    return queue


def _member(queue: Queue, who: str) -> Member:
    waiting = list(queue.members)
    found = waiting[:1] if who == "Front" else [row for row in waiting if row.party.parties.call_sid == who]
    if not found:
        raise not_found()
    return found[0]


def _free_name(name: str) -> str:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise RestError(400, 20001, f"FriendlyName has 1 to {LONGEST_NAME} characters")
    if network().queues.find(name) is not None:
        raise RestError(400, 22003, "A queue with this name already exists")
    return name


def _size(written_as: str) -> int:
    if not written_as.isdecimal() or not 0 <= int(written_as) <= MOST_MEMBERS:
        raise RestError(400, 20001, f"MaxSize is a whole number from 0 to {MOST_MEMBERS}")
    return int(written_as)


def _shown(account: str, queue: Queue) -> Shown:
    uri = f"/2010-04-01/Accounts/{account}/Queues/{queue.sid}"
    return {
        "sid": queue.sid,
        "account_sid": account,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "max_size": queue.longest,
        "average_wait_time": queue.average_wait,
        "date_created": written(queue.created_at),
        "date_updated": written(queue.created_at),
        "uri": f"{uri}.json",
        "subresource_uris": {"members": f"{uri}/Members.json"},
    }


def _told(account: str, queue: Queue, member: Member) -> Shown:
    sid = member.party.parties.call_sid
    return {
        "call_sid": sid,
        "queue_sid": queue.sid,
        "date_enqueued": written(member.enqueued_at),
        "position": queue.position(member),
        "wait_time": member.waited,
        "uri": f"/2010-04-01/Accounts/{account}/Queues/{queue.sid}/Members/{sid}.json",
    }
