"""What is wrong with a filter, and where."""

from __future__ import annotations

from spt_tui.text import clean

_MOST_SHOWN = 40


def shown(text: str) -> str:
    """A part of a filter as a message shows it."""
    return f"`{clean(text, _MOST_SHOWN)}`"


class QueryError(ValueError):
    """A filter that means nothing. As text it begins with the column, for those who cannot mark the place."""

    def __init__(
        self, message: str, start: int, end: int, suggestion: str | None = None, unfinished: bool = False
    ) -> None:
        super().__init__(f"column {start + 1}: {message}")
        self.message = message
        """What is wrong and what to do, in one printable line."""
        self.start = start
        """Where in the text the wrong part begins, in characters."""
        self.end = end
        """Where it ends, exclusive."""
        self.suggestion = suggestion
        """What may have been meant in the place of the wrong part, if anything is near to it."""
        self.unfinished = unfinished
        """What is wrong may be that not all of it has been typed yet."""

    @property
    def column(self) -> int:
        """Where the wrong part begins, the first character being 1."""
        return self.start + 1
