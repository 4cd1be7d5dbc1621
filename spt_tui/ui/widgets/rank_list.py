"""The ranks of a run to pick from, by typing `0,2,4-7` or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.logs.ranks.rank_set import RanksWrong, parse_ranks, ranks_text
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of
from spt_tui.ui.widgets.own_keys import own_keys
from spt_tui.ui.widgets.rank_prefix import rank_style
from spt_tui.ui.widgets.rank_rows import RankRow

TEXT_LIMIT = 200
_WRITABLE = frozenset("0123456789,-")


class RankList(LineView):
    """What was typed is what is picked: `space` writes into it too."""

    head_height = 2
    takes_text = True

    BINDINGS = [
        Binding("down,j", "move(1)", "next", id="ranks.down", show=False),
        Binding("up,k", "move(-1)", "previous", id="ranks.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="ranks.pagedown", show=False),
        Binding("pageup", "page(-1)", "page up", id="ranks.pageup", show=False),
        Binding("space", "pick", "pick one of several", id="ranks.pick", show=False),
        Binding("asterisk,a", "pick_all", "all, or none", id="ranks.all", show=False),
        Binding("enter", "take", "one alone, several merged", id="ranks.take", show=False),
        Binding("escape", "cancel", "clear, close", id="ranks.cancel", show=False),
    ]

    text: reactive[str] = reactive("", init=False)
    """The ranks that are picked, as `parse_ranks` reads them; none is the one under the cursor."""
    cursor: reactive[int] = reactive(0)
    """The row under the cursor."""

    class Taken(Message):
        """The ranks that were picked; `None` if the list was closed."""

        def __init__(self, ranks: tuple[int, ...] | None) -> None:
            self.ranks = ranks
            super().__init__()

    def __init__(self, rows: Sequence[RankRow], shown: Sequence[int]) -> None:
        super().__init__()
        self._rows = rows
        self._there = {row.rank for row in rows if row.is_there}
        self._picked: frozenset[int] = frozenset()
        self._wrong = ""
        self._shown = shown
        self._typed = False
        """Something was typed; before, what is shown stands there, and typing begins anew."""

    def on_mount(self) -> None:
        """Stand on the rank that is shown; of several, they are picked, and the cursor is on what failed first."""
        several = len(self._shown) > 1
        sought = {row.rank for row in self._rows if several and row.failed_first} or {*self._shown}
        self.row_count = len(self._rows)
        self.cursor = next((place for place, row in enumerate(self._rows) if row.rank in sought), 0)
        self.text = ranks_text(self._shown) if several else ""
        self._typed = False
        self.focus()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.show_row(self.cursor)

    def title_parts(self) -> Parts:
        """What is picked here."""
        yield "ranks", theme.BOLD

    def title_note(self) -> Parts:
        """How many are picked."""
        yield f"{len(self._picked & self._there):,} of {len(self._there):,} ", theme.DIM

    def head_strip(self, y: int, width: int) -> Strip:
        """What was typed, and the keys or what is wrong with it."""
        typed = ((f" {self.text}", theme.BOLD), ("▏", theme.INFO))
        if self._wrong:
            return strip_of((*typed, (f"  {self._wrong}", theme.BAD)), width)
        hint = "  type 0,2,4-7" if not self.text else ""
        keys = f"{hint}  space pick  a all  enter {'merge' if len(self._picked) > 1 else 'show'}  esc close"
        return strip_of((*typed, (keys, theme.DIM)), width)

    def row_strip(self, row: int, width: int) -> Strip:
        """A rank."""
        each = self._rows[row]
        style = theme.CURSOR if row == self.cursor else rank_style(each.rank) if each.is_there else theme.DIM
        sign = "[x] " if each.rank in self._picked else "[ ] "
        number = len(str(self._rows[-1].rank))
        parts = (
            (f" {sign}", theme.DIM),
            (f"rank {each.rank:>{number}}", style),
            (f"  {each.age:>4}  ", theme.DIM),
            (f"{each.note}  " if each.note else "", theme.BAD if each.failed_first else theme.WARN),
            (f"{each.logs}  ", theme.TEXT if each.is_there else theme.DIM),
            (each.node, theme.DIM),
        )
        return strip_of(parts, width)

    def watch_text(self, text: str) -> None:
        """Read what was typed; what cannot be read picks nothing."""
        try:
            self._picked, self._wrong = frozenset(parse_ranks(text)), ""
        except RanksWrong as wrong:
            self._picked, self._wrong = frozenset(), str(wrong)
        self._typed = True
        self.refresh()

    def watch_cursor(self) -> None:
        """Show it."""
        self.show_row(self.cursor)
        self.refresh()

    async def on_key(self, event: events.Key) -> None:
        """Digits, commas and dashes are written, other keys act in the order in which they are typed."""
        await self.take_key(event)

    async def take_key(self, event: events.Key) -> None:
        """A key, which may come before the list has the keyboard."""
        if event.key in RANK_KEYS:
            await self.run_action(RANK_KEYS[event.key])
        elif event.key == "backspace":
            self.text = self.text[:-1]
        elif event.character in _WRITABLE and len(self.text) < TEXT_LIMIT:
            self.text = (self.text if self._typed else "") + (event.character or "")
        else:
            return
        event.stop()
        event.prevent_default()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + by, len(self._rows) - 1))

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * self.page)

    def action_pick(self) -> None:
        """Pick or unpick the rank under the cursor, and go on to the next."""
        self.text = ranks_text(self._picked ^ {self._rows[self.cursor].rank})
        self.action_move(1)

    def action_pick_all(self) -> None:
        """Pick all ranks that have logs, or none if they are picked."""
        self.text = "" if self._there <= self._picked else ranks_text(self._there)

    def action_take(self) -> None:
        """Close with what is picked, else with the rank under the cursor; say so if none of it has a log."""
        ranks = sorted((self._picked or {self._rows[self.cursor].rank}) & self._there)
        if not self._wrong and ranks:
            self.post_message(self.Taken(tuple(ranks)))
        elif not self._wrong:
            self._wrong = "no such rank has a log"
            self.refresh()

    def action_cancel(self) -> None:
        """Clear what was typed, or close."""
        if self.text:
            self.text = ""
        else:
            self.post_message(self.Taken(None))


RANK_KEYS = own_keys(RankList.BINDINGS)
