"""A program that draws all that is hard to draw: `python -m tests.ui.torture [--no-diff]`."""

from __future__ import annotations

import random
import sys
from typing import Any

from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from spt_tui.ui import theme
from spt_tui.ui.output import CellDiff
from spt_tui.ui.terminal import run_app
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of

WORDS = [
    "loss",
    "日本語",
    "e\u0301tape",
    "⠉⠑⠒⠢⠤⣀",
    "ｗｉｄｅ",
    "█▓▒░",
    "n\u0303a\u0302",
    "0.25",
    "────",
    "한",
    "    ",
    "☃",
]
STYLES = [
    Style(),
    Style(color="#12a4f0"),
    Style(color="color(201)", bgcolor="color(17)"),
    Style(color="red", bold=True),
    Style(dim=True),
    Style(dim=True, bold=True),
    Style(reverse=True),
    Style(underline=True, color="green"),
    Style(italic=True, strike=True),
    Style(bgcolor="#303060"),
]


class Torture(LineView):
    """Rows of words in many styles; `speed` rows are scrolled at a key."""

    def __init__(self, seed: int, speed: int) -> None:
        super().__init__()
        self.seed = seed
        self.speed = speed
        self.cursor = 0
        self.row_count = 400

    def title_parts(self) -> Parts:
        return [(f" {self.top} of {self.row_count} ", theme.DIM)]

    def row_strip(self, row: int, width: int) -> Strip:
        dice = random.Random(self.seed * 10_007 + row)
        style = Style(reverse=True, bold=True) if row == self.cursor and self.seed == 1 else None
        marker = ">" if row == self.cursor else " "
        parts = [(f"{marker}{row:>4} ", Style())]
        parts += [
            (dice.choice(WORDS) + " ", style or dice.choice(STYLES))
            for _ in range(dice.choice([0, 1, 3, dice.randrange(30)]))
        ]
        return strip_of(parts, width)

    def move(self, rows: int) -> None:
        before, self.cursor = self.cursor, max(0, min(self.row_count - 1, self.cursor + rows))
        self.refresh_row(before, self.cursor)
        self.show_row(self.cursor)
        self.refresh_head()


class Box(ModalScreen[None]):
    """A box over the panes, its edges in the middle of wide characters."""

    CSS = """
    Box { align: center middle; background: ansi_default; }
    Box > Static { width: 31; height: 7; border: round ansi_green; background: ansi_blue; }
    """
    BINDINGS = [Binding("ctrl+g", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        yield Static("中間 over the others 中間\n\ntext", markup=False)


class Program(CellDiff, App[None]):
    """Three panes side by side, a full-width list below, an input line."""

    CSS = """
    Screen { background: ansi_default; color: ansi_default; }
    Horizontal { height: 1fr; }
    #list { height: 40%; }
    Input { border: none; height: 1; background: ansi_default; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("q", "quit", "quit"),
        Binding("ctrl+c", "quit", "quit", priority=True),
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
        Binding("J", "move(9)", "page down"),
        Binding("K", "move(-9)", "page up"),
        Binding("s", "spin(1)", "scroll the panes"),
        Binding("u", "spin(-1)", "scroll back"),
        Binding("m", "box", "box"),
        Binding("slash", "type", "type"),
        Binding("h", "hide", "hide a pane"),
        Binding("n", "nothing", "draw the same again"),
        Binding("R", "redraw", "redraw"),
        Binding("a", "all", "everything at once"),
        Binding("ctrl+g", "leave", "leave the input"),
    ]

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Torture(1, 1)
            yield Torture(2, 2)
            yield Torture(3, -5)
        rows = Torture(0, 1)
        rows.id = "list"
        yield rows
        line = Input(placeholder="filter")
        line.cursor_blink = False
        yield line

    def on_mount(self) -> None:
        self.theme = theme.THEME
        self.query_one("#list").focus()

    def action_move(self, rows: int) -> None:
        self.query_one("#list", Torture).move(rows)

    def action_spin(self, steps: int) -> None:
        for pane in self.query("Horizontal > Torture").results(Torture):
            pane.scroll_rows_to(pane.top + pane.speed * steps)

    def action_all(self) -> None:
        self.action_spin(3)
        self.action_move(2)

    def action_box(self) -> None:
        self.push_screen(Box())

    def action_type(self) -> None:
        self.query_one(Input).focus()

    def action_leave(self) -> None:
        self.query_one("#list").focus()

    def action_hide(self) -> None:
        pane = self.query(Torture)[1]
        pane.display = not pane.display

    def action_nothing(self) -> None:
        screen: Screen[Any] = self.screen
        for widget in screen.query("*"):
            widget.refresh()


def main() -> int:
    program = Program()
    program.diff = "--no-diff" not in sys.argv
    return run_app(program)


if __name__ == "__main__":
    raise SystemExit(main())
