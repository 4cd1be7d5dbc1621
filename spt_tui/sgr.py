"""How text looks on a terminal: the attributes and colours of SGR sequences, as ECMA-48 and xterm define them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

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


PLAIN = Sgr()
"""What a terminal starts with."""

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


@lru_cache(maxsize=4096)
def after(sgr: Sgr, args: str) -> Sgr:
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


@lru_cache(maxsize=4096)
def sequence(sgr: Sgr) -> str:
    """The sequence that sets exactly `sgr`, whatever was set before."""
    codes = ["0", *(str(code) for name, code in _CODES.items() if getattr(sgr, name))]
    codes += [*_colour_codes(38, sgr.fg), *_colour_codes(48, sgr.bg)]
    return f"\x1b[{';'.join(codes)}m"


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


def _colour_codes(code: int, colour: Colour | None) -> list[str]:
    if colour is None:
        return []
    return [str(code), "5", str(colour)] if isinstance(colour, int) else [str(code), "2", *map(str, colour)]
