"""The colour of a verdict."""

from __future__ import annotations

from rich.style import Style

from spt_tui.hardware.remark import Level
from spt_tui.hardware.verdict import Kind
from spt_tui.ui import theme
from spt_tui.ui.widgets.gauge import LEVEL_STYLE


def verdict_style(kind: Kind) -> Style:
    """By how much it matters; work is green."""
    if kind is Kind.WORKING:
        return theme.GOOD
    return theme.INFO if kind.level is Level.NOTE else LEVEL_STYLE[kind.level]
