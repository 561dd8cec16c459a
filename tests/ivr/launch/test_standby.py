"""What the carrier says when this host is dead."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from carrier.documents import read_document
from hotline import incidents
from hotline.incidents import Content
from hotline.settings import PROJECT
from ivr.launch import standby
from ivr.words import prompts
from tests.ivr.incidents import CONTENT

EXAMPLE = incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
LARGEST_BIN = 4000  # characters; a REST call takes no longer document either
BOTH = pytest.mark.parametrize("content", [CONTENT, EXAMPLE], ids=["of the tests", "of the example"])


def document(content: Content) -> str:
    return standby.document(content, prompts.load())


@BOTH
def test_it_is_a_document_that_a_carrier_takes(content: Content) -> None:
    assert read_document(document(content).encode(), "text/xml")
    assert len(document(content)) < LARGEST_BIN
    assert "{{" not in document(content), "a TwiML Bin would fill that in"


@BOTH
def test_it_asks_no_host_for_anything(content: Content) -> None:
    verbs = list(ET.fromstring(document(content)))  # noqa: S314  our own document
    assert {verb.tag for verb in verbs} == {"Say", "Dial", "Hangup"}
    assert [verb.attrib for verb in verbs if "action" in verb.attrib or "url" in verb.attrib] == []
    assert "http" not in document(content)


@BOTH
def test_it_says_the_hours_in_every_language_then_rings_a_person_and_never_says_no(content: Content) -> None:
    text = document(content)
    for language in content.languages:
        assert content.hours.spoken[language] in text
        assert text.count(prompts.load()[language].prompt("answer.cannot_tell").words) == 1
    assert f">{content.fallback}</Dial>" in text
    assert text.index(content.fallback) > text.rindex(content.hours.spoken[content.languages[-1]])
    assert "did not find" not in text
    assert text.rstrip().endswith("<Hangup /></Response>")
