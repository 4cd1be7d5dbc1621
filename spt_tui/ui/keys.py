"""The keys, read off the bindings: one table for the help screen, the palette and the README."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of the key table."""

    keys: str
    """As people write them: `j`, `ctrl+p`, `↓`."""
    text: str
    """What the key does."""
    action: str
    """Textual's name of the action."""
    id: str


_WRITTEN = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "escape": "esc",
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "exclamation_mark": "!",
    "ampersand": "&",
}


def written(key: str) -> str:
    """A key's name as people write it."""
    return _WRITTEN.get(key, key)


def key_rows(owner: type, shown_only: bool = False) -> list[KeyRow]:
    """The keys that a screen or a pane binds itself; `shown_only`: those that the bottom line shows."""
    bindings: Iterable[Binding] = (entry for entry in getattr(owner, "BINDINGS", ()) if isinstance(entry, Binding))
    return [
        KeyRow(" ".join(written(key) for key in entry.key.split(",")), entry.description, entry.action, entry.id or "")
        for entry in bindings
        if entry.description and (entry.show or not shown_only)
    ]
