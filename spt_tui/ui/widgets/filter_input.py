"""What is typed into the filter's line. Imported once the first rows stand: no start waits for it."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from spt_tui.ui.widgets.own_keys import own_keys

EDITING_KEYS = own_keys(Input.BINDINGS)


class FilterInput(Input):
    """An input whose editing keys act in the order in which they are typed."""

    takes_text = True
    """A key that is bound elsewhere is a letter here."""

    def __init__(self) -> None:
        super().__init__(id="filter-input", compact=True, select_on_focus=False)
        self.cursor_blink = False

    def show(self, text: str) -> None:
        """Hold this text, without saying that it changed."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)

    async def on_key(self, event: events.Key) -> None:
        """Act on the keys that the input binds itself."""
        action = EDITING_KEYS.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)
