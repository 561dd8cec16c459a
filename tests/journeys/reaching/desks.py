"""Agents in a story: each at the desk, through its real pages, with a telephone that rings beside it.

Callers, agents and the clock share one network in virtual time. Must not know: how a caller finds an agent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agents_ui.house import Desk
from carrier import Call
from hotline.calls import AgentState, Presence
from hotline.queue import AgentLegs, Distribution, Endpoints
from tests.agents_ui.desks import Browser, Office, desk_served
from tests.journeys.lines import Caller, Line
from tests.journeys.reaching.buttons import pressed

RENEWED = {"X-Renewed-By-Itself": "yes"}


class Agent:
    """Somebody who answers: a page, and a telephone at `client:NAME`."""

    def __init__(self, hotline: Hotline, login: str) -> None:
        self.login = login
        self.id = hotline.office.people[login].id
        self.phone = hotline.line.carrier.phone(f"client:{login}")
        self.browser: Browser = hotline.office.browser()
        self._hotline = hotline
        self._call: Call | None = None

    # The telephone

    @property
    def call(self) -> Call:
        assert self._call is not None, "nothing was picked up"
        return self._call

    @property
    def rings(self) -> bool:
        """Whether the telephone rings."""
        self._hotline.line.carrier.goes_on()
        return self.phone.rings

    def picks_up(self) -> Agent:
        assert self.rings, f"{self.login}'s telephone does not ring"
        self._call = self.phone.picks_up()
        # From here on there is not always somebody or something to wait for, but for others' acts.
        self._call.instant = True
        return self

    def refuses(self) -> Agent:
        """The telephone is not answered, but turned away."""
        assert self.rings
        self.phone.declines()
        return self

    def presses(self, keys: str) -> Agent:
        self.call.presses(keys)
        return self

    def takes_it(self) -> Agent:
        """Pick up, listen, and press 1."""
        return self.picks_up().presses("1")

    def hangs_up(self) -> Agent:
        self.call.hangs_up()
        return self

    def hears(self, *words: str) -> Agent:
        for one in words:
            assert one in self.call.heard, f"{one!r} is not in {self.call.heard!r}"
        return self

    @property
    def talks_with(self) -> str:
        """The number with which this telephone is connected now; empty where with none."""
        if self._call is None or self._call.is_over:
            return ""
        told = [event for event in self._call.events if event.name in ("connected", "dialled", "queued", "spoke")]
        return told[-1].text if told and told[-1].name == "connected" else ""

    # The desk

    def comes_to_work(self) -> Agent:
        """Sign in with a telephone that was verified before, and be available."""
        self.has_a_telephone()
        self._hotline.office.signs_in(self.login, self.browser)
        return self.looks().clicks("I am available")

    def has_a_telephone(self) -> None:
        """As if the telephone had been verified by a call, once."""
        house = self._hotline.line.house
        endpoints = Endpoints(house.keyring, house.clock)
        with house.database.write() as session:
            if endpoints.verified(session, self.id) is None:
                begun = endpoints.begin(session, self.id, address=self.phone.address)
                assert endpoints.keyed(session, self.id, digits=begun.code)

    def looks(self) -> Agent:
        """Look at the page, as somebody who has just moved the mouse does."""
        self.browser.opens("/desk")
        return self

    def closes_the_page(self) -> Agent:
        """The browser is gone; the telephone is not."""
        self._hotline.pages.remove(self)
        return self

    def page_renews_itself(self) -> Agent:
        """What the page's script does every two seconds."""
        reply = self.browser.client.get("/desk/now", headers=RENEWED, environ_base={"REMOTE_ADDR": "203.0.113.7"})
        assert reply.status_code == 200, reply.status_code
        return self

    def sees(self, *words: str) -> Agent:
        self.browser.sees(*words)
        return self

    def clicks(self, words: str, **fields: str) -> Agent:
        """Press the button with these words on the page that is shown, after filling in some fields."""
        assert self.browser.page is not None
        action, sent = pressed(self.browser.page.get_data(as_text=True), words)
        self.browser.sends_raw(action or self.browser.path(), sent | fields)
        assert self.browser.status == 200, f"{words!r} was answered with {self.browser.status}"
        self._hotline.line.carrier.goes_on()
        return self

    def accepts(self) -> Agent:
        """Press the button at the desk, and pick up the telephone."""
        return self.looks().clicks("Accept").picks_up()

    def declines(self) -> Agent:
        return self.looks().clicks("Decline")

    def becomes_available(self) -> None:
        """As by the button, but nobody is rung yet."""
        house = self._hotline.line.house
        with house.database.write() as session:
            presence = Presence(house.keyring, house.clock)
            presence.change(session, self.id, AgentState.AVAILABLE)
            presence.seen(session, self.id)

    def holds(self) -> Agent:
        return self.looks().clicks("Hold")

    def goes_back_to_the_caller(self) -> Agent:
        return self.looks().clicks("Back to the caller")

    def asks(self, colleague: Agent) -> Agent:
        """Ring a colleague who may take the call over; the caller is on hold."""
        return self.looks().clicks(self._hotline.office.people[colleague.login].name)

    def hands_over(self) -> Agent:
        return self.looks().clicks("Hand over")

    def ends_the_call(self) -> Agent:
        return self.looks().clicks("End call")

    def wraps_up(self, disposition: str = "answered_questions") -> Agent:
        """Say how the call went; then the next one may ring."""
        return self.looks().clicks("Finish", disposition=disposition)

    # What is so

    @property
    def state(self) -> AgentState:
        """What this agent is doing, as the database has it."""
        house = self._hotline.line.house
        with house.database.read() as session:
            return Presence(house.keyring, house.clock).state_of(session, self.id).state

    def is_(self, state: AgentState) -> Agent:
        assert self.state is state, f"{self.login} is {self.state}, not {state}"
        return self


class Hotline:
    """A line with its desk, and everybody's telephones."""

    def __init__(self, line: Line, office: Office) -> None:
        self.line = line
        self.office = office
        self.pages: list[Agent] = []

    @property
    def distribution(self) -> Distribution:
        """What gives callers to agents."""
        parts: Desk = self.line.app.extensions["desk"]
        return parts.distribution

    def offer_of(self, agent: Agent) -> str:
        """The offer for which this agent's telephone rings, or is picked up."""
        house = self.line.house
        with house.database.write() as session:
            leg = AgentLegs(house.keyring, house.clock).of_agent(session, agent.id)
        assert leg is not None
        return leg.offer

    def agent(self, login: str) -> Agent:
        return Agent(self, login)

    def at_work(self, *logins: str) -> tuple[Agent, ...]:
        """These agents, available; who is named first has waited longest."""
        agents = tuple(self.agent(login).comes_to_work() for login in logins)
        self.pages += [one for one in agents if one not in self.pages]
        self.pages_renew_themselves()
        return agents

    def pages_renew_themselves(self) -> None:
        """What every page that is open does every two seconds."""
        for one in self.pages:
            one.page_renews_itself()

    def caller(self, number: str) -> Caller:
        return self.line.caller(number)

    def waits(self, seconds: float) -> None:
        """Time goes by; the pages that are open renew themselves."""
        while seconds > 0:
            self.pages_renew_themselves()
            self.line.carrier.goes_on(min(seconds, 2.0))
            seconds -= 2.0

    def waits_for_a_ring_at(self, agent: Agent, *, most: float = 60) -> Agent:
        """Time goes by until an agent's telephone rings, at most so many seconds."""
        while most > 0 and not agent.rings:
            self.waits(2)
            most -= 2
        assert agent.rings, f"{agent.login}'s telephone never rings"
        return agent


@contextmanager
def opened(folder: Path, database_url: str) -> Iterator[Hotline]:
    """A line with its desk, in virtual time."""
    with desk_served(folder, database_url, together=True) as (line, desk):
        yield Hotline(line, desk)
