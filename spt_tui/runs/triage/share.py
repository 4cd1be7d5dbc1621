"""In which hyper-parameters the dead differ from the living: what most of the dead have and few of the living."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from spt_tui.natural import natural_key
from spt_tui.runs.compare.sameness import ABSENT, Cell, identity
from spt_tui.runs.compare.trivia import NAMES, is_repetition, is_trivia
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
    keys = set().union(*dead, *living)
    found = [
        share
        for key in keys
        if not _is_label(key) and (share := _most_distinctive(key, dead, living)) and share.gap >= LEAST_GAP
    ]
    found.sort(key=lambda share: (-share.gap, natural_key(share.key)))
    return tuple(found[:MOST_SHARES])


def _is_label(key: str) -> bool:
    return is_trivia(key) or key.rpartition(".")[2].lower() in NAMES


_Claim = tuple[float, str, Cell, int, int]
"""The gap first, then a share's sign, value and numbers of dead and living."""


def _most_distinctive(key: str, dead: Sequence[Record], living: Sequence[Record]) -> Share | None:
    there = [record.get(key, ABSENT) for record in dead]
    beside = [record.get(key, ABSENT) for record in living]
    claims = chain(
        _values(there, beside), () if is_repetition(key) else _bounds(there, beside)
    )  # a seed is no quantity
    told = (claim for claim in claims if claim[3] >= LEAST_DEAD)
    best = max(told, key=itemgetter(0), default=None)  # of several the first: a value before a bound
    return Share(key, *best[1:], best[0]) if best else None


def _values(dead: Sequence[Cell], living: Sequence[Cell]) -> Iterator[_Claim]:
    cells = {identity(cell): cell for cell in dead}
    among_dead, among_living = Counter(map(identity, dead)), Counter(map(identity, living))
    for same, number in among_dead.most_common():
        beside = among_living[same]
        yield number / len(dead) - beside / len(living), "=", cells[same], number, beside


def _bounds(dead: Sequence[Cell], living: Sequence[Cell]) -> Iterator[_Claim]:
    there, beside = _numbers(dead), _numbers(living)
    if there is None or beside is None:
        return
    for value in dict.fromkeys(there):
        more = len(there) - bisect_left(there, value), len(beside) - bisect_left(beside, value)
        less = bisect_right(there, value), bisect_right(beside, value)
        yield more[0] / len(dead) - more[1] / len(living), "≥", value, *more
        yield less[0] / len(dead) - less[1] / len(living), "≤", value, *less


def _numbers(cells: Sequence[Cell]) -> list[float] | None:
    """The numbers of some runs, sorted; `None` if one is something else. Runs that lack the key are left out."""
    held = [cell for cell in cells if cell is not ABSENT]
    numbers = [cell for cell in held if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if len(numbers) < len(held) or any(math.isnan(number) for number in numbers):
        return None
    return sorted(numbers)
