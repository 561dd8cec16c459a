"""Gaps: questions without an answer, by day and in no order."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.followups import Gap, Gaps, LooksPersonal, NoSuchGap
from hotline.followups.gaps import QuestionGap
from tests.hotline.desks import Desk


def notes(desk: Desk, asked: str = "Was my bus route in it?") -> Gap:
    with desk.database.write() as session:
        return Gaps(desk.clock).note(session, incident_id=desk.incident.id, language="es", asked=asked)


def opened(desk: Desk, *incident_ids: int) -> Sequence[Gap]:
    with desk.database.read() as session:
        return Gaps(desk.clock).opened(session, incident_ids or (desk.incident.id,))


def closes(desk: Desk, id_: uuid.UUID, *, within: Sequence[int] = (1,)) -> None:
    with desk.database.write() as session:
        Gaps(desk.clock).close(session, id_, within=within)


def test_a_question_is_noted_seen_and_closed_once(desk: Desk) -> None:
    gap = notes(desk)
    assert (gap.day, gap.language, gap.asked) == (desk.clock.now().date(), "es", "Was my bus route in it?")
    assert opened(desk) == (gap,)
    assert opened(desk, 99) == ()
    with pytest.raises(NoSuchGap):
        closes(desk, gap.id, within=(99,))
    closes(desk, gap.id)
    assert opened(desk) == ()
    with pytest.raises(NoSuchGap):
        closes(desk, gap.id)


def test_within_a_day_the_order_is_that_of_random_names(desk: Desk) -> None:
    today = [notes(desk).id for _ in range(8)]
    desk.clock.advance(timedelta(days=1))
    tomorrow = notes(desk)
    assert [gap.id for gap in opened(desk)] == [*sorted(today), tomorrow.id]
    with desk.database.read() as session:
        kept = session.scalars(select(QuestionGap.asked)).all()
    assert len(kept) == 9


def test_words_are_checked(desk: Desk) -> None:
    with pytest.raises(LooksPersonal):
        notes(desk, "Is 8791689979 on the list?")
    assert opened(desk) == ()
