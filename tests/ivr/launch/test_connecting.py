"""Connecting the line's number: what it changes, what it refuses, and that it is written down first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hotline.audit import AuditLog
from hotline.incidents import NoSuchIncident
from ivr.launch.connecting import Connector, NotThisLine
from ivr.telephone import CarrierUnreachable, Number, NumberNotOurs, NumberSettings
from tests.ivr.carriers import FakeApi
from tests.ivr.fakes import PUBLIC, FakeHouse
from tests.ivr.incidents import CONTENT, LINE

BIN = "https://handler.twilio.com/twiml/EH" + "3" * 32


class Unsure(FakeApi):
    """A carrier whose answer to a change is lost."""

    def connect(self, number: Number, wanted: NumberSettings) -> Number:
        super().connect(number, wanted)
        raise CarrierUnreachable("no answer")


def connector(house: FakeHouse, api: FakeApi) -> Connector:
    return Connector(house, api, operator="ada")


def audited(house: FakeHouse) -> list[str]:
    with house.database.read() as session:
        return [entry.tag for entry in AuditLog(house.keyring, house.clock).entries(session)]


def test_a_number_is_set_to_what_this_line_needs(house: FakeHouse) -> None:
    api = FakeApi()
    plan = connector(house, api).plan(LINE, fallback_url=BIN)
    connector(house, api).carry_out(plan)
    assert api.told == [
        NumberSettings(
            voice_url=f"{PUBLIC}/ivr/incoming#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx",
            voice_method="POST",
            status_callback=f"{PUBLIC}/ivr/status",
            status_callback_method="POST",
            voice_fallback_url=BIN,
            voice_fallback_method="POST",
            voice_application_sid="",
            trunk_sid="",
            voice_receive_mode="voice",
            voice_caller_id_lookup=False,
        )
    ]


def test_a_plan_changes_nothing_and_names_what_it_would(house: FakeHouse) -> None:
    api = FakeApi()
    plan = connector(house, api).plan(LINE)
    named = [change.name for change in plan.changes]
    assert named == ["voice_url", "voice_method", "status_callback", "voice_application_sid", "voice_caller_id_lookup"]
    assert plan.changes[1].before == "GET"
    assert api.told == []
    assert "phone.connecting" not in audited(house)


def test_done_twice_there_is_nothing_left_to_change(house: FakeHouse) -> None:
    api = FakeApi()
    connector(house, api).carry_out(connector(house, api).plan(LINE, fallback_url=BIN))
    again = connector(house, api).plan(LINE)
    assert again.changes == ()
    assert again.wanted.voice_fallback_url == BIN, "the fallback stays where none is given"


def test_a_change_whose_answer_is_lost_was_written_down(house: FakeHouse) -> None:
    api = Unsure()
    with pytest.raises(CarrierUnreachable):
        connector(house, api).carry_out(connector(house, api).plan(LINE))
    assert audited(house)[-1] == "phone.connecting"
    assert len(api.told) == 1


def test_a_number_of_nobody_or_of_another_incident_is_refused(house: FakeHouse) -> None:
    for number, slug in (("+15735550177", None), ("+15735550177", CONTENT.slug)):
        with pytest.raises(NotThisLine):
            connector(house, FakeApi()).plan(number, slug=slug)
    with pytest.raises(NoSuchIncident):
        connector(house, FakeApi()).plan(LINE, slug="nothing")


def test_a_number_that_the_account_does_not_have_is_refused(house: FakeHouse) -> None:
    with pytest.raises(NumberNotOurs):
        connector(house, FakeApi(numbers={})).plan(LINE)


def test_a_fallback_on_our_own_host_is_refused(house: FakeHouse) -> None:
    with pytest.raises(NotThisLine, match="dead when it is needed"):
        connector(house, FakeApi()).plan(LINE, fallback_url=f"{PUBLIC}/ivr/fallback")


@pytest.mark.parametrize("public", ["http://line.example", "https://127.0.0.1", "https://localhost:8000"])
def test_an_address_that_a_carrier_can_not_reach_is_refused(house: FakeHouse, public: str) -> None:
    here = replace(house, settings=replace(house.settings, public_url=public))
    with pytest.raises(NotThisLine, match="NOTICELINE_PUBLIC_URL"):
        connector(here, FakeApi()).plan(LINE)
    rehearsal = replace(here, settings=replace(here.settings, twilio_api="http://127.0.0.1:8001"))
    assert connector(rehearsal, FakeApi()).plan(LINE).changes


def test_the_trail_of_a_connection_is_unbroken(house: FakeHouse, tmp_path: Path) -> None:
    api = FakeApi()
    connector(house, api).carry_out(connector(house, api).plan(LINE))
    with house.database.read() as session:
        assert AuditLog(house.keyring, house.clock).verify(session) > 0
