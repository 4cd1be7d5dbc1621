"""A line of a log as a terminal would show it: colours kept as values, every other escape sequence gone.

The grammar of escape sequences is that of ECMA-48 (CSI, OSC, DCS and their 8-bit forms), colours are SGR as xterm
reads them. Each step costs time linear in the line, also when the line is made to hurt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from spt_tui.text import clean

LINE_LIMIT = 16_384
"""Characters shown of one line; what is cut is marked with an ellipsis."""

REPLAY_LIMIT = 65_536
"""Of a longer line that returns to its start, only what comes after the first such return inside the last
`REPLAY_LIMIT` characters is replayed: a progress bar has drawn over the rest hundreds of times."""

TAB = 8

Colour = int | tuple[int, int, int]
"""0-15 one of the terminal's own colours, 16-255 one of xterm's 256, a triple red, green and blue of 0-255."""


@dataclass(frozen=True, slots=True)
class Sgr:
    """How a piece of text looks. `None` is the terminal's own colour. Blinking and concealment are not kept."""

    fg: Colour | None = None
    bg: Colour | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Text without control characters, and its look."""

    text: str
    sgr: Sgr


PLAIN = Sgr()

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
_PRIVATE = ("<", "=", ">", "?")
_FLAGS: dict[int, dict[str, bool]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"reverse": True},
    9: {"strike": True},
    21: {"underline": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"reverse": False},
    29: {"strike": False},
}
_CODES = {"bold": 1, "dim": 2, "italic": 3, "underline": 4, "reverse": 7, "strike": 9}


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
            pieces.append(_sequence(now))
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
            sgr = _after(sgr, token["args"][:_ARGS_LIMIT])
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


@lru_cache(maxsize=4096)
def _after(sgr: Sgr, args: str) -> Sgr:
    """`sgr` after the sequence `CSI <args> m`."""
    fields = args.split(";")
    while fields:
        field = fields.pop(0)
        head, *details = field.split(":")
        code = _number(head)
        if code in (38, 48, 58):
            colour = _colour(details) if details else _colour_of_fields(fields)
            sgr = _coloured(sgr, code, colour)
        elif code == 4 and details:
            sgr = replace(sgr, underline=details[0] != "0")
        else:
            sgr = _flagged(sgr, code)
    return sgr


def _flagged(sgr: Sgr, code: int) -> Sgr:
    if code == 0:
        return PLAIN
    if code in _FLAGS:
        return replace(sgr, **_FLAGS[code])
    tens, ones = divmod(code, 10)
    if tens in (3, 9) and ones < 8:
        return replace(sgr, fg=ones + (8 if tens == 9 else 0))
    if tens in (4, 10) and ones < 8:
        return replace(sgr, bg=ones + (8 if tens == 10 else 0))
    if code == 39:
        return replace(sgr, fg=None)
    return replace(sgr, bg=None) if code == 49 else sgr


def _coloured(sgr: Sgr, code: int, colour: Colour | None) -> Sgr:
    if colour is None or code == 58:  # 58 colours the underline, which is not kept
        return sgr
    return replace(sgr, fg=colour) if code == 38 else replace(sgr, bg=colour)


def _colour_of_fields(fields: list[str]) -> Colour | None:
    """The colour that the fields after a 38 or 48 spell, `5;n` or `2;r;g;b`; they are removed from `fields`."""
    taken = {"5": 2, "2": 4}.get(fields[0], 1) if fields else 0
    details = fields[:taken]
    del fields[:taken]
    return _colour(details)


def _colour(details: list[str]) -> Colour | None:
    """`5, n` or `2, r, g, b` or, with colons, `2, colour space, r, g, b`; `None` if it is none of these."""
    kind, *parts = details or [""]
    values = [_number(part) for part in parts]
    if kind == "5" and values and values[0] < 256:
        return values[0]
    if kind == "2" and len(values) >= 3:
        red, green, blue = values[1:4] if len(values) > 3 else values
        return (red, green, blue) if max(red, green, blue) < 256 else None
    return None


def _number(field: str) -> int:
    """An absent number is 0; what is no number is one that means nothing."""
    return int(field) if field.isdigit() else 0 if not field else 999


@lru_cache(maxsize=4096)
def _sequence(sgr: Sgr) -> str:
    """The sequence that sets exactly `sgr`, whatever was set before."""
    codes = ["0", *(str(code) for name, code in _CODES.items() if getattr(sgr, name))]
    codes += [*_colour_codes(38, sgr.fg), *_colour_codes(48, sgr.bg)]
    return f"\x1b[{';'.join(codes)}m"


def _colour_codes(code: int, colour: Colour | None) -> list[str]:
    if colour is None:
        return []
    return [str(code), "5", str(colour)] if isinstance(colour, int) else [str(code), "2", *map(str, colour)]
