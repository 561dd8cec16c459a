"""Every place of a call: each step, notice, rung and answer, open and closed, in both languages; and every event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest

from carrier.documents import Gather, Hangup, Pause, Say, read_document
from ivr import twiml
from ivr.steps.digits import Back, Digits, Entry, Person, Repeat, Silence
from ivr.steps.events import Answered, DialEnded, Left, LeftQueue, Waited
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING
from ivr.steps.state import ENTRIES, CallState, Notice, Step
from ivr.words.reaching import says_in_line
from ivr.words.saying import says
from ivr.words.speech import ListenInLine, Speech, WaitInLine
from tests.ivr.incidents import SHEETS
from tests.ivr.steps.walks import MAPS, TAKEN, Happening, everywhere, facts_at, shape

WORDS_OF_A_MENU = 45  # 18 seconds
OFFER = re.compile(r"(?:press|oprima) (\d|star|asterisco)")
EVENT_OF: Mapping[str, Entry] = {"0": Person(), "9": Repeat(), "star": Back(), "asterisco": Back()}
ANSWER_ONLY = re.compile(r"match|coincid", re.IGNORECASE)

Places = Mapping[CallState, Mapping[Happening, CallState]]


@pytest.fixture(scope="module", params=list(MAPS))
def name(request: pytest.FixtureRequest) -> str:
    walked: str = request.param
    return walked


@pytest.fixture(scope="module")
def places(name: str) -> Places:
    return everywhere(name)


@pytest.fixture(scope="module")
def facts(name: str) -> Facts:
    return MAPS[name]


@pytest.fixture(scope="module")
def words(places: Places, facts: Facts) -> dict[CallState, str]:
    """What is said at each place, in each language."""
    spoken = facts.content.languages
    calls = [replace(call, language=language) for call in places if call.language for language in spoken]
    calls += [call for call in places if not call.language]
    return {call: " ".join(lines_at(call, facts)) for call in calls}


def lines_at(call: CallState, facts: Facts) -> Iterator[str]:
    return (passage.words for passage in says(call, facts=facts_at(call, facts), sheets=SHEETS).passages)


def in_line(call: CallState, facts: Facts) -> Iterator[Speech]:
    """What there is in the carrier's queue for a call at this place."""
    if call.step in (Step.QUEUE, Step.WITH_AGENT):
        for held, quiet in product((False, True), repeat=2):
            there = facts_at(call, facts)
            there = replace(there, line=replace(there.line, held=held, minutes=4))
            yield says_in_line(call, facts=there, sheets=SHEETS, quiet=quiet)


def offers(text: str) -> set[str]:
    return set(OFFER.findall(text))


def test_the_walks_together_reach_every_step() -> None:
    assert {call.step for walked in MAPS for call in everywhere(walked)} == set(Step)
    assert {call.notice for walked in MAPS for call in everywhere(walked)} == set(Notice)


def test_every_place_is_a_document_that_a_carrier_takes(words: Mapping[CallState, str], facts: Facts) -> None:
    for call in words:
        written = twiml.document(says(call, facts=facts_at(call, facts), sheets=SHEETS))
        verbs = read_document(written.encode(), "text/xml")
        spoken = verbs[0].prompts if isinstance(verbs[0], Gather) else verbs
        assert any(isinstance(verb, Say) for verb in spoken), "nothing is done without a word"
        assert not isinstance(verbs[-1], Hangup) or call.step is Step.GOODBYE


def test_every_document_of_a_queue_is_one_that_a_carrier_takes_there(
    words: Mapping[CallState, str], facts: Facts
) -> None:
    for call in words:
        for speech in in_line(call, facts):
            verbs = read_document(twiml.document(speech).encode(), "text/xml", place="queue")
            assert any(isinstance(verb, Gather | Pause) for verb in verbs), "a carrier asks again at once"


def test_whoever_waits_is_spoken_to_twice_a_minute_at_most(words: Mapping[CallState, str], facts: Facts) -> None:
    for call in words:
        for speech in in_line(call, facts):
            text = " ".join(passage.words for passage in speech.passages)
            assert len(text.split()) <= WORDS_OF_A_MENU + 10
            assert isinstance(speech.then, ListenInLine | WaitInLine)
            assert text == "" or speech.then.then_quiet, "what is said is followed by a silence"


def test_every_key_that_is_offered_in_the_line_leads_somewhere(places: Places, facts: Facts) -> None:
    for call in places:
        if call.step is Step.QUEUE:
            text = " ".join(passage.words for speech in in_line(call, facts) for passage in speech.passages)
            assert "2" in offers(text)
            for key in offers(text):
                assert places[call][EVENT_OF.get(key, Digits(key))].step is not Step.QUEUE, key


def test_a_person_who_takes_a_call_has_it_from_every_place_in_the_line(places: Places) -> None:
    for leads in places.values():
        if TAKEN in leads:
            assert leads[TAKEN].step is Step.WITH_AGENT
            assert leads[TAKEN].agent == 7


def test_nobody_is_hung_up_on_without_the_number_and_the_hours(words: Mapping[CallState, str], facts: Facts) -> None:
    for call, text in words.items():
        if call.step is Step.GOODBYE:
            when = facts.closure.say if facts.closure else facts.content.hours.spoken
            assert when[call.language] in text
            assert "8 6 6, 7 7 5, 4 2 0 9" in text


def test_no_place_is_a_dead_end(places: Places) -> None:
    for call, leads in places.items():
        assert call.step is Step.GOODBYE or set(leads.values()) - {call}, f"{call.step} leads nowhere"


def test_somebody_silent_always_comes_to_a_goodbye(places: Places) -> None:
    silent: Mapping[Step, Happening] = {
        Step.PERSON: DialEnded(answered=False),
        Step.CHECKING: Answered("CANNOT_TELL"),  # what ten rounds of waiting end in
        Step.QUEUE: TAKEN,
        Step.WITH_AGENT: LeftQueue(Left.BRIDGED),
    }
    ends = {call for call in places if call.step is Step.GOODBYE}
    for start in places:
        way, call = [start], start
        while call not in ends:
            call = places[call][silent.get(call.step, Silence())]
            assert call not in way, f"silence goes round and round at {call.step}"
            way.append(call)
        ends.update(way)


def test_a_person_is_one_key_away_or_the_hours_and_the_same_place_again(places: Places, facts: Facts) -> None:
    for call, leads in places.items():
        if call.step not in LISTENING:
            continue
        then = leads[Person()]
        if facts.content.takes_calls:
            there = facts.is_open and facts.line.staffed and not facts.line.full
            assert then.step is (Step.QUEUE if there else Step.REACH)
            assert (then.heard is None) == (call.heard is None)
        elif facts.is_open:
            assert then.step is Step.PERSON
        elif call.step is not Step.LANGUAGE:
            assert (then.step, then.notice, then.heard) == (call.step, Notice.CLOSED, call.heard)
            assert then.details == call.details


def test_when_nobody_is_there_no_person_is_offered(words: Mapping[CallState, str], facts: Facts) -> None:
    for call, text in words.items():
        if call.step is not Step.LANGUAGE:
            by_hand = re.search(r"For a person, press 0|hablar con una persona, oprima 0", text)
            assert facts.is_open or not by_hand, call.step


def test_every_key_that_is_offered_leads_somewhere(
    places: Places, facts: Facts, words: Mapping[CallState, str]
) -> None:
    for call, text in words.items():
        for key in offers(text) if call.step in LISTENING - set(ENTRIES) - {Step.LANGUAGE} else ():
            then = places[shape(call)][EVENT_OF.get(key, Digits(key))]
            useful = then.step is not call.step or then.tries == 0 or then.notice is Notice.MORE_TIME
            assert useful, f"{key} at {call.step}: {text}"


def test_every_menu_names_a_key_and_is_short(words: Mapping[CallState, str], facts: Facts) -> None:
    for call in words:
        if call.step in LISTENING - set(ENTRIES):
            menu = [line for line in lines_at(call, facts) if OFFER.search(line)]
            menu = menu[-1:] if call.notice is Notice.GREETING else menu  # what it says of people comes before the menu
            assert menu, call.step
            assert sum(len(line.split()) for line in menu) <= WORDS_OF_A_MENU, (call.step, call.tries, menu)
            assert len(offers(" ".join(menu)) - {"0", "9", "star", "asterisco"}) <= 5


def test_only_an_answer_says_the_word_for_a_found_entry(words: Mapping[CallState, str]) -> None:
    for call, text in words.items():
        told = call.heard.name if call.heard and call.step is Step.ANSWER else ""
        assert not ANSWER_ONLY.search(text) or told in ("MATCH", "NO_MATCH"), f"{call.step} {told}: {text}"


def test_only_the_check_can_bring_an_answer(places: Places) -> None:
    for call, leads in places.items():
        for event, then in leads.items():
            assert isinstance(event, Answered | Waited) or call.heard is not None or then.heard is None
