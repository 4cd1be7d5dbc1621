"""Values as the cells of a table that programs read."""

from __future__ import annotations

import math

from spt_tui.runs.record import Value
from spt_tui.text import clean


def plain_text(value: Value) -> str:
    """A value in full: `0.1`, `true`, `NaN`, `-Infinity`; text without tabs and line ends, and nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return clean(value, len(value) + 1) if isinstance(value, str) else repr(value)
