"""The room of approvals: what exactly would change, and who can let it; nobody alone, nothing twice, nothing stale."""

from __future__ import annotations

import uuid

import pytest

from hotline.approvals import GOOD_FOR, Proposal
from tests.agents_ui.approving.lists import Lists
from tests.agents_ui.desks import Browser
from tests.lookup.vaults import ANA, BEN

APPROVALS = "/supervision/approvals"
REGISTER = "/supervision/register"


def opens(lists: Lists, login: str = "sam") -> Browser:
    return lists.office.signs_in(login).opens(APPROVALS)


def of(login: str, lists: Lists) -> str:
    return f"supervisor {lists.office.people[login].id}"


def waiting(lists: Lists, by: str = "ada") -> Proposal:
    """A list waits, and somebody wants it to answer."""
    lists.imports(40, unreadable=2)
    return lists.proposes(by, note="Two schools more")


def test_nothing_waits(lists: Lists) -> None:
    opens(lists).sees("Nothing waits for approval.", "Decided lately", "Approved by grace (on the server)")


def test_what_would_change_stands_there_and_another_lets_it(either_lists: Lists) -> None:
    proposal = waiting(either_lists)
    sam = opens(either_lists).sees("Another list is to answer", "Jefferson City Public Schools", "Two schools more")
    sam.sees("ada (on the server) proposed it on Monday, June 3", "It waits until Monday, June 10")
    sam.sees("Individuals 5 changes to 40 (+35)", "Approve: generation 2 answers from now on")
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).is_at(APPROVALS)
    sam.sees("Approved. From now on callers are answered from this list.", "Nothing waits for approval.")
    sam.sees("Another list is to answer Jefferson City Public Schools, generation 2 Approved by Sam Whitfield")
    assert either_lists.answers() == 2
    sam.opens(REGISTER).sees("Generation 2 answers now", "proposed by ada (on the server), approved by Sam Whitfield")


def test_whoever_proposed_it_can_not_approve_or_refuse_it(lists: Lists) -> None:
    proposal = waiting(lists, of("sam", lists))
    sam = opens(lists).sees("You proposed it on", "Withdraw it", "Somebody else has to approve it.")
    assert "Approve:" not in sam.text
    for verb in ("approve", "refuse"):
        sam.sends(f"{APPROVALS}/{verb}", id=proposal.id, why="It is mine").sees("You can't approve this")
    assert (lists.answers(), lists.opened()) == (1, (proposal,))


def test_ones_own_is_withdrawn_and_nobody_elses(lists: Lists) -> None:
    proposal = waiting(lists, of("sam", lists))
    rosa = opens(lists, "rosa")
    rosa.sends(f"{APPROVALS}/withdraw", id=proposal.id).sees("This is over")
    assert lists.opened() == (proposal,)
    opens(lists).sends(f"{APPROVALS}/withdraw", id=proposal.id).sees("Withdrawn. Nothing has changed.")
    assert lists.opened() == ()


def test_a_refusal_takes_a_reason_and_the_reason_is_shown(lists: Lists) -> None:
    proposal = waiting(lists)
    sam = opens(lists)
    sam.sends(f"{APPROVALS}/refuse", id=proposal.id, why="").sees("This is needed.")
    sam.sends(f"{APPROVALS}/refuse", id=proposal.id, why="for 7316904825").sees("This looks like a number")
    sam.sends(f"{APPROVALS}/refuse", id=proposal.id, why="Two schools are missing")
    sam.sees("Refused. Nothing has changed.", "Two schools are missing", "Refused by Sam Whitfield")
    assert (lists.answers(), lists.opened()) == (1, ())


def test_an_approval_counts_once(lists: Lists) -> None:
    proposal = waiting(lists)
    sam, rosa = opens(lists), opens(lists, "rosa")
    rosa.sends(f"{APPROVALS}/approve", id=proposal.id).sees("Approved.")
    for verb in ("approve", "refuse", "withdraw"):
        sam.opens(APPROVALS).sends(f"{APPROVALS}/{verb}", id=proposal.id, why="Too late").sees("This is over")


def test_what_has_changed_since_can_not_be_approved(lists: Lists) -> None:
    proposal = waiting(lists)
    sam = opens(lists)
    lists.imports_these(ANA, BEN)
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).sees("The lists have changed since this was proposed")
    sam.opens(APPROVALS).sees("The lists have changed since, so it can’t be approved any more.", "Refuse it")
    assert "Approve:" not in sam.text
    assert lists.answers() == 1


def test_a_list_that_is_damaged_is_not_let_answer(lists: Lists) -> None:
    proposal = waiting(lists)
    sam = opens(lists)
    for key in lists.office.house.keyring.path.glob("incident-1-generation-2-*.key"):
        key.chmod(0o600)
        key.write_bytes(bytes(32))
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).sees("This list can't be used now")
    assert lists.answers() == 1


def test_a_proposal_goes_after_seven_days(lists: Lists) -> None:
    proposal = waiting(lists)
    lists.office.clock.advance(GOOD_FOR)
    sam = opens(lists).sees("Nothing waits for approval.")
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).sees("This is over")


def test_whoever_works_for_another_incident_sees_and_decides_nothing(lists: Lists) -> None:
    proposal = waiting(lists)
    other = lists.hires("zora", incident="elsewhere")
    zora = opens(lists, other).sees("Nothing waits for approval.")
    for verb in ("approve", "refuse", "withdraw"):
        zora.sends(f"{APPROVALS}/{verb}", id=proposal.id, why="Not mine").sees("This is over")
    assert (lists.answers(), lists.opened()) == (1, (proposal,))


def test_what_is_about_somebody_leads_to_their_page(lists: Lists) -> None:
    alma = lists.office.people["alma"].id
    rosa = lists.office.signs_in("rosa").opens(f"/supervision/people/{alma}")
    rosa.sends(f"/supervision/people/{alma}/begin-anew", note="Lost the telephone")
    sam = opens(lists).sees("Somebody is to get a link Alma Reyes", "Alma Reyes begins anew", "Lost the telephone")
    assert sam.page
    assert f'href="/supervision/people/{alma}"' in sam.page.get_data(as_text=True)
    (proposal,) = lists.opened()
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).sees("This is over")
    sam.opens(APPROVALS).sends(f"{APPROVALS}/refuse", id=proposal.id, why="Alma found it").sees("Refused.")
    sam.sees("Somebody is to get a link Alma Reyes Refused by Sam Whitfield", "Alma found it")


def test_who_begins_anew_is_known_only_to_whoever_works_with_them(lists: Lists) -> None:
    sam = lists.office.people["sam"].id
    rosa = lists.office.signs_in("rosa").opens(f"/supervision/people/{sam}")
    rosa.sends(f"/supervision/people/{sam}/begin-anew", note="")
    (proposal,) = lists.opened()
    zora = opens(lists, lists.hires("zora", incident="elsewhere")).sees("Nothing waits for approval.")
    zora.sends(f"{APPROVALS}/refuse", id=proposal.id, why="Not mine").sees("This is over")
    assert lists.opened() == (proposal,)


def test_other_words_lead_to_the_page_that_speaks_them(lists: Lists) -> None:
    proposal = lists.proposes_words()
    sam = opens(lists).sees("Other words are to be said", "Look at it and approve it")
    assert sam.page
    assert f'href="/supervision/line/proposal?id={proposal.id}"' in sam.page.get_data(as_text=True)
    sam.sends(f"{APPROVALS}/approve", id=proposal.id).sees("This is over")
    assert lists.opened() == (proposal,)
    sam.sends(f"{APPROVALS}/refuse", id=proposal.id, why="Too long").sees("Refused.")
    assert lists.opened() == ()


def test_the_overview_says_that_something_waits(lists: Lists) -> None:
    sam = lists.office.signs_in("sam").opens("/supervision").sees("0 wait for approval")
    waiting(lists)
    sam.opens("/supervision").sees("1 waits for approval")


@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw"])
def test_what_is_no_proposal_does_nothing(lists: Lists, verb: str) -> None:
    sam = opens(lists)
    assert sam.sends(f"{APPROVALS}/{verb}", id="generation 2").status == 400
    sam.opens(APPROVALS).sends(f"{APPROVALS}/{verb}", id=uuid.uuid4(), why="Nothing").sees("This is over")
    assert lists.answers() == 1


def test_markup_in_a_note_is_words(lists: Lists) -> None:
    lists.imports(40)
    lists.proposes(note="<b>bold</b> & quick")
    sam = opens(lists).sees("<b>bold</b> & quick")
    assert sam.page
    assert "<b>bold" not in sam.page.get_data(as_text=True)


def test_it_is_told_in_spanish_too(lists: Lists) -> None:
    waiting(lists)
    sam = opens(lists)
    sam.opens("/account").sends("/account/language", language="es")
    sam.opens(APPROVALS).sees("Debe responder otra lista", "Aprobar: la generación 2 responde desde ahora")
