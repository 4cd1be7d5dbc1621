"""The installed command in a terminal: typed to, looked at, and quit."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.terminal import Terminal

COMMAND = str(Path(sys.executable).parent / "spt-tui")
"""The command as the environment that runs the tests has it installed."""
QUIT_SECONDS = 0.5
ESC = "\x1b"
"""Wait for what it does before typing on: with a key close behind it, it is that key with alt."""
_BUSY = re.compile(r"discovering|verifying|[\d,]+(?:\+|/[\d,]+)\s*$")
"""How a scan is told of, in words or, on a narrow screen, in numbers at the end of the line."""
_HINTS = {"1": (" s sort",), "2": (" space mark",), "3": (" r next",), "4": (" o this node", " / filter")}


class Browser(Terminal):
    """`spt-tui ARGUMENTS` in a terminal of 160x45 unless said otherwise.

    The folder of a root that is given last is the home directory, so that the screen does not depend on its path.
    """

    def __init__(
        self, *arguments: str | Path, rows: int = 45, cols: int = 160, env: Mapping[str, str | None] | None = None
    ) -> None:
        home = {"HOME": str(Path(arguments[-1]).parent)} if isinstance(arguments[-1], Path) else {}
        super().__init__([COMMAND, *map(str, arguments)], rows=rows, cols=cols, env={**home, **(env or {})})

    def shows(self, *texts: str, but_not: str | None = None, timeout: float = 10) -> None:
        """Wait until all `texts` are on the screen, and `but_not` is not."""
        self.wait_for(
            lambda _: all(text in self.text for text in texts) and (but_not is None or but_not not in self.text),
            timeout,
        )

    def settles_on(self, *texts: str) -> None:
        """Wait until all `texts` are on the screen, and its first line speaks of no scan that goes on."""
        self.wait_for(lambda _: all(text in self.text for text in texts) and not _BUSY.search(self.lines[0]), 10)

    def shows_line(self, *parts: str, timeout: float = 10) -> None:
        """Wait until one line of the screen holds all `parts`."""
        self.wait_for(lambda _: self.line(*parts) is not None, timeout)

    def line(self, *parts: str) -> str | None:
        """The first line of the screen that holds all `parts`."""
        return next((line for line in self.lines if all(part in line for part in parts)), None)

    def count(self, text: str) -> int:
        """Lines of the screen that hold `text`."""
        return sum(text in line for line in self.lines)

    def stands_still(self, quiet: float = 0.25) -> list[str]:
        """The screen's lines once nothing has come for `quiet` seconds."""
        self.settle(quiet)
        return self.lines

    def go(self, pane: str) -> None:
        """Turn to the pane of this key; its hints stand in the last line once it has the keyboard."""
        self.send(pane)
        self.wait_for(lambda _: self.lines[-1].startswith(_HINTS[pane]))

    def narrow(self, text: str) -> None:
        """Open the filter's line of the focused pane, and type `text` once the line listens."""
        self.wait_for(lambda _: not self._editing)
        self.send("/")
        self.wait_for(lambda _: self._editing)
        self.send(text)

    def accept(self) -> None:
        """Leave the filter's line with what was typed."""
        self.send("\r")
        self.wait_for(lambda _: not self._editing)

    @property
    def _editing(self) -> bool:
        """Whether the cursor of the filter's line is drawn: nothing else there has a background."""
        return any(cell.bg != "default" for cell in self.cells[1][2:])

    def quits(self, keys: str = "q") -> float:
        """Quit: exit status 0 and a clean terminal. How long it took, in seconds."""
        began = time.monotonic()
        self.send(keys)
        code = self.wait()
        took = time.monotonic() - began
        assert code == 0 and self.restored, self.text
        return took

    def alive(self) -> bool:
        """Whether the command runs and nothing has failed in it."""
        while self.pump(0):
            pass
        return self.exit_code is None and not self.closed and b"Traceback" not in self.transcript
