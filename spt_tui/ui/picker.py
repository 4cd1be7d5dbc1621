"""A list to pick from, over the browser."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from spt_tui.ui.widgets.choice_list import Choice, ChoiceList


class Picker(ModalScreen["tuple[str, ...] | None"]):
    """Asks for one choice, or for several; gives their ids, `None` if closed."""

    DEFAULT_CSS = """
    Picker { align: center middle; background: ansi_default; }
    Picker > ChoiceList { width: 72; max-width: 100%; height: 80%; max-height: 32; border: round ansi_blue; }
    """

    def __init__(self, title: str, choices: Sequence[Choice], several: bool = False) -> None:
        super().__init__()
        self._list = ChoiceList(title, choices, several)

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self._list

    async def on_key(self, event: events.Key) -> None:
        """Keys that were typed before the list was there count too."""
        await self._list.take_key(event)

    def on_choice_list_taken(self, event: ChoiceList.Taken) -> None:
        """Close with the answer."""
        event.stop()
        self.dismiss(event.ids)
