"""Which keys a widget binds itself, for widgets that act on them as they come.

Textual hands a key that is bound up to the application before it acts, and a character to the widget at once: of keys
that come in one packet, a character would overtake an arrow or a backspace typed before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType


def own_keys(bindings: Iterable[BindingType]) -> dict[str, str]:
    """Key -> Textual's name of the action."""
    found = [binding for binding in bindings if isinstance(binding, Binding)]
    return {key: binding.action for binding in found for key in binding.key.split(",")}
