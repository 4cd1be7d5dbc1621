"""A line of a log as a terminal would show it: colours kept as values, every other escape sequence gone.

The grammar of escape sequences is that of ECMA-48 (CSI, OSC, DCS and their 8-bit forms). Each step costs time linear
in the line, also when the line is made to hurt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from spt_tui.sgr import PLAIN, Sgr, after, sequence
from spt_tui.text import clean

LINE_LIMIT = 16_384
"""Characters shown of one line; what is cut is marked with an ellipsis."""

REPLAY_LIMIT = 65_536
"""Of a longer line that returns to its start, only what comes after the first such return inside the last
`REPLAY_LIMIT` characters is replayed: a progress bar has drawn over the rest hundreds of times."""

TAB = 8

_COLUMN_LIMIT = 2 * LINE_LIMIT
"""Columns that are kept of one line: each character of it may be wide."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text without control characters, and its look."""

    text: str
    sgr: Sgr


# No branch can fail after it has consumed more than its introducer, so nothing is scanned twice.
_TOKEN = re.compile(
    r"\x1b+(?=\x1b)"
    r"|(?:\x1b\[|\x9b)(?P<args>[\x30-\x3f]*[\x20-\x2f]*)(?P<final>[\x40-\x7e]?)"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x1f\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[\x20-\x2f]*[\x30-\x7e]?"
    r"|[\x80-\x9f]"
    r"|(?P<move>[\r\b\t])"
)
_CONTROL = re.compile("[\b\t\r\x1b\x80-\x9f]")
"""What one of these is in may be other than it looks."""
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_ARGS_LIMIT = 128
"""Characters that count of a sequence's arguments."""
_PRIVATE = ("<", "=", ">", "?")


def fold(line: str) -> str:
    """The last state of `line` as one line of printable text and SGR sequences of its own or equal ones. Idempotent.

    A carriage return goes back to column 0 and what follows overwrites; what a shorter state leaves of a longer one
    stays, as on a terminal (tqdm pads with spaces, others erase with `CSI K`, which is obeyed). A backspace goes
    back one column; a tab goes on to the next multiple of 8. A wide character takes two columns, a mark none. See
    `LINE_LIMIT` and `REPLAY_LIMIT` for what long lines lose.
    """
    text = plain(line)
    if len(text) <= LINE_LIMIT and text.isprintable() and clean(text, LINE_LIMIT) == text:
        return line  # nothing in it but text and colours, and each part of a clean text is clean
    now, pieces = PLAIN, []
    for span in spans(line):
        if span.sgr != now:
            now = span.sgr
            pieces.append(sequence(now))
        pieces.append(span.text)
    return "".join(pieces)


def spans(line: str) -> tuple[Span, ...]:
    """`fold(line)` as spans of one look each; neighbours differ in look, and no text is empty."""
    if len(line) <= LINE_LIMIT and line.isprintable():
        text = clean(line, LINE_LIMIT)
        return (Span(text, PLAIN),) if text else ()
    row = _Row()
    line, sgr, at = _recent(line), PLAIN, 0
    for token in _TOKEN.finditer(line):
        if token.start() > at:
            row.write(line[at : token.start()], sgr)
        at = token.end()
        if token["move"]:
            row.move(token["move"])
        elif token["final"] == "m" and not token["args"].startswith(_PRIVATE):
            sgr = after(sgr, token["args"][:_ARGS_LIMIT])
        elif token["final"] == "K":
            row.erase(token["args"])
    if at < len(line):
        row.write(line[at:], sgr)
    return row.spans()


def plain(folded: str) -> str:
    """The text of a line that `fold` returned, without its colours."""
    return _SGR.sub("", folded) if "\x1b" in folded else folded


def _recent(line: str) -> str:
    """What counts of a line: all of it, unless it is long."""
    if len(line) > REPLAY_LIMIT:
        back = line.find("\r", len(line) - REPLAY_LIMIT)
        if back >= 0:
            return line[back:]
    if len(line) > _COLUMN_LIMIT and _CONTROL.search(line) is None:
        return line[:_COLUMN_LIMIT] + "…"  # nothing in the rest comes back to what is shown
    return line


class _Row:
    """One line of a terminal while it is written; columns beyond `_COLUMN_LIMIT` are counted and not kept."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        """What begins in each column, with its marks; empty for the second column of a wide character."""
        self._looks: list[Sgr] = []
        self._column = 0
        self._length = 0

    def write(self, text: str, sgr: Sgr) -> None:
        room = max(0, _COLUMN_LIMIT - self._column)
        beyond = max(0, len(text) - room) if text.isascii() else 0  # a column each: counted, and not looked at
        cells = _cells(clean(text[: len(text) - beyond], len(text)))
        if cells and 0 < self._column <= len(self._cells) and columns(cells[0]) == 0:
            self._add_marks(cells.pop(0))
        begin, end = self._column, self._column + len(cells) + beyond
        if cells and begin < _COLUMN_LIMIT:
            kept = cells[: _COLUMN_LIMIT - begin]
            self._split_wide(begin)
            self._split_wide(begin + len(kept))
            self._cells[begin : begin + len(kept)] = kept
            self._looks[begin : begin + len(kept)] = [sgr] * len(kept)
        self._column = end
        self._length = max(self._length, end)

    def _add_marks(self, marks: str) -> None:
        """To the character before the column, unless it has some."""
        place = self._column - 1
        place -= not self._cells[place] and place > 0
        if len(self._cells[place]) <= 2:
            self._cells[place] += marks

    def _split_wide(self, column: int) -> None:
        """What begins or ends at `column` is about to go: of a wide character there, neither half stays."""
        if 0 < column < len(self._cells) and not self._cells[column]:
            self._cells[column - 1] = self._cells[column] = " "

    def move(self, control: str) -> None:
        if control == "\r":
            self._column = 0
        elif control == "\b":
            self._column = max(0, self._column - 1)
        else:
            steps = TAB - self._column % TAB
            over_text = min(steps, self._length - self._column)
            self._column += over_text
            self.write(" " * (steps - over_text), PLAIN)

    def erase(self, args: str) -> None:
        """`CSI K` erases to the end of the line. `CSI 2K` is taken to start the line anew."""
        if args == "2":
            self._column = 0
        if args in ("", "0", "2"):
            self._split_wide(self._column)
            del self._cells[self._column :], self._looks[self._column :]
            self._length = self._column

    def spans(self) -> tuple[Span, ...]:
        made, at, length = [], 0, 0
        for sgr, looks in groupby(self._looks):
            end = at + sum(1 for _ in looks)
            text = "".join(self._cells[at:end])
            # Cleaned once more as a whole: a mark may have come to stand beside the letter that it modifies.
            made.append(Span(clean(text, len(text)), sgr))
            length += len(made[-1].text)
            at = end
        return tuple(_cut(made) if length > LINE_LIMIT or self._length > _COLUMN_LIMIT else made)


def _cut(whole: Iterable[Span]) -> Iterator[Span]:
    room = LINE_LIMIT - 1
    for span in whole:
        if len(span.text) > room:
            yield Span(span.text[:room] + "…", span.sgr)
            return
        yield span
        room -= len(span.text)


def _cells(text: str) -> list[str]:
    """What stands in each column: a character with its marks, or nothing where a wide one goes on. The first may be
    marks alone."""
    if text.isascii() or all(columns(character) == 1 for character in set(text)):
        return list(text)
    cells: list[str] = []
    for character in text:
        width = columns(character)
        if width == 0 and cells:
            cells[-1 if cells[-1] else -2] += character
        else:
            cells.append(character)
            if width == 2:
                cells.append("")
    return cells


@lru_cache(maxsize=4096)
def columns(character: str) -> int:
    """How many columns of a terminal a printable character takes; text of marks alone takes none."""
    if unicodedata.combining(character[0]) or unicodedata.category(character[0]) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character[0]) in "WF" else 1
