"""A call at the desk from its beginning to its end, over HTTP: what is asked, told, left to be done, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline import followups
from hotline.followups import open_box
from tests.agents_ui.desks import CUSTODIAN, Browser, Office
from tests.journeys.cast import ANA, DREW, NORA, Child
from tests.journeys.lines import EXAMPLE

ADDRESS = {"address_1": "12 Elm St", "address_2": "Apt 3", "city": "Columbia", "state": "MO", "zip": "65201"}

TOO_MANY = "No more of this can be asked for"


def asks(browser: Browser, child: Child) -> Browser:
    """The agent types a student number and a birth date as people of this country write it."""
    year, month, day = child.born.split("-")
    details = {"student_number": child.number, "birth_date": f"{month}/{day}/{year}"}
    return browser.sends("/desk/check", way="student_number", **details).is_at("/desk")


def test_a_whole_call(either_office: Office) -> None:
    browser = either_office.takes_a_call().sees("On a call", "Thank you for calling")
    asks(browser, ANA).sees("We checked, and we found a match.", "name and medical information", "5 checks left")
    browser.sees("your child&#39;s accounts".replace("&#39;", "'"))
    asks(browser, NORA).sees("we did not find a match for the details you gave me", "4 checks left")
    browser.sees_nothing_of("medical information was", ANA.number, NORA.number, NORA.born)
    browser.sends("/desk/end").sees("How did it end?")
    browser.sends("/desk/finish", disposition="checked").sees("The call is finished.", "available")


def test_every_page_says_what_the_agent_is_doing(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    browser.sends("/desk/presence", state="available").opens("/account").sees("Available")
    at_the_desk.takes_a_call("ben").opens("/account").sees("On a call").sees_nothing_of("Offline")


def test_a_caller_is_spoken_to_in_spanish(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call(language="es").sees("Gracias por llamar")
    asks(browser, ANA).sees("sí encontramos una coincidencia", "We checked, and we found a match.", "datos médicos")


def test_two_children_under_one_number_are_told_no_kinds(at_the_desk: Office) -> None:
    asks(at_the_desk.takes_a_call(), DREW).sees("More than one person has these details")


def test_the_role_changes_the_words_and_not_the_answer(at_the_desk: Office) -> None:
    browser = asks(at_the_desk.takes_a_call(), ANA).sees("your child's accounts")
    browser.sends("/desk/role", role="self").sees("Look over your accounts", "name and medical information")
    browser.sends("/desk/role", role="nobody").sees("Look over your accounts", "Nothing was changed.")


@pytest.mark.parametrize(
    ("way", "details", "told"),
    [
        ("letter_code", {"code": "4831-0927-5511"}, "No letter can have this code"),
        ("letter_code", {"code": ""}, "This is needed."),
        ("student_number", {"student_number": "12345678901", "birth_date": "05/17/2009"}, "can't be a student number"),
        ("student_number", {"student_number": "c7316904825", "birth_date": "05/17/2009"}, "can't be a student number"),
        ("student_number", {"student_number": "7316904825", "birth_date": "06/04/2019"}, "This is no birth date"),
        ("student_number", {"student_number": "7316904825", "birth_date": "17/05/2009"}, "This is no birth date"),
        ("student_number", {"student_number": "7316904825", "birth_date": "02/30/2009"}, "This is no birth date"),
        ("name_desk", {"last_name": "李", "first_name": "Jo", "birth_date": "5/7/2009", "zip": "65101"}, "Latin"),
        ("name_desk", {"last_name": "Doe", "first_name": "Jo", "birth_date": "5/7/2009", "zip": "651"}, "five digits"),
        ("nonsense", {}, "5 checks left"),
    ],
)
def test_a_field_that_cannot_be_right_is_named_and_spends_nothing(
    at_the_desk: Office, way: str, details: dict[str, str], told: str
) -> None:
    browser = asks(at_the_desk.takes_a_call(), ANA)
    browser.sends("/desk/check", way=way, **details).is_at("/desk").sees(told, "5 checks left")
    browser.sees_nothing_of(*(value for value in details.values() if len(value) > 5))


def test_a_letter_is_sealed_for_the_custodian_and_for_nobody_else(either_office: Office, tmp_path: Path) -> None:
    browser = either_office.takes_a_call(language="es")
    wanted = {"what": "new_address", "name": "Marisol Ibáñez", **ADDRESS, "unsafe": "yes"}
    browser.sends("/desk/letter", **wanted).sees("The letter request is sealed", "Letter requested")
    browser.sees_nothing_of("Marisol", "Elm St", "65201")
    with either_office.house.database.write() as session:
        followups.export(session, tmp_path / "requests.jsonl", incident_id=either_office.incident.id, slug="jcps-2019")
    opened = [(one.kind, open_box(CUSTODIAN, one.box)) for one in followups.read(tmp_path / "requests.jsonl")]
    assert [kind for kind, _ in opened] == ["letter"]
    kept = " ".join(opened[0][1].values())
    for detail in ("Marisol Ibáñez", "12 Elm St", "Apt 3", "Columbia MO 65201", "es"):
        assert detail in kept
    browser.sends("/desk/end").sees("Make sure that your supervisor knows")


def test_what_a_letter_lacks_is_said_and_nothing_is_sent(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    browser.sends("/desk/letter", what="new_letter", name="", **ADDRESS).sees("This is needed")
    browser.sends("/desk/letter", what="something", name="Jo Doe", **ADDRESS)
    browser.sends("/desk/letter", what="new_letter", name="Jo Doe").sees("This is needed")
    browser.sees_nothing_of("Jo Doe", "12 Elm St", "Letter requested")


def test_a_callback_has_a_phrase_that_the_caller_is_told(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    window = browser.first_choice("window")
    browser.sends("/desk/callback", number="(573) 555-0123", window=window).sees("The callback is arranged")
    browser.sees("They will first say this number to you", "Callback arranged").sees_nothing_of("555-0123", "5550123")
    browser.sends("/desk/callback", number="12", window=window).sees("This number can't be rung back")
    browser.sends("/desk/callback", number="(573) 555-0123", window="2001-01-01T00:00Z").sees("not offered any more")


def test_a_caller_hears_in_their_own_language_when_somebody_calls_back(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call(language="es")
    window = browser.first_choice("window")
    browser.sends("/desk/callback", number="(573) 555-0123", window=window)
    browser.sees("Alguien le llamará el lunes, 3 de junio, de 11:00", "hora central. Primero le dirá este número")
    browser.sees("Somebody will call you on Monday, June 3, 11:00", "Central Time. They will first say")


def test_the_words_follow_a_caller_who_turns_out_to_speak_spanish(at_the_desk: Office) -> None:
    browser = asks(at_the_desk.takes_a_call(), ANA).sees("Change to Spanish")
    browser.sends("/desk/language", language="es").sees("sí encontramos una coincidencia", "Call in Spanish")
    browser.sends("/desk/language", language="fr").sees("Nothing was changed", "Call in Spanish")


def test_a_refused_reference_leaves_the_callers_language_and_role_as_chosen(at_the_desk: Office) -> None:
    browser, said = at_the_desk.signs_in("alma"), {"incident": at_the_desk.incident.id, "reference": ""}
    browser.sends("/desk/take", language="es", role="child", **said).sees("Give the reference")
    assert browser.page is not None
    raw = browser.page.get_data(as_text=True)
    assert 'value="es" checked' in raw
    assert 'value="child" checked' in raw


def test_a_refused_note_leaves_the_kind_of_escalation_as_chosen(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call().sends("/desk/escalate", kind="safety", note="Jo, born 05/17/2009")
    assert browser.page is not None
    assert 'value="safety" required checked' in browser.page.get_data(as_text=True)


def test_the_way_that_was_used_stays_chosen_when_the_role_changes(at_the_desk: Office) -> None:
    browser = asks(at_the_desk.takes_a_call(role=""), ANA).sends("/desk/role", role="child")
    assert browser.page is not None
    assert 'data-tab="way-student_number" data-chosen' in browser.page.get_data(as_text=True)


def test_the_account_page_shows_the_agents_state_and_warns_of_no_end_in_a_call(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    browser.sends("/desk/presence", state="available").opens("/account").sees("Available", "Are you still there?")
    browser.sees("Your name for signing in is alma .")
    browser = at_the_desk.takes_a_call("ben").opens("/account").sees("On a call")
    browser.sees_nothing_of("Offline", "Are you still there?")


def test_an_escalation_reaches_the_supervisor_and_is_closed_by_them(either_office: Office) -> None:
    browser = either_office.takes_a_call()
    browser.sends("/desk/escalate", kind="press", note="Jo, born 05/17/2009").sees("looks like a number")
    browser.sends("/desk/escalate", kind="press", note="Asks for an interview").sees(
        "its clock is running", "Escalated"
    )
    supervisor = either_office.signs_in("sam").is_at("/supervision").sees("Press", "Asks for an interview", "left")
    supervisor.sees("Opened by Alma Reyes")
    supervisor.sends("/supervision/close-escalation", id=supervisor.hidden("id"), how="Handed to the press office")
    supervisor.sees("The escalation is closed.").sees_nothing_of("Asks for an interview")


def test_a_new_question_reaches_the_supervisor(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    browser.sends("/desk/gap", asked="Is there a lawsuit?").sees("goes to the supervisors")
    supervisor = at_the_desk.signs_in("sam").sees("Is there a lawsuit?")
    supervisor.sends("/supervision/close-gap", id=supervisor.hidden("id")).sees("off the list")


def test_presence_is_the_agents_own_to_change_but_not_in_a_call(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    browser.sends("/desk/presence", state="available").sees("You are available")
    browser.sends("/desk/presence", state="break", reason="meal").sees("On a break")
    browser.sends("/desk/presence", state="ringing").sees_nothing_of("Ringing now")
    said = {"incident": at_the_desk.incident.id, "language": "en", "role": "", "reference": "desk phone 4"}
    browser.sends("/desk/take", **said).sends("/desk/presence", state="available").sees("can't be chosen now")


def test_a_call_by_hand_needs_its_reference(at_the_desk: Office) -> None:
    browser = at_the_desk.signs_in("alma")
    for reference in ("", "573-555-0123", "x" * 60):
        said = {"incident": at_the_desk.incident.id, "language": "en", "role": "self", "reference": reference}
        browser.sends("/desk/take", **said).sees("Give the reference")


def test_approved_questions_stand_beside_the_call_with_their_version(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call(language="es")
    for question in EXAMPLE.questions:
        browser.sees(question.ask["es"], question.answer["es"], question.ask["en"], question.answer["en"])
    browser.sees(f"version {at_the_desk.incident.version}, June 3, 2019")


def test_a_call_leaves_so_much_and_then_says_why_not(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    window = browser.first_choice("window")
    for _ in range(2):
        browser.sends("/desk/callback", number="(573) 555-0123", window=window).sees_nothing_of(TOO_MANY)
    browser.sends("/desk/callback", number="(573) 555-0123", window=window).sees(TOO_MANY)
    for _ in range(3):
        browser.sends("/desk/escalate", kind="tier_2", note="").sees_nothing_of(TOO_MANY)
    browser.sends("/desk/escalate", kind="tier_2", note="").sees(TOO_MANY)
    browser.sends("/desk/end").sees_nothing_of(TOO_MANY)


def test_nobody_is_promised_an_hour_that_is_night_where_they_may_be(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    window = browser.first_choice("window")  # eleven in Chicago is six in Honolulu
    browser.sends("/desk/callback", number="(808) 555-0123", window=window).sees("before eight or after nine")
