"""What the values of a field may be that come out of a file of ours: nothing that a screen could not show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from spt_tui.runs.catalog import HERE
from spt_tui.text import clean

TEXT_LIMIT = 4_096
"""Characters of the longest text that is kept of a run, a path."""


class Sort(NamedTuple):
    """What the values of a field can be."""

    fit: Callable[[Sequence[Any]], bool]
    """Whether all of these are such values. They were read from JSON, with tuples in the place of lists."""
    mark: str = ""
    """A character that may stand before a cleaned text."""


def _are_clean(texts: Sequence[str]) -> bool:
    if max(map(len, texts), default=0) > TEXT_LIMIT:
        return False
    joined = "".join(texts)
    return (joined.isascii() and joined.isprintable()) or all(clean(text, TEXT_LIMIT) == text for text in texts)


def _are_texts(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {str} and _are_clean(values)


def _are_marked_texts(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {str} and _are_clean([value.removeprefix(HERE) for value in values])


def _are_values(values: Sequence[Any]) -> bool:
    if not set(map(type, values)) <= {str, int, float, bool, type(None)}:
        return False
    whole = (value for value in values if type(value) is int)
    return all(-(2**63) <= value < 2**63 for value in whole) and _are_clean([v for v in values if type(v) is str])


def _are_wholes(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {int} and all(-(2**63) <= value < 2**63 for value in values)


def _are_paths(values: Sequence[Any]) -> bool:
    return all(type(value) is str and len(value) <= TEXT_LIMIT and "\0" not in value for value in values)


TEXT = Sort(_are_texts)
MARKED_TEXT = Sort(_are_marked_texts, HERE)
"""A checkpoint's path, which may begin with the run's own directory."""
VALUE = Sort(_are_values)
"""A hyper-parameter or a figure of a summary."""
WHOLE = Sort(_are_wholes)
"""A step."""
PATH = Sort(_are_paths)
"""A path as the file system spells it, or an empty text."""
