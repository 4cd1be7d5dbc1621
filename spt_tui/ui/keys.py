"""The keys, read off the bindings: one table for the help screen, the palette and the README."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding


class KeyRow(NamedTuple):
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
    "apostrophe": "'",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "ampersand": "&",
    "number_sign": "#",
    "asterisk": "*",
    "percent_sign": "%",
}


def written(key: str) -> str:
    """A key's name as people write it."""
    return _WRITTEN.get(key, key)


def key_rows(owner: type, shown_only: bool = False) -> list[KeyRow]:
    """The keys of a screen or a pane, its own before those it inherits; `shown_only`: those of the bottom line."""
    ours = [base for base in owner.__mro__ if base.__module__.startswith("spt_tui.")]
    bindings = [entry for base in ours for entry in base.__dict__.get("BINDINGS", ()) if isinstance(entry, Binding)]
    return [
        KeyRow(" ".join(written(key) for key in entry.key.split(",")), entry.description, entry.action, entry.id or "")
        for entry in bindings
        if entry.description and (entry.show or not shown_only)
    ]
