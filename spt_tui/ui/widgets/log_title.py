"""What the title line of the log pane says, fitted to a width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.units import counted

_JOINT = " ── "
_EDGES = 5
"""Cells of the pane's number and of the blanks around the title."""


@dataclass(frozen=True, slots=True)
class LogTitle:
    """What there is to say about a log, all of it cleaned; empty where there is nothing to say."""

    name: str
    """`rank 3 of 4 .err`, or the file's name."""
    motion: str
    """What the pane does: `following`, `at 40%`; or what has happened to the file."""
    trouble: bool
    """The motion is something that has happened to the file."""
    search: str
    """The search and its matches, as `search_text` puts it."""
    searched: bool
    """Something is searched, be it that there are no lines yet."""
    size: str
    """Size and age of the log."""
    node: str
    """Where the log was written."""

    def parts(self, width: int) -> Iterator[tuple[str, Style]]:
        """`logs ── rank 3 of 4 .err ── following`; in few cells without the first word, and a search last."""
        for place, word in enumerate(self._words(width)):
            yield _JOINT if place else "", theme.RULE
            yield word, theme.WARN if self.trouble and word == self.motion else theme.TITLE

    def note(self, width: int) -> Iterator[tuple[str, Style]]:
        """The search, then size, age and node, as far as there is room beside the title in `width` cells."""
        words = self._words(width)
        room = width - cell_len(_JOINT.join(words)) - _EDGES - 1
        notes = [note for note in (self.search, self.size, self.node) if note and note not in words]
        for kept in range(len(notes), 0, -1):
            text = "  ".join(notes[:kept])
            if cell_len(text) <= room:
                yield text, theme.INFO if self.searched else theme.DIM
                return

    def _words(self, width: int) -> list[str]:
        words = [word for word in ("logs", self.name, self.motion) if word]
        if len(words) == 3 and cell_len(_JOINT.join([*words, self.search])) > width - _EDGES:
            return [self.name, self.search or self.motion]
        return words


def search_text(search: str, place: int | None, count: int, held: int | None = None) -> str:
    """`/loss 2 of 5`, or before a match has been gone to (`place` is `None`) `/loss 5 matches`.

    Only `held` lines of more were searched: `/loss 5 matches in 3,010 lines held`. `None`: all there are were.
    """
    found = f"{place} of {count}" if place else f"{count or 'no'} match{'' if count == 1 else 'es'}"
    return f"/{clean(search, 16)} {found}" + ("" if held is None else f" in {counted(held, 'line')} held")
