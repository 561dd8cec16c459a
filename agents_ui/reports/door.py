"""The door of the reports. Must not know: how a figure comes about."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from agents_ui.exports import csv_file
from agents_ui.guards import supervisors
from agents_ui.house import desk
from agents_ui.pages import furnish, page
from agents_ui.reports import exporting, reading, screen, topics, words
from agents_ui.reports.topics import TOPICS
from agents_ui.reports.wanted import wanted
from hotline.reports import MEASURES

door = furnish(Blueprint("reports", __name__, url_prefix="/supervision/reports"))
door.before_request(supervisors)


@door.get("")
def show() -> Response:
    """The line at a glance."""
    return topic("summary")


@door.get("/<topic>")
def topic(topic: str) -> Response:
    """One topic of an incident, over the days that the address asks for."""
    if topic not in TOPICS:
        raise NotFound
    told, own = _told()
    if told is None:
        return page("reports.html", told=None, topic=TOPICS[topic])
    return page("reports.html", told=told, **screen.of(TOPICS[topic], told, own=own))


@door.get("/<topic>/<sheet>.csv")
def export(topic: str, sheet: str) -> Response:
    """One sheet of a topic as a file: the numbers that its page shows, and none besides."""
    told, own = _told()
    shown = {one.id: one for one in topics.sheets(topic, told)} if told and topic in TOPICS else {}
    if told is None or sheet not in shown:
        raise NotFound
    name = exporting.name_of(dict(own)[told.asked.incident_id], topic, shown[sheet], told.asked)
    return csv_file(name, exporting.as_csv(shown[sheet]))


@door.get("/definitions")
def definitions() -> Response:
    """Every measure: what it says, and of what it is made."""
    return page("measures.html", measures=MEASURES, said=words)


def _told() -> tuple[reading.Told | None, list[tuple[int, str]]]:
    found = wanted()
    return reading.read(desk(), found.wish, found.incident_id), found.own
