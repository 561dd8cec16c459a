"""Two persons on the command line: what one has typed answers nobody until somebody else approves."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from sqlalchemy import update

from app import House
from commands import operator
from hotline.approvals import Matter, Proposal, Proposals
from hotline.staff import Accounts, Invitations, Invited, Role
from hotline.staff.accounts import StaffAccount
from lookup.registers.publishing import Publisher
from tests.lookup.vaults import BEN, list_of

Type = Callable[..., Result]
INCIDENT = ("--incident", "jcps-2019")


def publisher(house: House, by: str = "grace") -> Publisher:
    return Publisher(house.database, house.keyring, house.clock, by=by)


def opened(house: House) -> tuple[Proposal, ...]:
    with house.database.read() as session:
        return tuple(Proposals(house.keyring, house.clock).opened(session, None))


def hires(house: House, login: str, name: str, role: Role) -> None:
    with house.database.write() as session:
        Invitations(house.keyring, house.clock).invite(session, Invited(login, name, role, "en", (1,)), by="tests")
        account = Accounts(house.keyring, house.clock).by_login(session, login)
        assert account
        enrolled = update(StaffAccount).where(StaffAccount.id == account.id).values(password="x", totp=bytes(60))
        session.execute(enrolled)


def test_publishing_proposes_and_says_who_else_must_approve(staged: Type, house: House) -> None:
    hires(house, "sue", "Sue Park", Role.SUPERVISOR)
    hires(house, "ada", "Ada Diaz", Role.AGENT)
    done = staged("register", "publish", *INCIDENT, "--note", "Two schools more")
    (proposal,) = opened(house)
    assert (proposal.note, proposal.proposed_by) == ("Two schools more", operator())
    what = "generation 1 of jcps-2019 shall answer, where nothing answers yet: 3 individuals on 1 sealed pages."
    assert done.stdout.splitlines() == [
        f"Proposed: {what} Nothing has changed yet.",
        f"Somebody else must approve it by {proposal.expires_at:%Y-%m-%d %H:%M} UTC:",
        "  at the desk, under Approvals: Sue Park (sue)",
        "  or on this machine, signed in with another login than yours: flask register approve " + str(proposal.id),
    ]
    assert staged("register", "status").stdout.startswith("jcps-2019: nothing is published; generation 1 is staged\n")


def test_where_there_is_nobody_else_it_says_what_to_do(staged: Type, house: House) -> None:
    done = staged("register", "publish", *INCIDENT)
    assert "nobody yet. Invite a colleague: flask staff invite --role supervisor --incident jcps-2019" in done.stdout


def test_one_operator_alone_publishes_nothing(staged: Type, house: House) -> None:
    told = staged("register", "publish", *INCIDENT).stdout
    found = re.search(r"flask register approve (\S+)", told)
    assert found
    done = staged("register", "approve", found[1])
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: You proposed this yourself, so somebody else must approve it.\n",
    )
    assert "nothing is published" in staged("register", "status").stdout
    done = staged("register", "publish", *INCIDENT)
    assert done.stderr.startswith("Error: Exactly this is proposed already")


def test_another_operator_approves_and_it_answers(staged: Type, house: House) -> None:
    proposal = publisher(house).propose(1)
    status = staged("register", "status").stdout
    assert f"Proposed by grace on {proposal.proposed_at:%Y-%m-%d at %H:%M} UTC: generation 1 of jcps-2019" in status
    done = staged("register", "approve", str(proposal.id))
    assert done.stdout.splitlines() == [
        "Publication 1 of jcps-2019: generation 1 answers now.",
        "It knows 3 individuals on 1 sealed pages.",
    ]
    assert "Proposed by" not in staged("register", "status").stdout


def test_what_is_void_is_shown_as_void(staged: Type, house: House, people: Path) -> None:
    proposal = publisher(house).propose(1)
    people.write_text(list_of([BEN]), encoding="utf-8")
    staged("register", "import", str(people), *INCIDENT, "--profile", "light")
    assert "the register has changed since, so nobody can approve it" in staged("register", "status").stdout
    done = staged("register", "approve", str(proposal.id))
    assert done.stderr.startswith("Error: The register has changed since this was proposed")


def test_a_proposal_is_refused_with_a_reason_and_ones_own_is_withdrawn(staged: Type, house: House) -> None:
    proposal = publisher(house).propose(1)
    assert staged("register", "refuse", str(proposal.id)).stderr == "Error: A note needs words.\n"
    assert staged("register", "refuse", str(proposal.id), "--why", "Two schools missing").stdout == "Refused.\n"
    staged("register", "publish", *INCIDENT)
    (mine,) = opened(house)
    assert staged("register", "refuse", str(mine.id)).stdout == "Withdrawn.\n"
    assert opened(house) == ()
    assert staged("register", "refuse", str(mine.id)).stderr.startswith("Error: This proposal is over")


def test_what_is_about_no_list_is_not_refused_here(staged: Type, house: House) -> None:
    with house.database.write() as session:
        ledger = Proposals(house.keyring, house.clock)
        text = ledger.propose(session, Matter.TEXT, "0" * 64, incident_id=1, by="grace")
    done = staged("register", "refuse", str(text.id), "--why", "Too long")
    assert done.stderr == "Error: There is no such proposal.\n"
    assert opened(house) == (text,)


def test_the_status_is_told_where_keys_are_gone(staged: Type, house: House) -> None:
    publisher(house).propose(1)
    staged("register", "destroy", *INCIDENT, says="jcps-2019\n")
    assert "so nobody can approve it" in staged("register", "status").stdout


@pytest.mark.parametrize("strange", [str(UUID(int=0)), "generation 3"])
def test_what_nobody_proposed_is_said_to_be_nothing(staged: Type, strange: str) -> None:
    assert staged("register", "approve", strange).exit_code in (1, 2)


def test_an_operator_is_whoever_signed_in_also_after_sudo(tmp_path: Path) -> None:
    file = tmp_path / "loginuid"
    this_process = operator(file)  # there is no such file
    for nobody in ("4294967295", "", "strange", "-1"):
        file.write_text(nobody)
        assert operator(file) == this_process
    file.write_text("1")
    assert operator(file) == "daemon"
