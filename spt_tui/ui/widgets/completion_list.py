"""The small list below the filter's line: what is wrong in it and where, and what may be typed there."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import Parts, strip_of
from spt_tui.ui.widgets.table_layout import fit

if TYPE_CHECKING:
    from spt_tui.runs.filters.completion import Completion

MOST_ROWS = 7
"""Offers that are shown at once, on a high screen."""
SHARE = 4
"""On a low one they take at most one line in so many."""
MOST_WRONG = 3
"""Lines that say what is wrong, where one is not enough."""
WIDEST = 72
"""Cells of the list."""
GAP, DETAIL_MIN = 2, 4
"""Cells between an offer and its detail, and the fewest that a detail is shown in."""
BEFORE, SIDES = 2, 4
"""Cells at the left of the offers, and at both sides: a line and a blank each."""


class Offers(NamedTuple):
    """What the list shows."""

    offers: Sequence[Completion] = ()
    place: int = 0
    """The offer that is taken next."""
    is_chosen: bool = False
    """Whether enter takes it, too."""
    wrong: str = ""
    """What is wrong in the line, cleaned; empty if nothing is."""
    indent: int = 0
    """Cells of the line before what is completed, or is wrong."""


class CompletionList(Widget):
    """Lies over what is below the line, as large as it must be, and takes no keys."""

    DEFAULT_CSS = """
    CompletionList {
        overlay: screen; position: absolute; constrain: inside inflect; display: none;
        background: ansi_default; color: ansi_default;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="completions")
        self._drawn_for: tuple[Offers, Size] | None = None
        self._lines: list[Parts] = []

    @property
    def is_open(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._lines)

    def show(self, shown: Offers, screen: Size) -> None:
        """Show this below a line that is as wide as the screen."""
        if (shown, screen) == self._drawn_for:
            return
        self._drawn_for = shown, screen
        width, rows = screen.width, max(1, min(MOST_ROWS, screen.height // SHARE))
        self._lines = [*_wrong_lines(shown, width), *offer_lines(shown, rows, min(width, WIDEST))]
        self.display = self.is_open
        if self.is_open:
            own = width if shown.wrong else sum(cell_len(text) for text, _ in self._lines[-1])
            self.styles.width, self.styles.height = own, len(self._lines)
            self.styles.offset = (0 if shown.wrong else max(0, min(shown.indent - BEFORE, width - own)), 1)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """An offer, or the keys."""
        return strip_of(self._lines[y] if y < len(self._lines) else (), self.size.width)


def _wrong_lines(shown: Offers, width: int) -> list[Parts]:
    """What is wrong, below its place; where there is little room behind that, before it."""
    if not shown.wrong:
        return []
    behind = f"{' ' * shown.indent}╰ {shown.wrong}"
    if cell_len(behind) <= width:
        return [((behind, theme.BAD),)]
    if cell_len(shown.wrong) + 2 <= shown.indent:
        return [((f"{' ' * (shown.indent - cell_len(shown.wrong) - 1)}{shown.wrong} ╯", theme.BAD),)]
    lines = wrap(shown.wrong, width, max_lines=MOST_WRONG, placeholder="…")
    return [((" " * shown.indent + "╵", theme.BAD),), *(((line, theme.BAD),) for line in lines)]


def offer_lines(shown: Offers, most: int, width: int) -> list[Parts]:
    """At most so many offers around the present one, and a line that says how to take it; each of the same width."""
    if not shown.offers:
        return []
    first = max(0, min(shown.place - most // 2, len(shown.offers) - most))
    seen = shown.offers[first : first + most]
    foot = _foot(shown, len(seen))
    wanted = max(cell_len(offer.label) + (GAP + cell_len(offer.detail) if offer.detail else 0) for offer in seen)
    room = max(8, min(max(wanted, cell_len(foot)), width - SIDES))
    lines = [_offer_line(offer, room, shown, place) for place, offer in enumerate(seen, first)]
    return [*lines, (("╰ ", theme.DIM), (fit(foot, room), theme.DIM), (" ╯", theme.DIM))]


def _offer_line(offer: Completion, room: int, shown: Offers, place: int) -> Parts:
    """An offer in `room` cells and its sides; of a key that is too long the end is shown."""
    label = min(cell_len(offer.label), room)
    left = room - label - GAP
    detail = " " * GAP + fit(offer.detail, left, right=True) if offer.detail and left >= DETAIL_MIN else ""
    is_present = place == shown.place
    text = fit(offer.label, room - cell_len(detail), keep_end=offer.kind == "key")
    return (
        ("▸ " if is_present else "│ ", theme.BOLD if is_present else theme.DIM),
        (text, theme.CURSOR if is_present and shown.is_chosen else theme.TEXT),
        (detail, theme.DIM),
        (" │", theme.DIM),
    )


def _foot(shown: Offers, seen: int) -> str:
    keys = "enter take" if shown.is_chosen else "tab take"
    hidden = len(shown.offers) - seen
    return f"{keys}  {shown.place + 1} of {len(shown.offers)}" if hidden else f"{keys}  esc close"
