"""What a screen of panes offers everywhere: help, all commands in a palette, what the program costs, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import Screen

from spt_tui.ui.widgets.hint_line import HintLine
from spt_tui.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from spt_tui.runs.footprint import Footprint
    from spt_tui.ui.save_plot import PlotSaved


class CommandScreen(Screen[None]):
    """A screen with a `HintLine`; a subclass gives `pane` and `footprint`."""

    BINDINGS = [
        Binding("ctrl+r", "app.redraw", "draw the screen anew", id="go.redraw", show=False),
        Binding("F", "footprint", "what watching costs", id="go.footprint", show=False),
        Binding("ctrl+p", "palette", "all commands", id="go.palette", show=False),
        Binding("question_mark", "help", "help", id="go.help"),
        Binding("q", "app.quit", "quit", id="go.quit"),
    ]

    shows_footprint: reactive[bool] = reactive(False, repaint=False, init=False)
    """The bottom line says what watching costs."""

    @property
    def pane(self) -> LineView:
        """The pane that hears the keys of its own."""
        raise NotImplementedError

    def footprint(self) -> Footprint:
        """What watching has cost so far."""
        raise NotImplementedError

    @property
    def hint_line(self) -> HintLine:
        """The bottom line."""
        return self.query_one(HintLine)

    def watch_shows_footprint(self) -> None:
        """Keep the line up to date while it is shown."""
        self.hint_line.stand(self._footprint_text if self.shows_footprint else None)

    def on_plot_saved(self, message: PlotSaved) -> None:
        """Say where the plot is, and have what fetches it ready to be pasted."""
        message.stop()
        if message.scp:
            self.app.copy_to_clipboard(message.scp)
        self.hint_line.say(message.text_in(self.size.width - 1))

    def _footprint_text(self) -> str:
        from spt_tui.export.footprint import footprint_line
        from spt_tui.process import resident_bytes

        return footprint_line(self.footprint(), resident_bytes())

    def action_footprint(self) -> None:
        """Show what watching costs in the bottom line, or the hints again."""
        self.shows_footprint = not self.shows_footprint

    def action_help(self) -> None:
        """Every key, and the filter's fields."""
        from spt_tui.ui import pages
        from spt_tui.ui.key_table import key_sections

        self.app.push_screen(pages.help_page(key_sections()))

    def action_palette(self) -> None:
        """Pick any command."""
        from spt_tui.ui import pickers
        from spt_tui.ui.key_table import key_sections

        picker = pickers.command_picker(str(self.pane.id).capitalize(), key_sections())
        self.app.push_screen(picker, self._run_command)

    async def _run_command(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            section, _, action = ids[0].partition(" ")
            await self.app.run_action(action, self if section == "Everywhere" else self.pane)
