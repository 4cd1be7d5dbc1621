"""The part of an axis that is looked at, and how keys move it."""

from __future__ import annotations

from spt_tui.runs.curves.series import Extent

LEAST_SHARE = 1e-6
"""Of the whole axis that a window shows, however far it is zoomed in."""


def zoomed(window: Extent, factor: float, centre: float, ends: Extent) -> Extent:
    """`window` made `factor` times as long, its `centre` in place; never longer than `ends` nor out of them."""
    length = max((window.high - window.low) * factor, (ends.high - ends.low) * LEAST_SHARE)
    share = (centre - window.low) / (window.high - window.low) if window.high > window.low else 0.5
    low = centre - length * min(1.0, max(0.0, share))
    return clamped(Extent(low, low + length), ends)


def panned(window: Extent, fraction: float, ends: Extent) -> Extent:
    """`window` moved by a fraction of its length, to the right if positive; it stops at `ends`."""
    stride = (window.high - window.low) * fraction
    return clamped(Extent(window.low + stride, window.high + stride), ends)


def clamped(window: Extent, ends: Extent) -> Extent:
    """`window` moved into `ends`, its length kept where that fits."""
    length = window.high - window.low
    if length >= ends.high - ends.low:
        return ends
    low = min(max(window.low, ends.low), ends.high - length)
    return Extent(low, low + length)
