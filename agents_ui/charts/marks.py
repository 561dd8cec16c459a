"""Marks of SVG: elements with their attributes, every text in them escaped. Knows nothing of charts."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Attribute = str | float | int | None


def mark(name: str, *content: str, **attributes: Attribute) -> Markup:
    """An element: `class_` is `class`, `text_anchor` is `text-anchor`; an attribute that is None is left out."""
    told = "".join(f' {_named(key)}="{_said(value)}"' for key, value in attributes.items() if value is not None)
    return Markup(f"<{name}{told}>{joined(content)}</{name}>")  # noqa: S704  each part is escaped


def joined(content: Iterable[str]) -> Markup:
    """Elements one after another; what is no element is escaped."""
    return Markup("".join(map(escape, content)))  # noqa: S704  each is escaped


def percent(share: float) -> str:
    """A place along a chart: 0 is its beginning, 1 its end."""
    return f"{short(share * 100)}%"


def short(number: float) -> str:
    """A number with as few digits as a picture needs."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _said(value: str | float) -> str:
    return str(escape(value if isinstance(value, str) else short(value)))
