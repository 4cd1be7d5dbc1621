"""The ground of all panes."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from spt_tui.ui.widgets.line_view import LineView, Parts


class Told(LineView):
    """Keeps the sizes that it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[Size] = []

    def title_parts(self) -> Parts:
        return ()

    def row_strip(self, row: int, width: int) -> Strip:
        return Strip.blank(width)

    def on_resize(self) -> None:
        self.sizes.append(self.size)


async def test_a_pane_is_told_its_size_once() -> None:
    app = App[None]()
    async with app.run_test(size=(50, 12)) as pilot:
        view = Told()
        await app.screen.mount(view)
        await pilot.pause()
        await pilot.pause()
        assert view.sizes == [Size(50, 12)]
        await pilot.resize_terminal(40, 10)
        await pilot.pause(0.3)
        assert view.sizes[1:] == [Size(40, 10)]


class Overlooked(Told):
    """Is not told its first size, as it happens to a widget that is in Textual's map before it is laid out."""

    is_overlooked = False

    def post_message(self, message: Message) -> bool:
        if isinstance(message, events.Resize) and not self.is_overlooked:
            self.is_overlooked = True
            return False
        return super().post_message(message)


async def test_a_pane_that_textual_overlooks_is_told_its_size_all_the_same() -> None:
    app = App[None]()
    async with app.run_test(size=(50, 12)) as pilot:
        view = Overlooked()
        await app.screen.mount(view)
        await pilot.pause(0.3)
        assert view.is_overlooked and view.sizes == [Size(50, 12)]
