"""An alarm where nobody erases what should be erased every night."""

from __future__ import annotations

from datetime import timedelta

from hotline.followups import Message, Voicemails
from hotline.followups.overdue import OverdueWatch
from tests.hotline.desks import ADA, Desk
from tests.hotline.followups.callbacks import arranges


def alarms(desk: Desk) -> list[str]:
    watch = OverdueWatch(desk.database, desk.ring, desk.clock)
    return [alarm.key for alarm in watch.lookout().look()]


def test_what_is_a_day_too_old_is_told(desk: Desk) -> None:
    arranges(desk)  # for noon
    with desk.database.write() as session:
        Voicemails(desk.ring, desk.clock).leave(session, Message(desk.incident.id, "RE1", "", "en", 9))
    desk.clock.advance(timedelta(days=14, hours=8))
    assert alarms(desk) == []
    desk.clock.advance(timedelta(hours=1))  # another day has begun
    assert alarms(desk) == ["old messages"]
    desk.clock.advance(timedelta(hours=18))
    assert alarms(desk) == ["old messages"]
    desk.clock.advance(timedelta(seconds=1))
    assert alarms(desk) == ["old callbacks", "old messages"]


def test_what_the_carrier_has_not_erased_is_told_too(desk: Desk) -> None:
    voicemails = Voicemails(desk.ring, desk.clock)
    with desk.database.write() as session:
        voicemails.leave(session, Message(desk.incident.id, "RE1", "", "en", 9))
        voicemails.take(session, ADA, incidents=[desk.incident.id])
        voicemails.done(session, ADA)
    desk.clock.advance(timedelta(days=15))
    assert alarms(desk) == ["old messages"]
