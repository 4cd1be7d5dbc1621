"""In which hyper-parameters the dead differ from the living: what most of the dead have and few of the living."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spt_tui.runs.compare.sameness import ABSENT, Cell, identity
from spt_tui.runs.compare.trivia import NAMES, is_repetition, is_trivia
from spt_tui.runs.natural import natural_key
from spt_tui.runs.record import Record

LEAST_GAP = 0.5
"""How much commoner, as a share of the runs, something is among the dead before it is told."""
LEAST_DEAD = 2
"""That share something: of a single dead run every value of its own would be told."""
MOST_SHARES = 5
"""That are told of one group."""


@dataclass(frozen=True, slots=True)
class Share:
    """Something that can be said of a hyper-parameter, and of how many runs it holds."""

    key: str
    sign: str
    """`=`, `≥` or `≤`."""
    value: Cell
    """`ABSENT` with `=`: the runs do not have the key."""
    dead: int
    living: int
    gap: float
    """Its share of the dead less its share of the living, above 0 and at most 1."""


def distinctive_shares(dead: Sequence[Record], living: Sequence[Record]) -> tuple[Share, ...]:
    """What tells these dead from these living, the greatest gap first; nothing where there are too few of either.

    A value counts as it is; numbers also by a bound, so that `lr ≥ 0.1` is found where each run has its own. What only
    says where a run ran (`trivia`), or names it, is left out. Shares say what goes with dying, and not why.
    """
    if len(dead) < LEAST_DEAD or not living:
        return ()
    keys = {key for records in (dead, living) for record in records for key in record if not _is_label(key)}
    found = [share for key in keys if (share := _most_distinctive(key, dead, living)) and share.gap >= LEAST_GAP]
    found.sort(key=lambda share: (-share.gap, natural_key(share.key)))
    return tuple(found[:MOST_SHARES])


def _is_label(key: str) -> bool:
    return is_trivia(key) or key.rpartition(".")[2].lower() in NAMES


def _most_distinctive(key: str, dead: Sequence[Record], living: Sequence[Record]) -> Share | None:
    there = [record.get(key, ABSENT) for record in dead]
    beside = [record.get(key, ABSENT) for record in living]
    shares = [*_values(key, there, beside), *_bounds(key, there, beside)]
    shares = [share for share in shares if share.dead >= LEAST_DEAD]
    return max(shares, key=lambda share: share.gap, default=None)  # of several the first: a value before a bound


def _values(key: str, dead: Sequence[Cell], living: Sequence[Cell]) -> Iterator[Share]:
    cells = {identity(cell): cell for cell in dead}
    among_dead, among_living = Counter(map(identity, dead)), Counter(map(identity, living))
    for same, number in among_dead.most_common():
        yield _share(key, "=", cells[same], (number, len(dead)), (among_living[same], len(living)))


def _bounds(key: str, dead: Sequence[Cell], living: Sequence[Cell]) -> Iterator[Share]:
    there, beside = _numbers(dead), _numbers(living)
    if there is None or beside is None or is_repetition(key):  # a seed is no quantity
        return
    for value in dict.fromkeys(there):
        more = len(there) - bisect_left(there, value), len(beside) - bisect_left(beside, value)
        less = bisect_right(there, value), bisect_right(beside, value)
        yield _share(key, "≥", value, (more[0], len(dead)), (more[1], len(living)))
        yield _share(key, "≤", value, (less[0], len(dead)), (less[1], len(living)))


def _numbers(cells: Sequence[Cell]) -> list[float] | None:
    """The numbers of some runs, sorted; `None` if one is something else. Runs that lack the key are left out."""
    held = [cell for cell in cells if cell is not ABSENT]
    numbers = [cell for cell in held if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if len(numbers) < len(held) or any(math.isnan(number) for number in numbers):
        return None
    return sorted(numbers)


def _share(key: str, sign: str, value: Cell, dead: tuple[int, int], living: tuple[int, int]) -> Share:
    return Share(key, sign, value, dead[0], living[0], dead[0] / dead[1] - living[0] / living[1])
