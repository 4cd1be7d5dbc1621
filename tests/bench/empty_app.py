"""The reference: a Textual app with one Static, whose text every key changes by one digit."""

from __future__ import annotations

from itertools import count

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """As little as a Textual app can be that answers keys."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        self._number = count()
        yield Static(self._text())

    def on_key(self, event: events.Key) -> None:
        self.query_one(Static).update(self._text())

    def _text(self) -> str:
        return f"≡ {next(self._number) % 10}"


if __name__ == "__main__":
    EmptyApp().run()
