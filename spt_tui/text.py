"""The one sanitiser: every string that comes from a file passes here before anything shows it.

Names, tags, notes, paths and log lines are written by anyone. A terminal obeys control characters and escape
sequences, and counts the cells of some characters differently from the program that draws them; both are made
harmless here. Markup needs no care here: nothing in this project hands text to a markup parser.
"""

from __future__ import annotations

import re
import unicodedata

FIELD_LIMIT = 1_024
"""Characters kept of a field. What is cut is marked with an ellipsis."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class _Stand(dict[int, "str | None"]):
    """Code point -> what stands for it; filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = stand = _stand_for(code)
        return stand


def _stand_for(code: int) -> str | None:
    if code < 0x20:
        return " " if code in (0x09, 0x0A, 0x0D) else chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if code in _WIDTH_IS_DISPUTED:
        return None
    if 0x1F1E6 <= code <= 0x1F1FF:  # flags: two cells in one terminal, four in the next
        return chr(code - 0x1F1E6 + ord("A"))
    character = chr(code)
    return character if character.isprintable() else REPLACEMENT


# Terminals disagree about the cells of an emoji that one of these modifies: selectors, joiner, keycap, skin tones.
# Hangul fillers are blank, and two cells wide in one terminal and none in the next.
_WIDTH_IS_DISPUTED = frozenset(
    {0xFE0E, 0xFE0F, 0x200D, 0x20E3, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0x1F3FB, 0x1F400)}
)
_STAND = _Stand()
_MARK = (
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302d\ua66f-\ua67d\ufe20-\ufe2f]"
)
_MANY_MARKS = re.compile(f"({_MARK}{{2}}){_MARK}+")


def clean(text: str, limit: int = FIELD_LIMIT) -> str:
    """`text` as one line that a terminal prints and does not obey.

    Control characters become their pictures (`ESC` -> `␛`), line ends and tabs a space, C1 controls, bidi marks,
    surrogates and other unprintable characters `\ufffd`; more than `limit` characters end in `…`. Idempotent.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii():
        return text if text.isprintable() else text.translate(_STAND)
    text = unicodedata.normalize("NFC", text.translate(_STAND))
    return _MANY_MARKS.sub(r"\1", text)


def clean_bytes(raw: bytes, limit: int = FIELD_LIMIT) -> str:
    """`raw` as UTF-8, bytes that are not shown as `\ufffd`, and cleaned."""
    return clean(raw[: 4 * limit + 4].decode("utf-8", "replace"), limit)
