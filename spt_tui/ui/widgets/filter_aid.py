"""What helps to type a filter: completions, and what was typed before. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from spt_tui.ui.widgets.filter_history import FilterHistory

if TYPE_CHECKING:
    from spt_tui.runs.filters.completion import Completion
    from spt_tui.ui.widgets.filter_line import Wrong

Complete = Callable[[str, int], "Sequence[Completion]"]
"""Text and cursor -> what may stand there, the best first."""
_ASKS_FOR_VALUE = (":", "=", "<", ">", ".", "@")
"""After one of these something is offered before a character of it is typed."""


class Line(NamedTuple):
    """What stands in the line."""

    text: str
    cursor: int
    """In characters."""


class FilterAid:
    """The completions that are offered for the line, and the place in its history."""

    def __init__(self, complete: Complete) -> None:
        self.offers: tuple[Completion, ...] = ()
        """None while nothing is offered, or the list was closed."""
        self.place = 0
        """The one that is taken next."""
        self.is_chosen = False
        """Whether the user has gone to it: then enter takes it, too."""
        self._complete = complete
        self._is_quiet = False
        self._taken: list[tuple[Line, Line]] = []
        """Before and after each completion that was taken, the newest last."""
        self._history: FilterHistory | None = None
        self._whole = ""
        """The text with the value that was taken last: no other is offered for it unasked."""

    def begin(self) -> None:
        """The line is opened anew."""
        self._is_quiet = False
        self._taken.clear()
        self._whole = ""
        self.forget()

    def forget(self) -> None:
        """Offer nothing, and leave the history."""
        self._offer(())
        self._history = None

    def follow(self, line: Line) -> None:
        """Offer what fits to what has been typed by now; nothing where that may be anything."""
        if self._history is not None and self._history.text == line.text:
            return
        self._history = None
        offers = () if self._is_quiet or line.text == self._whole else self._that_fit(line)
        self._offer(tuple(offer for offer in offers if _is_begun(offer, line)))

    def ask(self, line: Line) -> bool:
        """Offer all that fits, though nothing of it was typed, or the list was closed; False if there is nothing."""
        self._is_quiet = False
        self._offer(self._that_fit(line))
        return bool(self.offers)

    def take(self, line: Line) -> Line:
        """The line with the present completion in its place."""
        offer = self.offers[self.place]
        after = Line(*offer.applied(line.text))
        self._taken.append((line, after))
        self._whole = after.text if offer.kind == "value" else ""
        self._offer(())
        return after

    def mend(self, line: Line, wrong: Wrong) -> Line:
        """The line with what may have been meant in the place of what is wrong."""
        mended = line.text[: wrong.start] + (wrong.suggestion or "")
        after = Line(mended + line.text[wrong.end :], len(mended))
        self._taken.append((line, after))
        return after

    def take_back(self, line: Line) -> Line | None:
        """The line as it was before the last completion; `None` if it was edited since, or there was none."""
        if not self._taken or self._taken[-1][1].text != line.text:
            return None
        self._whole = ""
        return self._taken.pop()[0]

    def move(self, by: int) -> bool:
        """Go to another offer; False if there is none that way."""
        if not self.offers or not 0 <= self.place + by < len(self.offers):
            return False
        self.place += by
        self.is_chosen = True
        return True

    def close(self) -> bool:
        """Offer nothing more until it is asked for; False if nothing was offered."""
        was_open = bool(self.offers)
        self._is_quiet = self._is_quiet or was_open
        self._offer(())
        return was_open

    def recall(self, past: Sequence[str], line: Line, by: int) -> Line | None:
        """What was typed `by` lines before, or after if negative; `None` if there is nothing there."""
        if self._history is None or self._history.text != line.text:
            self._history = FilterHistory(past, line.text)
        if not self._history.step(by):
            return None
        self._offer(())
        return Line(self._history.text, len(self._history.text))

    def _that_fit(self, line: Line) -> tuple[Completion, ...]:
        return tuple(offer for offer in self._complete(*line) if offer.applied(line.text)[0] != line.text)

    def _offer(self, offers: tuple[Completion, ...]) -> None:
        self.offers, self.place, self.is_chosen = offers, 0, False


def _is_begun(offer: Completion, line: Line) -> bool:
    """Whether someone who typed so far may well mean it: a word that is only a part of a key is just a word."""
    before = line.text[: line.cursor]
    if offer.start >= line.cursor:
        return before.endswith(_ASKS_FOR_VALUE)
    return offer.kind != "key" or offer.label.lower().startswith(before[offer.start :].lower())
