"""A way past every page of the room of the line, with a second supervisor who decides.

Must not know: what is looked at on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hotline.staff import Role
from tests.agents_ui.browser.tour import Tour
from tests.agents_ui.desks import Colleague, enrols
from tests.agents_ui.reaching.telephones import reached

PAGES_OF_THE_LINE = frozenset({"line", "line_hours", "line_texts", "line_text", "line_draft"})
SMOKE = {
    "en": "We had to leave our offices because of smoke. Nobody is hurt. Please call again this afternoon.",
    "es": "Tuvimos que salir de nuestras oficinas por humo. Nadie está herido. Por favor llame otra vez esta tarde.",
}
NEWS = {
    "en": "Letters with codes reach most families this week. You can check here without a letter, too.",
    "es": "Las cartas con códigos llegan a la mayoría de las familias esta semana. También puede revisar sin carta.",
}
GREETING = {
    "en": "This is the line of Jefferson City Public Schools about the student information that was copied in 2019.",
    "es": "Esta es la línea de las Escuelas Públicas de Jefferson City sobre los datos copiados en 2019.",
}


def line(tour: Tour) -> Iterator[str]:
    """The name of each page, while it is shown."""
    telephones = reached(tour.office)
    tour.office.people["tess"] = Colleague("tess", "Tess Okafor", Role.SUPERVISOR, "jcps-2019")
    enrols(tour.office, tour.office.people["tess"])
    tour.signs_in("sam")
    telephones.has_a_telephone("sam", "tess")
    yield from _now(tour)
    yield from _hours(tour)
    yield from _texts(tour)
    yield from _decided(tour)


def _now(tour: Tour) -> Iterator[str]:
    yield tour.opens("line", "/supervision/line")
    tour.unfolds("Close it now")
    tour.page.locator("#close-say-es").fill("Cerrado")
    yield tour.presses("Close the line now", name="line-refused")
    for language, words in SMOKE.items():
        tour.page.locator(f"#close-say-{language}").fill(words)
    yield tour.presses("Close the line now", name="line-closed")
    tour.unfolds("Tell every caller something")
    for language, words in NEWS.items():
        tour.page.locator(f"#announce-say-{language}").fill(words)
    yield tour.presses("Say it from now on", name="line-announced")
    yield tour.presses("End the closure now", name="line-reopened")


def _hours(tour: Tour) -> Iterator[str]:
    yield tour.opens("line-hours", "/supervision/line/hours")
    tour.page.locator("#hours-saturday").fill("13:00-9")
    yield tour.presses("These hours count from now on", name="line-hours-refused")
    tour.page.locator("#hours-saturday").fill("9:00-13:00")
    yield tour.presses("These hours count from now on", name="line-hours-set")
    tour.unfolds("Plan a closure")
    there = tour.office.clock.now() + timedelta(days=30)
    tour.page.locator("#closure-begins").fill(f"{there:%Y-%m-%d}T08:00")
    tour.page.locator("#closure-ends").fill(f"{there:%Y-%m-%d}T12:00")
    tour.page.locator("#closure-say-en").fill("Our offices are closed this morning.")
    tour.page.locator("#closure-say-es").fill("Las oficinas están cerradas esta mañana.")
    yield tour.presses("Plan it", name="line-hours-planned")


def _texts(tour: Tour) -> Iterator[str]:
    yield tour.opens("line-texts", "/supervision/line/texts")
    yield tour.opens("line-text", "/supervision/line/text?at=greeting")
    tour.page.locator("#text-say-en").fill("We found a match for everybody.")
    yield tour.presses("Put it into my draft", name="line-text-refused")
    for language, words in GREETING.items():
        tour.page.locator(f"#text-say-{language}").fill(words)
    tour.presses("Put it into my draft")
    tour.opens("", "/supervision/line/texts")
    tour.unfolds("A new question")
    said = {
        "ask-en": "Will there be a second letter?",
        "answer-en": "Yes, in the fall. It says how to get the free credit report.",
        "ask-es": "¿Habrá una segunda carta?",
        "answer-es": "Sí, en otoño. Dice cómo obtener el reporte de crédito gratis.",
    }
    for name, words in said.items():
        tour.page.locator(f"#question-{name}").fill(words)
    yield tour.presses("Put it into my draft", name="line-draft")
    tour.page.locator("#propose-note").fill("The families asked for shorter words.")
    yield tour.presses("Propose it to another supervisor", name="line-draft-proposed")
    tour.presses("Sign out")


def _decided(tour: Tour) -> Iterator[str]:
    tour.signs_in("tess")
    tour.opens("", "/supervision/line")
    with tour.page.expect_navigation():
        tour.page.get_by_role("link", name="See what it changes, and decide").click()
    yield "line-proposal"
    yield tour.presses("Ring my telephone", name="line-proposal-rung")
    yield tour.presses("Approve these words", name="line-approved")
    tour.presses("Sign out")
