"""A draft is read on a supervisor's telephone: the real application, and the simulated carrier that is strict."""

from __future__ import annotations

from pathlib import Path

from hotline.calls import AgentState
from hotline.line import Author, Drafts, name_of
from tests.ivr.agents.stage import Agent, Stage, on_stage
from tests.ivr.incidents import LINE

GREETING = {"en": "This is the new greeting.", "es": "Este es el saludo nuevo."}


def writes_and_rings(stage: Stage, agent: Agent, language: str) -> bool:
    drafts = Drafts(stage.house.keyring, stage.clock)
    with stage.house.database.write() as session:
        draft = drafts.write(session, stage.incident, Author(agent.id, "supervisor 1"), texts={"greeting": GREETING})
    rings = stage.distribution.read_aloud(agent.id, agent.address, line=LINE, about=name_of(draft, language))
    stage.goes_on()
    return rings


def test_the_line_rings_and_reads_in_the_chosen_language(tmp_path: Path, database_url: str) -> None:
    with on_stage(tmp_path, database_url) as stage:
        sue = stage.hires(1, "+15735550177", available=False)
        assert writes_and_rings(stage, sue, "es")
        call = sue.phone.picks_up()
        assert "To hear them, press 1." in call.heard
        assert "saludo" not in call.heard
        call.presses("1")
        assert "Este es el saludo nuevo." in call.heard
        call.presses("9")
        assert call.heard.startswith("Este es el saludo nuevo.")
        call.hangs_up()
        stage.goes_on()
        assert sue.state is AgentState.BREAK, "nothing becomes of it"
        assert stage.rows("agent_legs") == 0


def test_a_telephone_on_which_is_read_rings_for_no_caller(tmp_path: Path, sqlite_url: str) -> None:
    with on_stage(tmp_path, sqlite_url) as stage:
        sue = stage.hires(1, "+15735550177")
        assert writes_and_rings(stage, sue, "en")
        call = sue.phone.picks_up()
        caller = stage.caller()
        assert not writes_and_rings(stage, sue, "en"), "it is in somebody's hand"
        assert not caller.is_over
        call.presses("1")
        call.hangs_up()
        sue.looks()
        assert sue.phone.rings, "now it rings for whoever waits"


def test_whoever_does_not_pick_up_is_rung_no_more(tmp_path: Path, sqlite_url: str) -> None:
    with on_stage(tmp_path, sqlite_url) as stage:
        sue = stage.hires(1, "+15735550177")
        assert writes_and_rings(stage, sue, "en")
        stage.goes_on(60)
        assert (stage.rows("agent_legs"), sue.state) == (0, AgentState.AVAILABLE)
