"""A page as somebody uses it: a button is pressed by the words on it, and its form is sent as the page fills it in.

Must not know: which pages there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Button:
    """What is written on it, and what it sends."""

    words: str = ""
    name: str = ""
    value: str = ""


@dataclass(slots=True)
class Form:
    """One form of a page, as it stands there."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


class NoSuchButton(AssertionError):
    """The page has no button with these words."""


def pressed(page: str, words: str) -> tuple[str, dict[str, str]]:
    """The address and the fields that are sent when the first button that begins with these words is pressed."""
    forms = forms_of(page)
    for form in forms:
        for button in form.buttons:
            if button.words.startswith(words):
                return form.action, form.fields | ({button.name: button.value} if button.name else {})
    raise NoSuchButton(f"no button {words!r}; there are {[one.words for form in forms for one in form.buttons]}")


def forms_of(page: str) -> Sequence[Form]:
    """The forms of a page, in its order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._within(self._form, tag, said)

    def _within(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "button":
            self._button = Button(name=name, value=value)
            form.buttons.append(self._button)
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in said or self._select not in form.fields):
            form.fields[self._select] = value
        elif tag in ("input", "textarea") and name and _is_sent(said):
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button.words = " ".join(f"{self._button.words} {data}".split())


def _is_sent(said: dict[str, str]) -> bool:
    return said.get("type") not in ("radio", "checkbox") or "checked" in said
