"""Requests that the carrier has signed, cut again by somebody else: other names, other values, under the old signature.

The signed text has no separators, so much can be moved about in it. Whatever comes of it is refused with an empty 403,
or means exactly what the carrier's own request meant. Must not know: how the gate decides.
"""

import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Request

from app import create_app
from carrier.wire import signature
from fuzz.genuine import ACCOUNT, PUBLIC, TOKEN, Pairs, Sent, genuine
from fuzz.stories import Failed, Part
from hotline import settings
from hotline.settings import Settings
from ivr.agents.gate import AgentsGate, LegWebhook
from ivr.gate import Gate, Webhook

SHORT = 4  # letters that stand in any token


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to the request; `chance` decides where."""

    kind: str
    chance: int


def draw(chance: random.Random) -> list[Act]:
    """A genuine request, and a few cuts."""
    kinds = ["sends", *chance.choices(sorted(CUTS), WEIGHTS, k=chance.randrange(1, 5))]
    return [Act(kind, chance.randrange(10**9)) for kind in kinds]


def live(acts: Sequence[Act]) -> None:
    """Send the request, cut; Failed where it is let in with another meaning, or refused with words."""
    sent = genuine(random.Random(acts[0].chance if acts else 0))
    meant = _admitted(sent)
    if meant is None:
        raise Failed("what the carrier signed is refused")
    cut = sent
    for act in acts:
        if act.kind in CUTS:
            cut = CUTS[act.kind](cut, random.Random(act.chance))
    means = _admitted(cut)
    if means is None:
        _is_silently_refused(cut)
    elif means != meant:
        raise Failed("a request that was cut again is let in, and means something else")


CUT_REQUESTS = Part("requests", draw, live, batch=1000)


def _admitted(sent: Sent) -> Webhook | LegWebhook | None:
    """What it means at the door to which it goes."""
    by_caller, by_offer = _gates()
    return by_caller.admit(Request(_environ(sent))) or by_offer.admit(Request(_environ(sent)))


def _is_silently_refused(sent: Sent) -> None:
    status, body = _answered(sent)
    if sent.path.startswith("/ivr/"):
        refused = status.startswith("403 ") and not body
    else:  # the desk, which leads strangers to its sign-in, or no door at all: neither repeats what was sent
        refused = not status.startswith("2") and not _repeated(sent, body)
    if not refused:
        raise Failed(f"a request that is none of the carrier's is answered with {status} and {len(body)} bytes")


def _repeated(sent: Sent, body: bytes) -> list[str]:
    """The values that are on the page, and are not on it when nothing is sent."""
    found = [value for _, value in sent.pairs if len(value) > SHORT and value.encode(errors="replace") in body]
    without = _answered(replace(sent, pairs=()))[1] if found else b""
    return [value for value in found if value.encode(errors="replace") not in without]


def _answered(sent: Sent) -> tuple[str, bytes]:
    told: list[str] = []
    body = b"".join(_line().wsgi_app(_environ(sent), lambda status, _headers, _fault=None: told.append(status)))  # type: ignore[arg-type]  # nobody writes by hand
    return told[0], body


def _environ(sent: Sent) -> dict[str, Any]:
    """As gunicorn would hand it over."""
    body = urlencode(sent.pairs, errors="surrogatepass").encode()
    path, _, query = sent.path.partition("?")
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.headers}
    return {
        "REQUEST_METHOD": sent.method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": sent.path,
        "CONTENT_TYPE": sent.kind,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "line.example.org",
        "HTTP_X_TWILIO_SIGNATURE": sent.signed,
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "https",
        "wsgi.errors": io.StringIO(),
        **given,
    }


@cache
def _settings() -> Settings:
    return settings.load(
        {
            "NOTICELINE_DATABASE_URL": "sqlite:///:memory:",
            "NOTICELINE_PUBLIC_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
        }
    )


@cache
def _gates() -> tuple[Gate, AgentsGate]:
    return Gate(_settings()), AgentsGate(_settings())


@cache
def _line() -> Flask:
    from structlog import configure, make_filtering_bound_logger  # each refusal is a line in the log

    app = create_app(_settings())
    configure(wrapper_class=make_filtering_bound_logger(50))
    return app


# The cuts


def _signed_order(pairs: Pairs) -> list[tuple[str, str]]:
    return sorted(pairs)


def _moves_a_border(sent: Sent, chance: random.Random) -> Sent:
    """Some characters go from one name or value to its neighbour in the signed text."""
    texts = [text for pair in _signed_order(sent.pairs) for text in pair]
    at = chance.randrange(len(texts) - 1)
    both, border = texts[at] + texts[at + 1], len(texts[at])
    border = chance.choice((0, len(both), chance.randrange(len(both) + 1), border + chance.choice((-1, 1))))
    texts[at], texts[at + 1] = both[: max(0, border)], both[max(0, border) :]
    return replace(sent, pairs=tuple(zip(texts[::2], texts[1::2], strict=True)))


def _joins(sent: Sent, chance: random.Random) -> Sent:
    """Two parameters become one."""
    pairs = _signed_order(sent.pairs)
    if len(pairs) < 2:
        return sent
    at = chance.randrange(len(pairs) - 1)
    (name, value), (next_name, next_value) = pairs[at : at + 2]
    return replace(sent, pairs=(*pairs[:at], (name, value + next_name + next_value), *pairs[at + 2 :]))


def _splits(sent: Sent, chance: random.Random) -> Sent:
    """One parameter becomes two."""
    pairs = _signed_order(sent.pairs)
    at = chance.randrange(len(pairs))
    text = "".join(pairs[at])
    a, b, c = sorted(chance.randrange(len(text) + 1) for _ in range(3))
    return replace(sent, pairs=(*pairs[:at], (text[:a], text[a:b]), (text[b:c], text[c:]), *pairs[at + 1 :]))


def _draws_from_the_address(sent: Sent, chance: random.Random) -> Sent:
    """The end of the address becomes part of the first name, or the other way round."""
    (name, value), *rest = _signed_order(sent.pairs)
    count = chance.randrange(1, 12)
    if chance.random() < 0.5:
        return replace(sent, path=sent.path[:-count] or "/", pairs=((sent.path[-count:] + name, value), *rest))
    return replace(sent, path=sent.path + name[:count], pairs=((name[count:], value), *rest))


def _repeats(sent: Sent, chance: random.Random) -> Sent:
    pair = chance.choice(sent.pairs)
    return replace(sent, pairs=(*sent.pairs, chance.choice((pair, (pair[0], ""), (pair[0], "1")))))


def _leaves_out(sent: Sent, chance: random.Random) -> Sent:
    at = chance.randrange(len(sent.pairs))
    return replace(sent, pairs=(sent.pairs[:at] + sent.pairs[at + 1 :]) or (("x", "y"),))


def _adds(sent: Sent, chance: random.Random) -> Sent:
    name = chance.choice(("Digits", "digits", "Digits ", "From", "AccountSid", "x", "", "bodySHA256", "Ａ"))
    return replace(sent, pairs=(*sent.pairs, (name, chance.choice(("", "1", ACCOUNT, "\x00", "é")))))


def _changes(sent: Sent, chance: random.Random) -> Sent:
    at = chance.randrange(len(sent.pairs))
    name, value = sent.pairs[at]
    value = chance.choice((value + " ", value[::-1], value.upper(), value + "\n", "٣", ""))
    return replace(sent, pairs=(*sent.pairs[:at], (name, value), *sent.pairs[at + 1 :]))


def _mixes(sent: Sent, chance: random.Random) -> Sent:
    return replace(sent, pairs=tuple(chance.sample(sent.pairs, len(sent.pairs))))


def _goes_elsewhere(sent: Sent, chance: random.Random) -> Sent:
    path, _, query = sent.path.partition("?")
    variants = (
        *(f"{path}/?{query}", f"/{sent.path}", f"{path}?{query}&x=1", f"{path}?{query}#", f"{sent.path}?", f"{path}?"),
        *(path.replace("i", "%69", 1) + f"?{query}", path.upper(), f"/ivr/../{path}", "/ivr/answer?turn=3", "/", ""),
        *(PUBLIC + sent.path, f"{path};x?{query}", f"{path}?turn=0{query[5:]}", f"{path}?turn=%31"),
    )
    return replace(sent, path=chance.choice(variants))


def _comes_by_a_proxy(sent: Sent, chance: random.Random) -> Sent:
    name = chance.choice(("Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded"))
    value = chance.choice(
        ("evil.example", "http", "127.0.0.1:8000", "host=evil.example;proto=http", "/x", "LINE.example.org:443")
    )
    return replace(sent, headers=(*sent.headers, (name, value)))


def _is_signed_otherwise(sent: Sent, chance: random.Random) -> Sent:
    other = signature(chance.choice(("", "another token")), PUBLIC + sent.path, dict(sent.pairs))
    return replace(sent, signed=chance.choice((other, "", sent.signed[:-1], sent.signed.lower(), f" {sent.signed} ")))


def _speaks_otherwise(sent: Sent, chance: random.Random) -> Sent:
    if chance.random() < 0.5:
        return replace(sent, method=chance.choice(("GET", "PUT", "HEAD", "post", "OPTIONS")))
    return replace(sent, kind=chance.choice(("", "text/plain", "application/json", "multipart/form-data; boundary=x")))


CUTS: Mapping[str, Callable[[Sent, random.Random], Sent]] = {
    "moves a border": _moves_a_border,
    "joins two": _joins,
    "splits one": _splits,
    "draws from the address": _draws_from_the_address,
    "repeats": _repeats,
    "leaves out": _leaves_out,
    "adds": _adds,
    "changes": _changes,
    "mixes": _mixes,
    "goes elsewhere": _goes_elsewhere,
    "comes by a proxy": _comes_by_a_proxy,
    "is signed otherwise": _is_signed_otherwise,
    "speaks otherwise": _speaks_otherwise,
}
# Most of all, cuts that the old signature still fits.
WEIGHTS = [12 if kind in ("moves a border", "joins two", "splits one", "mixes") else 2 for kind in sorted(CUTS)]
