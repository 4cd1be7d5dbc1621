"""A screen from which things are copied. What that takes is loaded when one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding

from spt_tui.text import clean
from spt_tui.ui.page_host import PageHost

if TYPE_CHECKING:
    from spt_tui.ui.copy_offers import Offer
    from spt_tui.ui.copy_screen import Wanted
    from spt_tui.ui.copying import Copied

COPIED_LIMIT = 400
"""Characters of what was copied that the notice shows."""


class CopyHost(PageHost):
    """Opens the list of what can be copied; a subclass says what is in it."""

    BINDINGS = [
        Binding("y", "copy", "copy: path, id, command, table", id="go.copy", show=False),
    ]

    _roots: Sequence[str]
    """Run trees: no file is written below them."""

    def copy_offers(self) -> list[Offer]:
        """What can be copied, the likeliest first."""
        raise NotImplementedError

    def action_copy(self) -> None:
        """Pick what to copy; the same key takes the first."""
        from spt_tui.ui.copy_screen import CopyScreen

        self.app.push_screen(CopyScreen(self.copy_offers()), self._copy)

    def _copy(self, wanted: Wanted | None) -> None:
        from spt_tui.ui.copying import copy

        if wanted is not None:
            copy(wanted.offer, wanted.to_file, self._roots, self)

    def on_copied(self, message: Copied) -> None:
        """Hand it to the terminal, and say so."""
        if message.text:
            self.app.copy_to_clipboard(message.text)
        self.hint_line.say(clean(message.said, COPIED_LIMIT))
