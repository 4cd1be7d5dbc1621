"""A program to which everything happens that can go wrong on a terminal: `python -m tests.ui.unruly`."""

from __future__ import annotations

import os
import subprocess
import threading
import time

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from spt_tui.ui import theme
from spt_tui.ui.output import CellDiff
from spt_tui.ui.terminal import run_app


class Unruly(CellDiff, App[None]):
    """Shows what was typed; some keys misbehave."""

    CSS = "Screen { background: ansi_default; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("q", "quit", "quit"), Binding("ctrl+c", "quit", "quit", priority=True)]

    def compose(self) -> ComposeResult:
        yield Static("ready", markup=False)

    def on_mount(self) -> None:
        self.theme = theme.THEME
        self.frames = 0

    def on_key(self, event: events.Key) -> None:
        self.query_one(Static).update(f"typed {event.key}, {self.size.width} wide")
        misdeed = getattr(self, f"do_{event.key}", None)
        if misdeed is not None:
            misdeed()

    def do_x(self) -> None:
        raise ZeroDivisionError("divided by nothing")

    def do_w(self) -> None:
        os.write(2, b"a library warns \x1b[31m\n")
        subprocess.run(["sh", "-c", "echo a child warns >&2"], check=True)

    def do_t(self) -> None:
        threading.Thread(target=lambda: [][1]).start()

    def do_d(self) -> None:
        threading.Thread(target=time.sleep, args=[60], daemon=True).start()

    def do_b(self) -> None:
        time.sleep(60)

    def do_f(self) -> None:
        """For a second a new picture of many bytes as often as can be."""
        self.flood = self.set_interval(0.005, self._flood)
        self.set_timer(1, self._ebb)

    def _flood(self) -> None:
        self.frames += 1
        sign = chr(0x2801 + self.frames % 250)
        self.query_one(Static).update("\n".join(sign * self.size.width for _ in range(self.size.height - 1)))

    def _ebb(self) -> None:
        self.flood.stop()
        self.query_one(Static).update("the flood is over")

    def do_s(self) -> None:
        with self.suspend():
            os.system("echo on the main screen")


if __name__ == "__main__":
    raise SystemExit(run_app(Unruly()))
