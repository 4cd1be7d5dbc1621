"""The list of what can be copied, over the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from spt_tui.ui.copy_offers import Offer
from spt_tui.ui.messages import MouseLent
from spt_tui.ui.widgets.copy_list import CopyList

MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}


class Wanted(NamedTuple):
    """What is to be copied, or to be written to a file."""

    offer: Offer
    to_file: bool = False


class CopyScreen(ModalScreen["Wanted | None"]):
    """Asks for one of the offers: by its letter, or by the cursor and `enter`; `w` wants it as a file."""

    DEFAULT_CSS = """
    CopyScreen { background: ansi_default; }
    """

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._list = CopyList(offers)

    def compose(self) -> ComposeResult:
        """The list alone, as wide as the screen: nothing stands beside a text that is selected."""
        yield self._list

    def on_mount(self) -> None:
        """Let the mouse select."""
        self.post_message(MouseLent(True))

    def on_unmount(self) -> None:
        """Take the mouse back."""
        self.app.post_message(MouseLent(False))

    def on_key(self, event: events.Key) -> None:
        """Every key is one of this list."""
        event.stop()
        event.prevent_default()
        key = event.character or event.key
        if event.key in MOVES:
            self._list.go(MOVES[event.key])
        elif event.key in ("escape", "q"):
            self.dismiss(None)
        elif event.key in ("enter", "w"):
            self.dismiss(Wanted(self._list.offer, to_file=event.key == "w"))
        elif (offer := self._list.find(key)) is not None:
            self.dismiss(Wanted(offer))
