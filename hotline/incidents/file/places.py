"""Where each key of a TOML document stands: path → line.

The standard reader gives values without places. This one gives places without values, and only for a document that
the standard reader has accepted: it finds its way, it judges nothing. Knows nothing of incidents.
"""

from __future__ import annotations

import re
import tomllib

from hotline.incidents.file.faults import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*(\.?)""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' + r"|'''.*?'''(?:'{0,2})" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]+")


class Places:
    """The lines of a document that `tomllib` accepts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._rows: dict[Path, int] = {}  # array of tables → its latest row
        self._document()

    def line(self, path: Path) -> int | None:
        """The line of the key, else of the nearest table around it; None when the file has neither."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def _document(self) -> None:
        table: Path = ()
        while self._skip_blank():
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        rows = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if rows else 1
        path = self._key(())
        self._at += 2 if rows else 1
        self._found(path, line)
        if rows:
            self._rows[path] = self._rows.get(path, -1) + 1
            path = (*path, self._rows[path])
            self._found(path, line)
        return path

    def _key(self, table: Path) -> Path:
        """Read a dotted key; a name that stands for an array of tables means its latest row."""
        path, dot = table, "."
        while dot:
            if path in self._rows:
                path = (*path, self._rows[path])
            found = self._take(_KEY)
            name, dot = found[1], found[2]
            path = (*path, name if name[0] not in "\"'" else next(iter(tomllib.loads(f"{name} = 0"))))
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = self._key(table)
        self._found(path, line)
        self._at += 1  # the equals sign
        self._value(path)

    def _found(self, path: Path, line: int) -> None:
        """A table may never be written itself, only something inside it: then it begins there."""
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], line)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        start = self._text[self._at]
        if start == "[":
            self._array(path)
        elif start == "{":
            self._inline_table(path)
        else:
            self._take(_STRING if start in "\"'" else _BARE)

    def _array(self, path: Path) -> None:
        self._at += 1
        row = 0
        while self._skip_blank() and self._text[self._at] != "]":
            self._lines[(*path, row)] = self._line()
            self._value((*path, row))
            self._skip_comma()
            row += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._skip_blank() and self._text[self._at] != "}":
            self._pair(path)
            self._skip_comma()
        self._at += 1

    def _skip_comma(self) -> None:
        self._skip_blank()
        if self._text[self._at] == ",":
            self._at += 1

    def _skip_blank(self) -> bool:
        """Pass blanks, line ends and comments; False at the end of the document."""
        self._take(_BLANK)
        return self._at < len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise AssertionError("the standard reader accepted what this one can't follow")
        self._at = found.end()
        return found

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
