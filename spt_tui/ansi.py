"""A line of a log as a terminal would show it: colours kept as values, every other escape sequence gone.

The grammar of escape sequences is that of ECMA-48 (CSI, OSC, DCS and their 8-bit forms). Each step costs time linear
in the line, also when the line is made to hurt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from spt_tui.sgr import PLAIN, Sgr, after, sequence
from spt_tui.text import clean

LINE_LIMIT = 16_384
"""Characters shown of one line; what is cut is marked with an ellipsis."""

REPLAY_LIMIT = 65_536
"""Of a longer line that returns to its start, only what comes after the first such return inside the last
`REPLAY_LIMIT` characters is replayed: a progress bar has drawn over the rest hundreds of times."""

TAB = 8


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
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_ARGS_LIMIT = 128
"""Characters that count of a sequence's arguments."""
_PRIVATE = ("<", "=", ">", "?")


def fold(line: str) -> str:
    """The last state of `line` as one line of printable text and SGR sequences of its own or equal ones. Idempotent.

    A carriage return goes back to column 0 and what follows overwrites; what a shorter state leaves of a longer one
    stays, as on a terminal (tqdm pads with spaces, others erase with `CSI K`, which is obeyed). A backspace goes
    back one column; a tab goes on to the next multiple of 8. A column is a character, wide or not. See `LINE_LIMIT`
    and `REPLAY_LIMIT` for what long lines lose.
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
    if len(line) > REPLAY_LIMIT:
        back = line.find("\r", len(line) - REPLAY_LIMIT)
        if back >= 0:
            return line[back:]
    return line


class _Row:
    """One line of a terminal while it is written; cells beyond `LINE_LIMIT` are counted and not kept."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._looks: list[Sgr] = []
        self._column = 0
        self._length = 0

    def write(self, text: str, sgr: Sgr) -> None:
        text = clean(text, len(text))
        begin, end = self._column, self._column + len(text)
        if begin < LINE_LIMIT:
            kept = text[: LINE_LIMIT - begin]
            self._characters[begin : begin + len(kept)] = kept
            self._looks[begin : begin + len(kept)] = [sgr] * len(kept)
        self._column = end
        self._length = max(self._length, end)

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
            del self._characters[self._column :], self._looks[self._column :]
            self._length = self._column

    def spans(self) -> tuple[Span, ...]:
        if self._length > LINE_LIMIT:
            self._characters[LINE_LIMIT - 1 :] = "…"
        made, at = [], 0
        for sgr, cells in groupby(self._looks):
            end = at + sum(1 for _ in cells)
            text = "".join(self._characters[at:end])
            # Cleaned once more as a whole: a mark may have come to stand beside the letter that it modifies.
            made.append(Span(clean(text, len(text)), sgr))
            at = end
        return tuple(made)
