"""Whether large values of one thing go with large values of another: Spearman's rank correlation.

It is a correlation and no cause: in a sweep that changes two things at once each goes with what the other does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from spt_tui.natural import natural_key
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC
from spt_tui.runs.compare.number_cells import number_cells
from spt_tui.runs.compare.trivia import is_trivia

FEWEST = 3
"""Pairs of which a correlation can be said: two always lie on a line."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two columns go together."""

    rho: float
    """From -1 (one falls where the other rises) over 0 to 1."""
    n: int
    """The runs that have a finite number in both."""


@dataclass(frozen=True, slots=True)
class HparamCorrelation(Correlation):
    """How a hyper-parameter goes with a metric."""

    hparam: str


def rank_correlation(xs: Sequence[float], ys: Sequence[float]) -> Correlation | None:
    """Spearman's rho of pairs; equal values share the mean of their ranks. Pairs with NaN or an infinity do not count.

    `None` for fewer than `FEWEST` pairs, and where one side is the same in all of them.
    """
    pairs = [(x, y) for x, y in zip(xs, ys, strict=True) if math.isfinite(x) and math.isfinite(y)]
    return _correlation([x for x, _ in pairs], [y for _, y in pairs])


def correlations(catalog: Catalog, slots: Sequence[int], metric: str) -> list[HparamCorrelation]:
    """How the hyper-parameters of these runs go with their last value of `metric`: the strongest first.

    Left out are those that say where a run ran (`trivia`), and those of which nothing can be said.
    """
    with catalog.lock:
        hparams = [key for key in catalog.hparams.by_key if not is_trivia(key)]
    figures = number_cells(catalog, METRIC + metric, slots)
    places = [place for place, figure in enumerate(figures) if figure == figure]
    slots, figures = [slots[place] for place in places], [figures[place] for place in places]
    ranks = _ranks(figures)
    found = []
    for hparam in hparams:
        known = _against(number_cells(catalog, HPARAM + hparam, slots), figures, ranks)
        if known is not None:
            found.append(HparamCorrelation(known.rho, known.n, hparam))
    return sorted(found, key=lambda one: (-abs(one.rho), natural_key(one.hparam)))


def _against(cells: list[float], figures: list[float], ranks: list[int]) -> Correlation | None:
    """As `rank_correlation`, with figures that are all finite and whose ranks are known."""
    missing = sum(map(math.isnan, cells))
    if not missing:
        return _of_ranks(_ranks(cells), ranks)
    if len(cells) - missing < FEWEST:
        return None
    return rank_correlation(cells, figures)


def _correlation(xs: list[float], ys: list[float]) -> Correlation | None:
    return _of_ranks(_ranks(xs), _ranks(ys))


def _of_ranks(xs: list[int], ys: list[int]) -> Correlation | None:
    if len(xs) < FEWEST:
        return None
    across, along, up = sum(map(mul, xs, ys)), sum(map(mul, xs, xs)), sum(map(mul, ys, ys))
    if not along or not up:
        return None
    return Correlation(max(-1.0, min(across / math.sqrt(along * up), 1.0)), len(xs))


def _ranks(values: Sequence[float]) -> list[int]:
    """Twice the rank of each value, from the mean of all ranks: whole numbers, of which sums are exact."""
    counts = Counter(values)
    rank_of: dict[float, int] = {}
    before = 0
    for value in sorted(counts):
        rank_of[value] = 2 * before + counts[value] - len(values)
        before += counts[value]
    return [rank_of[value] for value in values]
