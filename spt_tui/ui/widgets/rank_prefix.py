"""How lines of merged ranks begin: whose they are, in the rank's colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rich.style import Style

from spt_tui.sgr import PLAIN, Sgr, sequence
from spt_tui.ui import theme
from spt_tui.ui.widgets.log_source import short_ranks


def rank_style(rank: int) -> Style:
    """The colour of a rank; it comes again after some ranks, so the number stands beside it."""
    return theme.RANKS[rank % len(theme.RANKS)]


def prefix_for(ranks: Sequence[int]) -> Callable[[Sequence[int]], str]:
    """What begins the lines of a merge of `ranks`: `3 │ ` or `0-3 │ `, with SGR sequences as a folded line has them."""
    width = max((len(str(rank)) for rank in ranks), default=1)
    width = max(width, min(5, len(short_ranks(ranks))))

    @lru_cache(maxsize=4096)
    def prefix(said_by: tuple[int, ...]) -> str:
        style = rank_style(said_by[0]) if len(said_by) == 1 else theme.BOLD
        return f"{sequence(_sgr(style))}{short_ranks(said_by):>{width}} │{sequence(PLAIN)} "

    return lambda said_by: prefix(tuple(said_by))


def _sgr(style: Style) -> Sgr:
    return Sgr(fg=style.color.number if style.color is not None else None, bold=bool(style.bold))
