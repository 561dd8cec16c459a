"""What is left of a call at the desk when it is over: claims 11 and 17 of the vault, from the desk's side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from flask import Flask, Response, request, request_finished

from hotline.sealing import KeyFault
from tests.agents_ui.asking import (
    CANNOT_TELL,
    MATCH,
    MAY_NOT_TELL,
    NO_MATCH,
    asks,
    asks_by_letter,
    ends,
    limits,
    nothing,
    takes_another,
    told,
)
from tests.agents_ui.asking import between as what_happens_in
from tests.agents_ui.desks import Browser, Office, office
from tests.journeys.cast import ANA, BEN, CARLA, NORA, Child
from tests.journeys.lines import Line, spellings
from tests.journeys.traces import Statement, everything_in, rows, statements

LAST, FIRST = "Featherstonehaugh", "Wilhelmine"
NAMED = {"last_name": LAST, "first_name": FIRST, "birth_date": "12/31/1987", "zip": "71234"}
KEYED = ("33284378", "945435646")  # as much of the names as the vault reads
LETTER = {"name": f"{FIRST} {LAST}", "address_1": "7 Quince Hollow", "city": "Boonville", "state": "MO", "zip": "71234"}
NUMBER = "573 209 4417"
NOTES = ("her number is 7316904825", "born 12/31/1987", "mail her at wilhelmine@quince.example")
MARKS = (
    *(ANA.number, ANA.born, ANA.keyed_birth_date, BEN.number, NORA.number, CARLA.number, CARLA.born),
    *("1987-12-31", "12311987", *KEYED, "5732094417"),
)
WORDS = (LAST, FIRST, "12/31/1987", "7 Quince Hollow", "Boonville", "quince.example", "11/23/2006", NUMBER)


@contextmanager
def all_that_is_answered(app: Flask) -> Iterator[list[bytes]]:
    """What browsers are sent: each address, header and page, and what each cookie says to whoever opens it."""
    seen: list[bytes] = []

    def listens(_app: Flask, response: Response) -> None:
        seen.append(f"{request.full_path} {response.headers}".encode())
        seen.append(response.get_data())
        with suppress(KeyFault):
            seen.extend(opened(app, cookie) for cookie in response.headers.getlist("Set-Cookie"))

    with request_finished.connected_to(listens, app):
        yield seen


def opened(app: Flask, cookie: str) -> bytes:
    """What a signed cookie says, which anybody can read who has it."""
    name, _, value = cookie.partition(";")[0].partition("=")
    signing = app.extensions["desk"].cookies.get_signing_serializer(app)
    return repr(signing.loads(value)).encode() if name == "desk" else value.encode()


def makes_every_kind_of_call(desk: Office, line: Line) -> Iterator[Browser]:
    """A yes, a no, a refusal, faults, what can't be read, and whatever can be left to be done."""
    limits(desk, checks_by_hand_per_hour=7)
    agent, vault = desk.takes_a_call(), what_happens_in(desk)
    yield asks(agent, ANA).sees(MATCH)
    yield asks(agent, NORA).sees(NO_MATCH)
    yield asks_by_letter(agent, "-".join(in_fours(line.letter_code_of(ANA)))).sees(MATCH)
    yield agent.sends("/desk/check", way="name_desk", **NAMED).sees(NO_MATCH)
    yield agent.sends("/desk/check", way="name_desk", **NAMED | {"birth_date": "31.12.1987"})
    yield agent.sends("/desk/check", way="student_number", student_number=BEN.number + "1", birth_date="11/23/2006")
    yield asks_by_letter(agent, wrong(line.letter_code_of(ANA)))
    yield agent.sends("/desk/letter", what="new_address", **LETTER).sees("The letter request is sealed")
    yield agent.sends("/desk/letter", what="new_letter", **LETTER | {"name": LAST * 20})
    yield agent.sends("/desk/callback", number=NUMBER, window="2019-06-03T17:00Z").sees("The callback is arranged")
    yield agent.sends("/desk/callback", number=NUMBER + "1", window="2019-06-03T17:00Z")
    for note in NOTES:
        yield agent.sends("/desk/escalate", kind="tier_2", note=note).sees("Nothing was kept: write it without.")
        yield agent.sends("/desk/gap", asked=note).sees("Nothing was kept: write it without.")
    yield ends(agent)
    yield agent.sends("/desk/take", incident=desk.incident.id, language="en", role="child", reference=NUMBER)
    yield agent.sends("/desk/check", way="name_desk", **NAMED)  # with no call
    yield takes_another(agent.opens("/desk"), desk)
    yield from with_faults(desk, agent, line)
    assert vault.before is nothing
    for _ in range(3):
        yield asks(agent, CARLA)
    yield agent.sees(MAY_NOT_TELL).sends("/desk/end")


def with_faults(desk: Office, agent: Browser, line: Line) -> Iterator[Browser]:
    """A check that can't be recorded, one without keys, and one that was never begun."""
    vault = what_happens_in(desk)

    def breaks() -> None:
        raise OSError(f"no place for {ANA.number}, {LAST}")  # as somebody else's sentence may say it

    vault.then = breaks
    yield asks(agent, ANA).sees(CANNOT_TELL)
    vault.then, vault.before = nothing, breaks
    yield agent.sends("/desk/check", way="name_desk", **NAMED)
    vault.before = nothing
    with line.without_its_keys():
        agent.sends("/desk/check", way="name_desk", **NAMED)
    yield agent.opens("/desk")


def test_claim_11_what_is_typed_at_the_desk_stays_nowhere(either_line: Line, capfd: pytest.CaptureFixture[str]) -> None:
    desk = office(either_line.app, either_line.clock)
    with all_that_is_answered(either_line.app) as answered:
        steps = sum(1 for _ in makes_every_kind_of_call(desk, either_line))
    kept = {path.name: path.read_bytes() for path in either_line.files()}
    kept["logs"] = "".join(capfd.readouterr()).encode()
    kept["rows"] = everything_in(either_line.house.database)
    kept["answers"] = b"\n".join(answered)
    code = either_line.letter_code_of(ANA)
    marks = {*spellings(code, *MARKS), *in_writing(*WORDS), code[:4].encode() + b"-" + code[4:8].encode()}
    assert len(kept["rows"]) > 10_000
    assert len(answered) > 4 * steps > 100
    assert b"desk.fault" in kept["logs"]
    for place, content in kept.items():
        assert not [mark for mark in marks if mark in content], f"something that was typed is in {place}"


def in_writing(*words: str) -> Iterator[bytes]:
    """The ways in which words could lie about: as they are, in capitals, in an address, in hexadecimal."""
    for word in words:
        for one in (word, word.lower(), word.upper(), word.replace(" ", "+"), word.replace(" ", "%20"), word[::-1]):
            yield from (one.encode(), one.encode("utf-16-le"), one.encode().hex().encode())
        yield word.replace("/", "%2F").encode()


def in_fours(code: str) -> list[str]:
    return [code[at : at + 4] for at in range(0, len(code), 4)]


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


# Claim 17


@dataclass(frozen=True, slots=True)
class Trace:
    """What one check at the desk leaves: the answer aside, all of it must be the same."""

    statements: list[Statement]
    rows: Counter[str]
    reply: list[tuple[str, str]]


def trace(desk: Office, agent: Browser, child: Child) -> tuple[str, Trace]:
    """A new call, and the one POST that makes a check in it."""
    takes_another(ends(agent), desk)
    desk.house.lookup.why_not_ready()  # the self-test has its own hours
    details = {"way": "student_number", "student_number": child.number, "birth_date": child.born}
    form, database = {**details, "csrf_token": agent.token()}, desk.house.database
    before = rows(database)
    with statements(database) as seen:
        reply = agent.client.post("/desk/check", data=form)
    said = [(name, shape_of(name, value)) for name, value in reply.headers]
    left = Trace(list(seen), rows(database) - before, [("status", reply.status), ("body", reply.text), *said])
    return told(agent.opens("/desk")), left


def shape_of(name: str, value: str) -> str:
    """A cookie's name, length and rights; every other header as it is."""
    if name != "Set-Cookie":
        return value
    cookie, rights = value.split(";", 1)
    return f"{cookie.partition('=')[0]} of {len(cookie)};{rights}"


def test_claim_17_the_post_of_every_answer_at_the_desk_leaves_the_same_trace(either_line: Line) -> None:
    desk = office(either_line.app, either_line.clock)
    limits(desk, checks_by_hand_per_hour=3)
    agent = desk.takes_a_call()
    asks(agent, ANA)  # the first of the day makes the rows of the day and of the agent
    told_and_left = [trace(desk, agent, child) for child in (BEN, NORA, CARLA)]
    assert [answer for answer, _ in told_and_left] == [MATCH, NO_MATCH, MAY_NOT_TELL]
    yes, no, refused = (left for _, left in told_and_left)
    assert yes == no == refused
    assert len(yes.statements) > 20
    assert ("Location", "/desk") in yes.reply
