"""Nested JSON as one level of dotted names and scalars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from sys import intern
from typing import Any

from spt_tui.runs.record import Value
from spt_tui.text import clean

ENTRY_LIMIT = 4_096
"""Entries kept of one object."""

_LARGEST = 2**63
_SHORT = 64
_PLAIN = frozenset((float, bool, type(None)))
_BRANCHES = frozenset((dict, list))


def shared(text: str) -> str:
    """`text` cleaned; one object for equal texts, which repeat from run to run."""
    return _shared_short(text) if len(text) <= _SHORT else intern(clean(text))


@lru_cache(maxsize=4_096)
def _shared_short(text: str) -> str:
    return intern(clean(text))


def scalar(value: Any) -> Value:
    """A JSON leaf as a value: text is cleaned, an integer beyond 64 bits a float, or text beyond those."""
    if isinstance(value, str):
        return shared(value)
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        try:
            return float(value)
        except OverflowError:
            return clean(str(value))
    if value is None or isinstance(value, (int, float)):
        return value
    return "{}" if isinstance(value, dict) else "[]"


def flatten(tree: dict[str, Any], limit: int = ENTRY_LIMIT) -> tuple[dict[str, Value], bool]:
    """Dotted name -> scalar in the order of `tree`, and whether more than `limit` entries were dropped.

    `{"optim": {"betas": [0.9, 0.999]}}` gives `optim.betas.0` and `optim.betas.1`; an empty object or list gives
    the text `{}` or `[]`. Names are cleaned; of two that are then equal the later one stays.
    """
    flat: dict[str, Value] = {}
    branches: list[Iterator[tuple[str, Any]]] = [iter(tree.items())]
    prefixes = [""]
    while branches:
        prefix = prefixes[-1]
        for name, value in branches[-1]:
            key, kind = shared(prefix + name), type(value)
            if kind in _BRANCHES and value:
                branches.append(iter(_children(value)))
                prefixes.append(f"{key}.")
                break
            if len(flat) >= limit:
                return flat, True
            flat[key] = value if kind in _PLAIN else shared(value) if kind is str else scalar(value)
        else:
            branches.pop()
            prefixes.pop()
    return flat, False


def _children(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return value.items()
    return ((str(place), element) for place, element in enumerate(value))
