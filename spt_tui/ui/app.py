"""The Textual application: one screen, the terminal's own colours, no more than changed cells sent."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App
from textual.binding import Binding
from textual.keys import _character_to_key

from spt_tui import spare_memory
from spt_tui.runs.scanner import RunScanner
from spt_tui.ui import theme
from spt_tui.ui.messages import MouseLent
from spt_tui.ui.output import CellDiff
from spt_tui.ui.runs_screen import RunsScreen
from spt_tui.ui.widgets.hint_line import HintLine
from spt_tui.ui.widgets.line_view import LineView
from spt_tui.ui.widgets.run_table import RunTable
from spt_tui.ui.widgets.runs_pane import RunsPane

if TYPE_CHECKING:
    from rich.console import RenderableType

AFTER_ESCAPE = dict(zip(map(_character_to_key, "¡™£¢∞§¶•ªº–≠"), "1234567890-=", strict=True))
"""What Textual takes escape and a key of the top row for when they come together, as Option and that key on a Mac."""
PATIENCE_SECONDS = 30.0
"""Garbage is collected after this time at the latest; ordinarily once all runs have been read."""


class RunsApp(CellDiff, App[None]):
    """`spt-tui`."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "spt-tui"
    BINDINGS = [Binding("ctrl+c", "quit", "quit", show=False, priority=True, id="app.interrupt")]

    def __init__(
        self,
        scanners: Sequence[RunScanner],
        filter_text: str = "",
        demo: bool = False,
        diff: bool = True,
        notice: str = "",
    ) -> None:
        super().__init__(ansi_color=True)
        self.last_lines: list[str] = []
        """The screen as it was left, faded, for the next start; [] if it had no runs, or a page over them."""
        self.last_columns = 0
        """Cells that each of these lines takes."""
        self.theme = theme.THEME
        self.diff = diff
        self._scanners = scanners
        self._filter_text = filter_text
        self._demo = demo
        self._notice = notice

    def get_default_screen(self) -> RunsScreen:
        """The browser."""
        return RunsScreen(self._scanners, self._filter_text, self._demo)

    async def on_event(self, event: events.Event) -> None:
        """Take escape and a key that come together for two keys: nothing here is bound to alt."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif event.key.startswith("alt+"):
            key = event.key.removeprefix("alt+")
            await self._press_after_escape(key, key if len(key) == 1 else event.character)
        elif event.key in AFTER_ESCAPE and not self._takes_text:
            character = AFTER_ESCAPE[event.key]
            await self._press_after_escape(_character_to_key(character), character)
        else:
            await self._press(event)

    async def _press_after_escape(self, key: str, character: str | None) -> None:
        await self._press(events.Key("escape", None))
        await self._press(events.Key(key, character))

    @property
    def _takes_text(self) -> bool:
        """Whether a character is a letter to what has the keyboard."""
        return getattr(self.focused, "takes_text", False)

    async def _press(self, key: events.Key) -> None:
        """Act on a key before the next one is looked at, so that keys typed in a hurry act in their order.

        Textual hands a key to the focused widget and looks at bindings once it has come back up from there; a key
        that moves the focus would be overtaken by the keys after it, which come in one packet on a slow link.
        """
        if self._takes_text or not (await self._check_bindings(key.key, True) or await self._check_bindings(key.key)):
            await super().on_event(key)

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the theme. Before there is a screen nothing has to be parsed: that is done when there is one."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def action_redraw(self) -> None:
        """Draw everything anew and send it."""
        for view in self.screen.query(LineView):
            view.draw_anew()
        super().action_redraw()

    def on_mouse_lent(self, message: MouseLent) -> None:
        """Have the terminal report the mouse, or select text with it."""
        from spt_tui.ui.terminal import TerminalDriver

        if isinstance(self._driver, TerminalDriver):
            self._driver.lend_mouse(message.lent)

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` into the clipboard of the terminal, whatever lies between here and there."""
        from spt_tui.ui.clipboard import hand_over

        self._clipboard = text
        if self._driver is not None:
            hand_over(text, self._driver.write, os.environ)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End, and keep what the screen shows."""
        if len(self.screen_stack) == 1 and any(table.row_count for table in self.screen.query(RunTable)):
            self.last_lines, self.last_columns = self.picture_lines(faded=True), self.picture_columns
        super().exit(result, return_code, message)

    def on_ready(self) -> None:
        """Say what the start came upon, once."""
        for line in self.screen_stack[0].query(HintLine) if self._notice else ():
            line.say_in_turn(self._notice)

    @on(RunsPane.Settled)
    def settle(self) -> None:
        """All is read: what is known now stays, and need not be looked at by each collection of garbage."""
        gc.freeze()
        gc.enable()
        threading.Thread(target=spare_memory.give_back, name="spt-give-back", daemon=True).start()

    def on_mount(self) -> None:
        """Collect garbage again, even if the start does not end: a root can hang."""
        self.set_timer(PATIENCE_SECONDS, gc.enable)
