"""Ranks as people write them: `0,2,4-7`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MOST_RANKS = 100_000
"""No job has as many; `0-999999999` is a slip of the hand."""

_PART = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", re.ASCII)


class RanksWrong(ValueError):
    """What was written is no list of ranks; the text says why in one line."""


def parse_ranks(text: str) -> tuple[int, ...]:
    """The ranks that `0,2,4-7` names, rising, each once; blanks and empty parts are passed over.

    Raises RanksWrong for what is no number or range, a range that falls, and more than `MOST_RANKS`.
    """
    ranks: set[int] = set()
    for part in text.split(","):
        if part.strip():
            ranks.update(_range(part.strip()))
    return tuple(sorted(ranks))


def ranks_text(ranks: Iterable[int]) -> str:
    """`ranks` in the fewest parts that `parse_ranks` reads: `0-3,7`."""
    return ",".join(f"{first}-{last}" if first < last else f"{first}" for first, last in _stretches(ranks))


def _range(part: str) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise RanksWrong(f"{part[:20]!r} is no rank: write 0,2,4-7")
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    if last < first:
        raise RanksWrong(f"{part} goes down: write {last}-{first}")
    if last >= MOST_RANKS:
        raise RanksWrong(f"{last} is no rank: the highest is {MOST_RANKS - 1:,}")
    return range(first, last + 1)


def _stretches(ranks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch without a gap."""
    first = last = None
    for rank in sorted(set(ranks)):
        if first is None or last is None or rank > last + 1:
            if first is not None and last is not None:
                yield first, last
            first = rank
        last = rank
    if first is not None and last is not None:
        yield first, last
