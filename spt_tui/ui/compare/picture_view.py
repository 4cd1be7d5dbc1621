"""A view of pictures that a thread draws, under keys that act on what it draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from textual import on
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.ui import theme
from spt_tui.ui.picker import Picker
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of


class ShownPicture(Protocol):
    """What a view shows. What its keys need to know beside that is the picture's own."""

    @property
    def title(self) -> Line:
        """What is plotted."""

    @property
    def note(self) -> Line:
        """How much of it there is, and what is done to it."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """As many as the view is high, as wide as it is."""

    @property
    def text(self) -> str:
        """The values in full precision, as they can be copied."""


Subject = TypeVar("Subject")
DrawnSubject = TypeVar("DrawnSubject", covariant=True)
PictureT = TypeVar("PictureT", bound=ShownPicture)
NewPicture = TypeVar("NewPicture", bound=ShownPicture)


class Feed(Protocol[DrawnSubject]):
    """What draws a subject, on a thread of its own."""

    def start(self) -> None:
        """Start the thread."""

    def stop(self) -> None:
        """Let the thread end; returns at once."""

    def resize(self, width: int, height: int) -> None:
        """Draw in so many cells."""

    def change(self, change: Callable[[DrawnSubject], object]) -> None:
        """Let `change` act on the subject, then draw it."""


class PictureView(LineView, Generic[Subject, PictureT]):
    """Shows the last picture that its feed drew; the feed is given `deliver` for its pictures."""

    empty_title = ""
    """Stands there until something was drawn."""

    picture: reactive[PictureT | None] = reactive(None, repaint=False)
    """What was drawn last."""

    class Drawn(Message, Generic[NewPicture]):
        """There is a newer picture."""

        def __init__(self, picture: NewPicture) -> None:
            self.picture = picture
            super().__init__()

        def can_replace(self, message: Message) -> bool:
            """Of two the newer is enough."""
            return isinstance(message, PictureView.Drawn)

    class RunChosen(Message):
        """The user wants to go to the run in this directory."""

        def __init__(self, dir: str) -> None:
            self.dir = dir
            super().__init__()

    class Refused(Message):
        """A key does nothing here and now, and what it takes, in one line."""

        def __init__(self, reason: str) -> None:
            self.reason = reason
            super().__init__()

    def __init__(self, feed: Feed[Subject], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._feed = feed

    def on_mount(self) -> None:
        """Start the feed."""
        self._feed.start()

    def on_unmount(self) -> None:
        """Let the feed end, and let go of its curves: widgets that were closed stay until garbage is collected."""
        self._feed.stop()
        self.picture = None

    def on_resize(self) -> None:
        """Draw in the new size; while it is hidden in the old one: others are told by what is drawn."""
        if self.size:
            self._feed.resize(self.size.width, self.size.height - self.head_height)

    def deliver(self, picture: PictureT) -> None:
        """Take a picture. Any thread may bring it."""
        self.post_message(self.Drawn(picture))

    @on(Drawn)
    def show_drawn(self, message: Drawn[PictureT]) -> None:
        """Show the picture that was drawn."""
        message.stop()
        self.picture = message.picture

    def watch_picture(self, before: PictureT | None, picture: PictureT | None) -> None:
        """Draw the lines that differ."""
        if picture is None:
            return
        self.row_count = len(picture.lines)
        if before is None or len(before.lines) != len(picture.lines):
            self.refresh()
            return
        pairs = enumerate(zip(before.lines, picture.lines, strict=True))
        self.refresh_row(*[row for row, (old, new) in pairs if old != new])
        if (before.title, before.note) != (picture.title, picture.note):
            self.refresh_title()

    def title_parts(self) -> Parts:
        """What is plotted."""
        return self.picture.title if self.picture else [(self.empty_title, theme.BOLD)]

    def title_note(self) -> Parts:
        """How much of it there is, and what is done to it."""
        return self.picture.note if self.picture else ()

    def row_strip(self, row: int, width: int) -> Strip:
        """A line of the picture."""
        return strip_of(self.picture.lines[row] if self.picture else (), width)

    def copy_text(self) -> str | None:
        """The values in full precision."""
        return self.picture.text if self.picture else None

    def change(self, change: Callable[[Subject], object]) -> None:
        """Let `change` act on what is drawn, then draw it."""
        self._feed.change(change)

    def ask(self, picker: Picker, take: Callable[[str], object]) -> None:
        """Open a picker; `take` is told what was picked, if anything was."""

        def answer(ids: tuple[str, ...] | None) -> None:
            if ids:
                take(ids[0])

        self.app.push_screen(picker, answer)
