"""What a program sent to its terminal, taken apart: every control sequence is one the program is known to send."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import groupby

CLEAR = b"\x1b[r\x1b[m\x1b[?7l\x1b[2J"
"""How the program begins with an empty screen; in no other place does it erase one."""
_TOKEN = re.compile(
    r"""
    \x1b\[ (?P<csi> [0-?]* [ -/]* [@-~] )
  | \x1b\] (?P<osc> [^\x07\x1b]* ) (?: \x07 | \x1b\\ )
  | \x1b (?P<escape> [^\[\]] )
  | (?P<control> [\x00-\x1f\x7f-\x9f] )
  | (?P<text> [^\x00-\x1f\x7f-\x9f]+ )
    """,
    re.VERBOSE,
)

_DISPUTED = re.compile("[\u115f\u1160\u200d\u20e3\u3164\ufe0e\ufe0f\uffa0\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Characters of which terminals disagree how many cells they take, by themselves or with their neighbours."""
MOST_MARKS = 4
"""Combining marks on one letter; Tibetan and Hebrew have need of three or four."""

_MODES = "7|25|1000|1004|1006|1049|2004|2026|2048"
OWN = {
    "csi": re.compile(
        r"(\d+(;\d+)?)?H | \d*C | K | [\d;]*m | (\d+;\d+)?r"  # the pictures
        rf"| \?({_MODES})[hl] | \?20(26|48)\$p | >\d+u | <u",  # taking the terminal over and giving it back
        re.VERBOSE,
    ),
    "osc": re.compile(r"22;[a-z]+"),
    "escape": re.compile(r"M"),
    "control": re.compile(r"[\r\n]"),
}
"""What Textual and the layer below it send: cursor, pen, margins, modes, the mouse pointer's shape. Nothing else."""


def foreign(transcript: bytes) -> Counter[str]:
    """What in `transcript` is not of the program's own making, with its number; empty if all is well.

    Text is foreign where it is unprintable. Bytes that are not UTF-8, and what is no whole sequence, are a ValueError.
    """
    found: Counter[str] = Counter()
    for token in _tokens(transcript.replace(CLEAR, b"").decode("utf-8")):
        kind, text = token.lastgroup or "", token[token.lastgroup or 0]
        if not (text.isprintable() if kind == "text" else OWN[kind].fullmatch(text)):
            found[f"{kind} {text[:80]!a}"] += 1
    return found


def awkward(transcript: bytes) -> set[str]:
    """Text in `transcript` of which terminals disagree how many cells it takes, or whose marks pile up."""
    texts = (token["text"] for token in _tokens(transcript.decode("utf-8")) if token["text"])
    return {text[:80] for text in texts if _DISPUTED.search(text) or _most_marks(text) > MOST_MARKS}


def _most_marks(text: str) -> int:
    if text.isascii():
        return 0
    piles = (len(list(pile)) for mark, pile in groupby(text, _is_mark) if mark)
    return max(piles, default=0)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _tokens(sent: str) -> list[re.Match[str]]:
    """All of `sent` as tokens; ValueError where it is none."""
    tokens = []
    place = 0
    while place < len(sent):
        token = _TOKEN.match(sent, place)
        if token is None:
            raise ValueError(f"no sequence: {sent[place : place + 40]!a}")
        tokens.append(token)
        place = token.end()
    return tokens
