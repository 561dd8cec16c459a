"""The bell: told once, again while it lasts, and when it is over; what was not sent stays due."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hotline.alarms import Alarm, Bell, Lookout, NotSent
from hotline.alarms.bell import Message, State

NOON = datetime(2019, 6, 3, 12, tzinfo=UTC)
DISK = Alarm("disk", "The disk has 12 MiB left.")
CANARY = Alarm("canary", "The self-test failed.")


@dataclass
class Wire:
    """A sender that keeps what it is given, or has no connection."""

    sent: list[Message] = field(default_factory=list)
    is_cut: bool = False

    def send(self, message: Message) -> None:
        if self.is_cut:
            raise NotSent("cut")
        self.sent.append(message)


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def bell() -> tuple[Bell, Wire]:
    wire = Wire()
    return Bell(wire, line="https://line.example", repeat=timedelta(hours=6)), wire


def states(wire: Wire) -> list[list[tuple[State, str]]]:
    return [[(line.state, line.alarm.key) for line in message.news] for message in wire.sent]


def test_nothing_is_told_while_nothing_is_wrong() -> None:
    one, wire = bell()
    one.ring([], NOON)
    assert wire.sent == []


def test_an_alarm_is_told_once_and_again_while_it_lasts_and_when_it_is_over() -> None:
    one, wire = bell()
    for hours in (0, 1, 5.9, 6, 7, 12):
        one.ring([DISK], after(hours))
    one.ring([], after(13))
    one.ring([], after(14))
    assert states(wire) == [[(state, "disk")] for state in (State.BEGUN, State.STILL, State.STILL, State.OVER)]
    assert [message.all_clear for message in wire.sent] == [False, False, False, True]
    assert {line.since for message in wire.sent for line in message.news} == {NOON}


def test_the_all_clear_comes_when_the_last_alarm_is_over() -> None:
    one, wire = bell()
    one.ring([DISK, CANARY], NOON)
    one.ring([CANARY], after(1))
    one.ring([], after(2))
    assert states(wire)[1:] == [[(State.OVER, "disk")], [(State.OVER, "canary")]]
    assert [message.all_clear for message in wire.sent] == [False, False, True]


def test_a_sentence_with_another_number_is_the_same_alarm() -> None:
    one, wire = bell()
    one.ring([DISK], NOON)
    one.ring([Alarm("disk", "The disk has 11 MiB left.")], after(1))
    assert len(wire.sent) == 1


def test_what_could_not_be_sent_is_sent_at_the_next_look() -> None:
    one, wire = bell()
    wire.is_cut = True
    one.ring([DISK], NOON)
    wire.is_cut = False
    one.ring([DISK], after(0.1))
    wire.is_cut = True
    one.ring([], after(0.2))
    wire.is_cut = False
    one.ring([], after(0.3))
    assert states(wire) == [[(State.BEGUN, "disk")], [(State.OVER, "disk")]]


def test_what_came_and_went_unsent_needs_no_all_clear() -> None:
    one, wire = bell()
    wire.is_cut = True
    one.ring([DISK], NOON)
    wire.is_cut = False
    one.ring([], after(1))
    assert wire.sent == []


def test_a_clock_set_back_keeps_no_alarm_silent_for_long() -> None:
    one, wire = bell()
    one.ring([DISK], after(24 * 365))
    one.ring([DISK], NOON)
    one.ring([DISK], after(6))
    assert states(wire)[-1] == [(State.STILL, "disk")]


def test_what_can_not_be_looked_at_stands_as_it_did() -> None:
    found: list[list[Alarm] | None] = [[DISK], None, []]

    def look() -> list[Alarm]:
        now = found.pop(0)
        if now is None:
            raise OSError
        return now

    lookout = Lookout({"disks": look, "canary": lambda: [CANARY]})
    assert [lookout.look() for _ in range(3)] == [(DISK, CANARY), (DISK, CANARY), (CANARY,)]


def test_a_message_is_told_in_words() -> None:
    one, wire = bell()
    one.ring([DISK], NOON)
    one.ring([], after(1))
    assert [message.subject for message in wire.sent] == ["Noticeline: 1 new alarm", "Noticeline: all clear"]
    assert wire.sent[0].text.splitlines() == [
        "ALARM  The disk has 12 MiB left. (since 2019-06-03 12:00 UTC)",
        "",
        "https://line.example",
    ]
