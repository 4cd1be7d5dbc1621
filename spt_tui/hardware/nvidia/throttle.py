"""Why a GPU's clocks are lower than they could be."""

from __future__ import annotations

_IDLE = 0x1
_HW_SLOWDOWN = 0x8
_CAUSES_OF_HW_SLOWDOWN = 0x40 | 0x80

_WORDS = {
    0x2: "user clocks",
    0x4: "power cap",
    _HW_SLOWDOWN: "slowdown (hw)",
    0x10: "sync boost",
    0x20: "hot (sw)",
    0x40: "hot (hw)",
    0x80: "power brake",
    0x100: "display",
    0x200: "board limit",
    0x400: "reliability",
}
"""The bits of `nvmlClocksEventReasons`, and of `nvmlClocksThrottleReasons` before it."""


def throttle_words(reasons: int) -> tuple[str, ...]:
    """The reasons of a mask, a word or two each; empty if nothing holds the clocks back.

    That a GPU has nothing to do is no throttling. The hardware's slowdown is named only where its cause is not.
    """
    left = reasons & ~_IDLE
    if left & _CAUSES_OF_HW_SLOWDOWN:
        left &= ~_HW_SLOWDOWN
    known = tuple(word for bit, word in _WORDS.items() if left & bit)
    left &= ~sum(_WORDS)
    return (*known, f"other ({left:#x})") if left else known
