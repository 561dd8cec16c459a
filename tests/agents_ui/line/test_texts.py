"""Texts at the desk: written by one supervisor, heard on a telephone, approved by another."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from hotline import incidents
from hotline.incidents import Content, Fault
from hotline.staff import Role
from tests.agents_ui.desks import Browser, Colleague, Office, enrols
from tests.agents_ui.reaching.telephones import Reaching, reached

ROOM = "/supervision/line"
GREETING = {"say-en": "This is the line of the schools.", "say-es": "Esta es la línea de las escuelas."}


def present(office: Office) -> Content:
    with office.house.database.read() as session:
        return incidents.current_by_id(session, office.incident.id).content


@pytest.fixture
def desk(at_the_desk: Office) -> Reaching:
    """Two supervisors work for the line."""
    desk = reached(at_the_desk)
    at_the_desk.people["tess"] = Colleague("tess", "Tess Okafor", Role.SUPERVISOR, "jcps-2019")
    enrols(at_the_desk, at_the_desk.people["tess"])
    return desk


@pytest.fixture
def sam(desk: Reaching) -> Browser:
    return desk.office.signs_in("sam")


@pytest.fixture
def tess(desk: Reaching) -> Browser:
    return desk.office.signs_in("tess")


def writes(browser: Browser, path: str = "greeting", **words: str) -> Browser:
    browser.opens(f"{ROOM}/text?at={path}")
    return browser.sends(f"{ROOM}/text", text=path, **(words or GREETING))


def proposal_on(browser: Browser) -> str:
    """The proposal to which the page leads."""
    browser.opens(ROOM)
    assert browser.page is not None
    found = re.search(r"/supervision/line/proposal\?id=([0-9a-f-]+)", browser.page.get_data(as_text=True))
    assert found, browser.text
    return found[1]


def test_one_writes_and_another_approves(desk: Reaching, sam: Browser, tess: Browser) -> None:
    writes(sam).is_at(f"{ROOM}/draft").sees("It is in your draft", "Greeting", "line of the schools", "7 words")
    sam.sends(f"{ROOM}/propose", note="Shorter is better.").sees("It is proposed.", "waits for another supervisor")
    assert present(desk.office).greeting["en"] != GREETING["say-en"]
    found = proposal_on(tess.sees_nothing_of("Sam"))
    tess.opens(f"{ROOM}/proposal?id={found}").sees(
        "Proposed by Sam Whitfield", "Shorter is better.", "Approve these words"
    )
    tess.sends(f"{ROOM}/approve", id=found).sees(
        "Approved. Callers and agents have these texts", "Tess Okafor", "greeting"
    )
    assert present(desk.office).greeting == {"en": GREETING["say-en"], "es": GREETING["say-es"]}
    sam.opens(f"{ROOM}/draft").is_at(f"{ROOM}/texts").sees("Your draft changes nothing yet")


def test_one_person_alone_can_not(desk: Reaching, sam: Browser) -> None:
    before = present(desk.office)
    writes(sam).sends(f"{ROOM}/propose", note="")
    found = proposal_on(sam)
    sam.opens(f"{ROOM}/proposal?id={found}").sees("Your draft").sees_nothing_of("Approve these words")
    sam.sends(f"{ROOM}/approve", id=found).sees("You proposed this yourself")
    assert present(desk.office) == before


def test_what_changes_is_shown_word_by_word(sam: Browser) -> None:
    writes(sam)
    assert sam.page is not None
    raw = sam.page.get_data(as_text=True)
    assert re.search(r"<del>[^<]*Jefferson City Public Schools[^<]*</del>", raw)
    assert "<ins>" in raw


def test_words_that_a_telephone_can_t_say_stay_and_are_told(sam: Browser) -> None:
    words = {"say-en": "You have a match.", "say-es": "palabra " * 26 + "."}
    writes(sam, **words).is_at(f"{ROOM}/text").sees("a telephone can't say it like this", "You have a match.")
    sam.sees("“match” belongs to the answers", "This has 27 words. At most 25", "In force:")
    sam.opens(f"{ROOM}/draft").sees("“match” belongs to the answers", "First, something is to be mended.")
    sam.sends(f"{ROOM}/propose", note="").sees("It can't be proposed like this.")
    sam.sends(f"{ROOM}/leave", text="greeting").sees("Your draft changes nothing yet")


def test_words_are_no_marks(sam: Browser) -> None:
    writes(sam, **{**GREETING, "say-en": "<b>Bold</b> & 'quoted'."})
    assert sam.page is not None
    assert "<b>" not in sam.page.get_data(as_text=True).replace("<b>Tuesday", "")
    sam.sees("<b>Bold</b> & 'quoted'.")


def test_a_question_comes_and_goes(desk: Reaching, sam: Browser, tess: Browser) -> None:
    asked = {"ask-en": "Is there a meeting?", "ask-es": "¿Hay una reunión?"}
    answered = {"answer-en": "Yes, on Friday.", "answer-es": "Sí, el viernes."}
    sam.opens(f"{ROOM}/texts").sends(f"{ROOM}/question", **asked, **answered)
    sam.sees("Is there a meeting?", "new")
    sam.sends(f"{ROOM}/drop-question", text="questions.hacked.ask").sees("is to be no more", "Was the district hacked?")
    sam.sends(f"{ROOM}/propose", note="")
    tess.opens(ROOM).sends(f"{ROOM}/approve", id=proposal_on(tess))
    ids = [one.id for one in present(desk.office).questions]
    assert "is_there_a_meeting" in ids
    assert "hacked" not in ids


def test_half_a_question_is_told_and_left_out_again(desk: Reaching, sam: Browser) -> None:
    before = present(desk.office)
    asked = {"ask-en": "Is there a meeting?", "ask-es": "¿Hay una reunión?"}
    sam.opens(f"{ROOM}/texts").sends(f"{ROOM}/question", **asked).is_at(f"{ROOM}/draft").sees("Is there a meeting?")
    sam.sees("First, something is to be mended.").sends(f"{ROOM}/propose", note="").sees(
        "It can't be proposed like this."
    )
    sam.opens(f"{ROOM}/text?at=questions.is_there_a_meeting.ask").sees("Is there a meeting?")
    writes(sam).is_at(f"{ROOM}/draft")
    sam.sends(f"{ROOM}/leave", text="questions.is_there_a_meeting.ask").sees_nothing_of("Is there a meeting?")
    sam.sees("line of the schools").sees_nothing_of("First, something is to be mended.")
    assert present(desk.office) == before


def test_a_question_that_is_to_stay_after_all_has_its_answer_again(sam: Browser) -> None:
    sam.opens(f"{ROOM}/texts").sends(f"{ROOM}/drop-question", text="questions.hacked.ask").sees("is to be no more")
    sam.sends(f"{ROOM}/leave", text="questions.hacked.ask").sees("Your draft changes nothing yet")


@pytest.mark.parametrize("path", ["greeting", "letters.none_came", "headings.what_happened", "questions.hacked.answer"])
def test_a_text_that_must_be_there_is_missed(sam: Browser, path: str) -> None:
    writes(sam, path, **{"say-en": "", "say-es": ""}).is_at(f"{ROOM}/text").sees("a telephone can't say it like this")
    sam.opens(f"{ROOM}/draft").sees("First, something is to be mended.")
    sam.sends(f"{ROOM}/leave", text=path).sees("Your draft changes nothing yet")


def test_from_a_date_on(desk: Reaching, sam: Browser, tess: Browser) -> None:
    writes(sam).sends(f"{ROOM}/date", when="later", **{"from": "2019-06-01T08:00"}).sees("still to come")
    sam.sends(f"{ROOM}/date", when="later", **{"from": ""}).sees("still to come")
    sam.sends(f"{ROOM}/date", when="later", **{"from": "2019-06-04T08:00"}).sees(
        "In force from Tuesday, June 4, 8:00 AM on"
    )
    sam.sends(f"{ROOM}/propose", note="")
    tess.opens(ROOM).sends(f"{ROOM}/approve", id=proposal_on(tess)).sees("come in force by themselves", "Greeting")
    tess.sees("from Tuesday, June 4, 8:00 AM on", "Approved by Tess Okafor")
    assert present(desk.office).greeting["en"] != GREETING["say-en"]
    desk.office.clock.advance(timedelta(days=1))
    desk.office.signs_in("sam").opens(ROOM).sees_nothing_of("from Tuesday, June 4")
    assert present(desk.office).greeting["en"] == GREETING["say-en"]


def test_an_agent_has_them_from_their_date_on_where_nobody_rings(desk: Reaching, sam: Browser, tess: Browser) -> None:
    answer = {"say-en": "It happened for money.", "say-es": "Pasó por dinero."}
    writes(sam, "questions.reason.answer", **answer).sends(
        f"{ROOM}/date", when="later", **{"from": "2019-06-04T08:00"}
    ).sends(f"{ROOM}/propose", note="")
    tess.opens(ROOM).sends(f"{ROOM}/approve", id=proposal_on(tess))
    desk.office.takes_a_call("ben").sees_nothing_of("It happened for money.")
    desk.office.clock.advance(timedelta(days=1))
    desk.office.takes_a_call("alma").sees("It happened for money.")


def test_what_waits_for_its_date_is_called_off(desk: Reaching, sam: Browser, tess: Browser) -> None:
    writes(sam).sends(f"{ROOM}/date", when="later", **{"from": "2019-06-04T08:00"})
    sam.sends(f"{ROOM}/propose", note="")
    tess.opens(ROOM).sends(f"{ROOM}/approve", id=proposal_on(tess))
    sam.opens(ROOM).sends(f"{ROOM}/call-off", id=sam.hidden("id")).sees("It is called off.")
    desk.office.clock.advance(timedelta(days=1))
    desk.office.signs_in("sam").opens(ROOM)
    assert present(desk.office).greeting["en"] != GREETING["say-en"]


def test_what_is_proposed_is_not_changed_meanwhile(sam: Browser) -> None:
    writes(sam).sends(f"{ROOM}/propose", note="")
    for path, form in (("text", {"text": "greeting", **GREETING}), ("date", {"when": "now"}), ("discard", {})):
        sam.opens(f"{ROOM}/texts").sends(f"{ROOM}/{path}", **form).sees("It is proposed, so it stays as it is.")
    sam.sends(f"{ROOM}/propose", note="").sees("It is proposed, so it stays as it is.")


def test_nobody_is_asked_for_words_that_could_not_be_kept(sam: Browser) -> None:
    assert "A new question" in writes(sam).opens(f"{ROOM}/texts").text
    sam.sends(f"{ROOM}/propose", note="").opens(f"{ROOM}/texts").sees_nothing_of("A new question")
    sam.opens(f"{ROOM}/text?at=not_involved").is_at(f"{ROOM}/draft").sees("It is proposed, so it stays as it is.")


def test_a_text_that_somebody_else_has_changed_is_told(sam: Browser, tess: Browser) -> None:
    writes(sam)
    writes(tess, **{**GREETING, "say-en": "Welcome to the line."}).sends(f"{ROOM}/propose", note="")
    sam.opens(ROOM).sends(f"{ROOM}/approve", id=proposal_on(sam)).sees("Approved.")
    sam.opens(f"{ROOM}/draft").sees("Somebody else has changed this text since.")
    sam.sends(f"{ROOM}/propose", note="").sees("It can't be proposed like this.")
    sam.sends(f"{ROOM}/leave", text="greeting").sees("Your draft changes nothing yet")
    writes(sam).sees_nothing_of("Somebody else has changed this text since.")
    sam.sends(f"{ROOM}/propose", note="").sees("It is proposed.")


def test_a_note_that_could_tell_of_somebody_is_refused(sam: Browser) -> None:
    writes(sam).sends(f"{ROOM}/propose", note="Ask 573 555 0142.").sees("This looks like a number")


def test_a_draft_is_thrown_away(sam: Browser) -> None:
    writes(sam).sends(f"{ROOM}/discard").sees("Your draft is thrown away.").sees_nothing_of("in your draft")


def test_the_line_reads_it_on_ones_own_telephone(desk: Reaching, sam: Browser, tess: Browser) -> None:
    writes(sam).sees("You have no telephone yet that the line may ring.")
    sam.sends(f"{ROOM}/listen", tongue="en").sees("You have no telephone that was confirmed.")
    desk.has_a_telephone("sam", "tess")
    sam.opens(f"{ROOM}/draft").sends(f"{ROOM}/listen", tongue="es").sees("Your telephone is being rung.")
    sam.sends(f"{ROOM}/listen", tongue="es").sees("It could not be rung now.")
    sam.sends(f"{ROOM}/propose", note="")
    found = proposal_on(tess)
    tess.opens(f"{ROOM}/proposal?id={found}").sends(f"{ROOM}/listen", tongue="en", id=found).is_at(f"{ROOM}/proposal")
    assert desk.was_asked("read_aloud") == ["client:sam", "client:tess"]
    assert tess.sends(f"{ROOM}/listen", tongue="fr", id=found).status == 400


@pytest.mark.parametrize("path", ["text?at=", "text?at=slug", "text?at=questions.none.ask", "text?at=blind"])
def test_what_is_no_text_is_not_found(sam: Browser, path: str) -> None:
    assert sam.opens(f"{ROOM}/{path}").status == 404


def test_what_is_no_proposal_is_told(sam: Browser) -> None:
    sam.opens(f"{ROOM}/proposal?id={uuid4()}").is_at(ROOM).sees("There is nothing to decide any more")
    sam.sends(f"{ROOM}/approve", id=str(uuid4())).sees("There is nothing to decide any more")
    sam.sends(f"{ROOM}/call-off", id=str(uuid4())).sees("There is nothing to decide any more")
    sam.sends(f"{ROOM}/listen", id=str(uuid4()), tongue="en").sees("There is nothing to decide any more")
    assert sam.opens(f"{ROOM}/proposal?id=x").status == 400


def test_a_fault_that_is_not_foreseen_is_told_too(at_the_desk: Office) -> None:
    from agents_ui.supervision.line import faults

    with at_the_desk.app.test_request_context():
        assert str(faults.told(Fault(None, "x", "something new"))) == "This can't be used."
