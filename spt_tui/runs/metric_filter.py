"""What is typed to find metrics by their names: words, some of their letters, or a regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

Filter = Callable[[Sequence[str]], "list[int]"]
"""Names -> the places of those that it leaves, in their order."""


class MetricFilterError(ValueError):
    """What was typed is no regular expression; why, in one line."""


def metric_filter(text: str) -> Filter:
    """The filter that `text` asks for; upper and lower case are one.

    `/regex/`, without its last slash while it is typed, leaves the names in which it is found. Anything else is words,
    all of which a name has to hold; where no name does, the letters of each word in their order are enough: `evtop`
    finds `eval/top1`. Raises MetricFilterError.
    """
    text = text.strip()
    if text.startswith("/"):
        return _by_pattern(_pattern(text[1:].removesuffix("/")))
    words = text.casefold().split()
    return lambda names: _by_words(words, [name.casefold() for name in names])


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise MetricFilterError(f"no regular expression: {error}") from None


def _by_pattern(pattern: re.Pattern[str]) -> Filter:
    return lambda names: [place for place, name in enumerate(names) if pattern.search(name)]


def _by_words(words: Iterable[str], names: Sequence[str]) -> list[int]:
    whole = [place for place, name in enumerate(names) if all(word in name for word in words)]
    return whole or [place for place, name in enumerate(names) if all(has_letters(name, word) for word in words)]


def has_letters(name: str, word: str) -> bool:
    """Whether all letters of `word` are in `name`, in their order."""
    place = -1
    for letter in word:
        place = name.find(letter, place + 1)
        if place < 0:
            return False
    return True
