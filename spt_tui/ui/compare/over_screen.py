"""A screen over the browser that looks at many of its runs at once, and leads back to one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding

from spt_tui.text import clean
from spt_tui.ui.command_screen import CommandScreen
from spt_tui.ui.compare.keys_first import KeysFirst
from spt_tui.ui.compare.picture_view import PictureView
from spt_tui.ui.keys import KeyRow, key_rows
from spt_tui.ui.status import key_hints
from spt_tui.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from spt_tui.runs.footprint import Footprint

COPIED_LIMIT = 80
"""Characters of what was copied that the notice shows."""


class OverScreen(CommandScreen):
    """Shows some views, and a `HintLine` below; a subclass composes them.

    `go_to` is told the directory of the run that the user goes to.
    """

    VIEWS: ClassVar[Mapping[str, type[LineView]]] = {}
    """What the keys of each view are headed by, and its class; one at least."""

    BINDINGS = [
        Binding("tab", "go_on(1)", "next view", id="over.next", show=False),
        Binding("shift+tab", "go_on(-1)", "previous view", id="over.previous", show=False),
        Binding("y", "copy", "copy the values", id="over.copy", show=False),
        Binding("escape", "back", "back", id="over.back"),
    ]

    def __init__(self, go_to: Callable[[str], object]) -> None:
        super().__init__()
        self._go_to = go_to

    @classmethod
    def key_sections(cls) -> dict[str, list[KeyRow]]:
        """The keys of each view by its title; what only this screen has is with those of the first."""
        sections = {title: key_rows(view) for title, view in cls.VIEWS.items()}
        inherited = {row.id for row in key_rows(OverScreen)}
        next(iter(sections.values())).extend(row for row in key_rows(cls) if row.id not in inherited)
        return sections

    @property
    def pane(self) -> LineView:
        """The view that has the keyboard."""
        return self.focused if isinstance(self.focused, LineView) else self.query(LineView).first()

    def footprint(self) -> Footprint:
        """What watching costs: that of the browser below."""
        below = self.app.screen_stack[0]
        assert isinstance(below, CommandScreen)
        return below.footprint()

    def on_mount(self) -> None:
        """Serve keys first, however many runs there are to draw."""
        KeysFirst.begin()

    def on_unmount(self) -> None:
        """All threads are equal again."""
        KeysFirst.end()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The hints are those of the focused view."""
        self.hint_line.hints, self.hint_line.right = key_hints(type(self), type(self.pane))

    @on(PictureView.RunChosen)
    def go_to_run(self, message: PictureView.RunChosen) -> None:
        """Back to the browser, at this run."""
        self.go_to(message.dir)

    @on(PictureView.Refused)
    def say_what_it_takes(self, message: PictureView.Refused) -> None:
        """The bottom line says why a key did nothing."""
        self.say(message.reason)

    def say(self, text: str) -> None:
        """Show a notice in the bottom line."""
        self.hint_line.say(text)

    def go_to(self, dir: str) -> None:
        """Close, and let the browser go to a run."""
        if self.is_current:  # a key that was pressed twice asks twice
            self.dismiss(None)
            self._go_to(dir)

    def step_back(self) -> bool:
        """Undo something smaller than being here; False if there is nothing."""
        return False

    def action_back(self) -> None:
        """Undo the last thing that was done to the view, else close."""
        if self.is_current and not self.step_back():
            self.dismiss(None)

    def action_go_on(self, by: int) -> None:
        """Give the keyboard to the next view round that is shown."""
        views = [view for view in self.query(LineView) if view.display]
        place = views.index(self.pane) if self.pane in views else 0
        views[(place + by) % len(views)].focus()

    def action_copy(self) -> None:
        """Copy the values of the view, through the terminal."""
        text = self.pane.copy_text()
        if text:
            self.app.copy_to_clipboard(text)
        self.say(f"copied {clean(text, COPIED_LIMIT)}" if text else "nothing to copy here")

    def action_help(self) -> None:
        """The keys of this screen."""
        from spt_tui.ui import pages

        self.app.push_screen(pages.help_page(self._sections()))

    def action_palette(self) -> None:
        """Pick any command of this screen."""
        from spt_tui.ui import pickers

        here = next((title for title, view in self.VIEWS.items() if isinstance(self.pane, view)), "")
        self.app.push_screen(pickers.command_picker(here, self._sections()), self._run_command)

    def _sections(self) -> dict[str, list[KeyRow]]:
        return {
            **self.key_sections(),
            "Everywhere": key_rows(OverScreen),
        }
