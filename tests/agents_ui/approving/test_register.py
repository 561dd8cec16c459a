"""The register's room: what answers, what waits and what was, in counts; proposing, which alone changes nothing."""

from __future__ import annotations

from sqlalchemy import text

from tests.agents_ui.approving.lists import Lists
from tests.agents_ui.desks import Browser
from tests.lookup.vaults import ANA, BEN

REGISTER = "/supervision/register"


def opens(lists: Lists, login: str = "sam") -> Browser:
    return lists.office.signs_in(login).opens(REGISTER)


def sends(browser: Browser, lists: Lists, path: str, **fields: object) -> Browser:
    return browser.sends(f"{REGISTER}/{path}", incident=lists.office.incident.id, **fields)


def test_it_tells_what_answers_and_that_nothing_waits(lists: Lists) -> None:
    seen = opens(lists).sees("Generation 1 answers now", "Individuals 5", "Callers are answered: the self-test passes.")
    seen.sees("proposed by ada (on the server), approved by grace (on the server)", "No list waits to be published")
    seen.sees("flask register import LIST --incident jcps-2019")


def test_what_waits_stands_beside_what_answers_with_what_its_import_counted(lists: Lists) -> None:
    lists.imports(40, unreadable=3, cells_too_many=1)
    seen = opens(lists).sees("Generation 2 waits to be published", "Now: generation 1", "Then: generation 2")
    seen.sees("Individuals 5 changes to 40 (+35)", "Can’t be found nobody changes to 4, in any way")
    seen.sees("44 rows in the list", "4 rows were left out: whoever stands there is not found, in any way.")
    seen.sees("birth_date not a date (the list was declared as YYYY-MM-DD) 3")
    seen.sees("the row as a whole has 10 cells where the header has 8 1")


def test_no_value_of_the_list_is_on_the_page(lists: Lists) -> None:
    lists.imports(40, unreadable=3, cells_too_many=1)
    opens(lists).sees_nothing_of("31.12.2009", "990000", "2009-05-17", "1 Example St", "Doe")


def test_fewer_people_are_said_aloud(lists: Lists) -> None:
    lists.imports_these(ANA, BEN)
    opens(lists).sees("3 individuals fewer: people who are found now may hear that there is no match.")


def test_trying_it_out_opens_all_of_it_and_changes_nothing(lists: Lists) -> None:
    lists.imports(40)
    sends(opens(lists), lists, "try").is_at(REGISTER).sees("Every page of it opens.")
    with lists.office.house.database.write() as session:
        session.execute(text("DELETE FROM register_pages WHERE generation = 2"))
    sends(opens(lists), lists, "try").sees("This list can't be used now")
    assert lists.answers() == 1


def test_a_supervisor_alone_only_proposes(either_lists: Lists) -> None:
    either_lists.imports(40)
    sam = opens(either_lists)
    sends(sam, either_lists, "propose", note="Two schools more").is_at(REGISTER)
    sam.sees("It is proposed.", "Sam Whitfield has proposed that it answer.")
    (proposal,) = either_lists.opened()
    assert (proposal.proposed_by, proposal.note) == (
        f"supervisor {either_lists.office.people['sam'].id}",
        "Two schools more",
    )
    sends(sam, either_lists, "propose").sees("This is proposed already")
    assert either_lists.answers() == 1


def test_a_note_that_could_be_somebodys_detail_is_not_kept(lists: Lists) -> None:
    lists.imports(40)
    sends(opens(lists), lists, "propose", note="ring 573 555 0100").sees("This looks like a number")
    assert lists.opened() == ()


def test_going_back_is_one_press_and_waits_too(lists: Lists) -> None:
    lists.imports(40)
    lists.publishes()
    sam = opens(lists).sees("What answered before", "Generation 1 5 individuals", "Propose to go back to it")
    sends(sam, lists, "go-back", generation=1).sees("It is proposed, and waits under Approvals")
    assert [proposal.matter for proposal in lists.opened()] == ["roll_back"]
    assert lists.answers() == 2


def test_what_can_not_be_gone_back_to_is_not_offered(lists: Lists) -> None:
    lists.imports(40)
    lists.publishes()
    for key in lists.office.house.keyring.path.glob("incident-1-generation-1-*.key"):
        key.unlink()
    sam = opens(lists).sees("What answered before")
    assert "Propose to go back" not in sam.text
    for generation in ("1", "2", "7", "many", ""):
        sends(sam, lists, "go-back", generation=generation)
        sam.opens(REGISTER)
    assert lists.opened() == ()


def test_nothing_can_be_proposed_where_nothing_waits(lists: Lists) -> None:
    sends(opens(lists), lists, "propose").sees("This list can't be used now")
    assert lists.opened() == ()


def test_a_register_that_can_not_be_asked_is_said_to_be_so(lists: Lists) -> None:
    sam = opens(lists)
    for key in lists.office.house.keyring.path.glob("incident-1-generation-1-*.key"):
        key.unlink()
    sam.opens(REGISTER).sees("Callers hear that we can’t tell. Tell the operator at once")


def test_nobody_elses_incident_is_known_to_be_there(lists: Lists) -> None:
    sam = opens(lists)
    for strange in ("2", "99", "-1", "x", ""):
        assert sam.opens(f"{REGISTER}?incident={strange}").status == 404
        assert sam.opens(REGISTER).sends(f"{REGISTER}/try", incident=strange).status == 404
        assert sam.opens(REGISTER).sends(f"{REGISTER}/propose", incident=strange).status == 404
    assert lists.opened() == ()


def test_it_is_told_in_spanish_too(lists: Lists) -> None:
    lists.imports(40, unreadable=1)
    sam = opens(lists)
    sam.opens("/account").sends("/account/language", language="es")
    sam.opens(REGISTER).sees("La generación 2 espera a ser publicada", "Se dejó fuera 1 fila", "Personas 5 cambia a 40")
