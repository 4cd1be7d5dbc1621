"""What can be copied, a line each, and below it the text of the one under the cursor as it would be copied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.cells import chop_cells
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.copy_offers import Offer
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import counted

KEYS = 3
"""Cells of the letters."""
WIDE = 64
"""Cells from which on the title has room for the keys in words."""
KEYS_IN_WORDS, KEYS_IN_SHORT = "letter or enter copy  w write to a file  esc close ", "enter copy  w to file  esc "


class CopyList(LineView):
    """The text stands at the left edge, nothing before it: it can be selected with the mouse, too."""

    cursor: reactive[int] = reactive(0, repaint=False)
    """The place of the offer whose text is shown."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = offers
        self._lines: list[str] = []

    @property
    def offer(self) -> Offer:
        """The one under the cursor."""
        return self._offers[self.cursor]

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.focus()

    def on_resize(self) -> None:
        """Fit the text into the width."""
        self._read()

    def watch_cursor(self) -> None:
        """Show the text of another."""
        self._read()

    def title_parts(self) -> Parts:
        """What is done here."""
        yield "copy", theme.BOLD

    def title_note(self) -> Parts:
        """The keys."""
        is_wide = self.size.width >= WIDE
        yield (
            "letter or enter copy  w write to a file  esc close " if is_wide else "enter copy  w to file  esc ",
            theme.DIM,
        )

    def row_strip(self, row: int, width: int) -> Strip:
        """An offer, the line below them, or a line of the text."""
        offers = len(self._offers)
        if row < offers:
            return strip_of(self._offer_parts(row, width), width)
        if row == offers:
            words = "  the text, to be selected with the mouse too "
            return strip_of(((fit(words, min(len(words), width)), theme.DIM), ("─" * width, theme.RULE)), width)
        return strip_of(((self._lines[row - offers - 1], theme.TEXT),), width)

    def go(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + by, len(self._offers) - 1))

    def find(self, key: str) -> Offer | None:
        """The offer that a letter takes."""
        return next((offer for offer in self._offers if key in offer.keys), None)

    def _offer_parts(self, row: int, width: int) -> Parts:
        offer, is_here = self._offers[row], row == self.cursor
        yield "▶ " if is_here else "  ", theme.BOLD
        yield fit(offer.keys, KEYS), theme.INFO
        style = theme.CURSOR if is_here else theme.TEXT
        if offer.size > 1:
            yield offer.name, style
        else:
            yield fit(offer.name, max(len(each.name) for each in self._offers if each.size == 1)), style
            yield "  " + clean(next(iter(offer.lines()), "")), theme.DIM

    def _read(self) -> None:
        width = self.size.width
        if not width:
            return
        room = max(1, self.page - len(self._offers) - 1)
        self._lines = text_lines(self.offer, width, room)
        self.row_count = len(self._offers) + 1 + len(self._lines)
        self.refresh()


def text_lines(offer: Offer, width: int, room: int) -> list[str]:
    """At most `room` lines of `width` cells of a text, from its first; what is left out is said in the last."""
    whole = [clean(line, len(line)) for line in islice(offer.lines(), room + 1)]
    lines = [part for text in whole for part in chop_cells(text, width) or [""]]
    if len(lines) <= room and offer.size <= room:
        return lines
    return [*lines[: room - 1], f"… {counted(offer.size, 'line')} in all" if offer.size > 1 else "… not all of it"]
