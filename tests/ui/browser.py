"""The browser under a pilot: opened on a root, and read as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scanner import RunScanner
from spt_tui.ui.app import RunsApp
from spt_tui.ui.runs_screen import RunsScreen
from spt_tui.ui.widgets.runs_pane import RunsPane

KEYS = {
    ":": "colon",
    "_": "underscore",
    " ": "space",
    "/": "slash",
    "-": "minus",
    "*": "asterisk",
    '"': "quotation_mark",
}


class Browser:
    """What a test says to the browser and sees of it."""

    def __init__(self, app: RunsApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> RunsScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, RunsScreen)
        return screen

    @property
    def table(self) -> RunsPane:
        return self.screen.query_one(RunsPane)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def names(self) -> list[str]:
        """The last path parts of the rows, sweeps by their heads' identity."""
        return [row.dir.rpartition("/")[2] for row in self.table.table.rows]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Press the keys that type `text`."""
        await self.pilot.press(*(KEYS.get(char, char) for char in text))

    async def until(self, holds: str | Callable[[], object], timeout: float = 10.0) -> None:
        """Wait until the screen shows a text, or something holds."""
        deadline = time.monotonic() + timeout
        while not (holds in self.text if isinstance(holds, str) else holds()):
            assert time.monotonic() < deadline, f"never saw {holds!r}:\n{self.text}"
            await self.pilot.pause(0.01)


@asynccontextmanager
async def browser(
    *roots: Path, size: tuple[int, int] = (160, 45), runs: int = 16, filter_text: str = ""
) -> AsyncIterator[Browser]:
    """Open the browser and wait until it has seen `runs` runs."""
    catalog = Catalog()
    app = RunsApp([RunScanner(root, catalog=catalog) for root in roots], filter_text)
    async with app.run_test(size=size) as pilot:
        opened = Browser(app, pilot)
        await opened.until(lambda: len(opened.table.board.catalog) == runs and opened.table.settled)
        yield opened
