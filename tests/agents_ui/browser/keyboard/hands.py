"""Somebody at the desk with a keyboard and no mouse: keys, typing, and what a screen reader says of the focus.

Nothing here points at a thing on the page; whoever wants to be somewhere goes there. Names are given in English and
looked for in the language of the page. Must not know: any page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

AWAY = 60  # presses of Tab, after which something counts as out of reach
Role = Literal["button", "checkbox", "heading", "link", "radio", "searchbox", "tab", "textbox"]

# What marks the focus stands on the thing itself, or on the words beside a hidden radio button.
IS_MARKED = """(one) => [one, one.nextElementSibling, one.closest("label")].some((part) => {
  const style = part && getComputedStyle(part);
  return style && (parseFloat(style.outlineWidth) > 1 && style.outlineStyle !== "none" || style.boxShadow !== "none");
})"""


class Hands:
    """One page, and a keyboard."""

    def __init__(self, page: Page, address: str, *, words: Callable[[str], str]) -> None:
        self.page = page
        self._address = address
        self._words = words

    @property
    def focus(self) -> Locator:
        """Where the keyboard is."""
        return self.page.locator(":focus")

    def opens(self, path: str) -> Hands:
        self.page.goto(self._address + path)
        return self._waits_for_the_focus()

    def presses(self, *keys: str) -> Hands:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def types(self, *entries: str) -> Hands:
        """Each entry into a field, and Tab between them."""
        for number, text in enumerate(entries):
            if number:
                self.presses("Tab")
            self.page.keyboard.type(text)
        return self

    def goes_on(self, key: str = "Enter") -> Hands:
        """Press a key that leads to another page, or to this one anew."""
        with self.page.expect_navigation():
            self.presses(key)
        return self._waits_for_the_focus()

    def is_on(self, role: Role, name: str) -> Hands:
        """The focus is there, and everybody sees that it is."""
        expect(self.focus).to_have_role(role)
        assert self._read_out().startswith(self._read(role, name))
        assert role == "heading" or self.focus.evaluate(IS_MARKED), f"nobody sees the focus on {name}"
        return self

    def is_told(self, words: str) -> Hands:
        """The page begins with a notice, and the focus is on it so that it is read out."""
        expect(self.focus).to_have_role("status")
        expect(self.focus).to_have_text(self._words(words))
        return self

    def tabs_to(self, role: Role, name: str) -> Hands:
        """Go on by Tab until the focus is there."""
        self._tabs_to(*self._read(role, name))
        return self.is_on(role, name)

    def unfolds(self, words: str) -> Hands:
        """Go on by Tab to what is folded, and unfold it."""
        self._tabs_to(f"- text: {self._words(words)}")
        assert self.focus.evaluate(IS_MARKED), f"nobody sees the focus on {words}"
        self.presses("Enter")
        expect(self.page.locator("details:focus-within")).to_have_attribute("open", "")
        return self

    def sees(self, *words: str) -> Hands:
        for one in words:
            expect(self.page.get_by_text(self._words(one)).first).to_be_visible()
        return self

    def is_at(self, path: str) -> Hands:
        expect(self.page).to_have_url(self._address + path)
        return self

    def _waits_for_the_focus(self) -> Hands:
        """A page that puts it somewhere does so a moment after it was loaded; keys before that would be lost."""
        if self.page.locator("[autofocus]:visible").count():
            expect(self.focus).to_have_count(1)
        return self

    def _tabs_to(self, *read: str) -> None:
        passed = []
        for _ in range(AWAY):
            self.presses("Tab")
            passed.append(self._read_out())
            if passed[-1].startswith(read):
                return
        raise AssertionError(f"{read} is out of reach; passed {passed}")

    def _read_out(self) -> str:
        """What a screen reader says of where the keyboard is: `- button "Go on"`; quoted where a colon is in it."""
        return self.focus.aria_snapshot().replace("- '", "- ") if self.focus.count() else "the browser itself"

    def _read(self, role: str, name: str) -> tuple[str, str]:
        """How a name is read out, of a field that may stay empty too."""
        words = self._words(name)
        return f'- {role} "{words}"', f'- {role} "{words} {self._words("optional")}"'
