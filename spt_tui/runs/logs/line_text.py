"""A line of a log as text: from the bytes in the file to what is shown."""

from __future__ import annotations

import codecs

from spt_tui.ansi import LINE_LIMIT, REPLAY_LIMIT, fold

_HEAD = 8 * LINE_LIMIT
"""Bytes of a line that nothing returns in: more than the characters that are shown of it."""
_RETURNS = (b"\r", b"\b", b"\x1b", b"\xc2")
"""Without one of these each byte stands behind the one before it."""


def line_text(raw: bytes, is_beheaded: bool = False, is_ended: bool = True) -> str:
    """The line `raw`, folded; bytes that are not UTF-8 as `\\\\xe9`, of an unended line without a torn last character.

    `is_beheaded`: its beginning is missing, which a sign says. Of a long line only what can be shown is decoded: bytes
    that are no text take a thousand times as long as text, during which no other thread runs.
    """
    # What a carriage return has drawn over is not missed.
    sign = "…" if is_beheaded and b"\r" not in raw else ""
    kept = _shown_part(raw)
    text = codecs.utf_8_decode(kept, "backslashreplace", is_ended or len(kept) < len(raw))[0]
    return fold(sign + text)


def _shown_part(raw: bytes) -> bytes:
    if len(raw) <= _HEAD:
        return raw
    back = raw.find(b"\r", len(raw) - REPLAY_LIMIT)
    if back >= 0:
        return raw[back:]
    return raw if any(control in raw for control in _RETURNS) else raw[:_HEAD]
