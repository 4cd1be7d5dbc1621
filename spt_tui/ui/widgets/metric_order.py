"""In which order metrics are listed: those that are pinned, then their families."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from spt_tui.natural import natural_key
from spt_tui.runs.curves.series import Series

Family = list[Series]

_TRAINING, _EVALUATION = ("fit", "train", "training"), ("val", "valid", "validation", "eval", "test")
_PINNED = -1


def families(series: Sequence[Series], pinned: Sequence[str] = ()) -> list[Family]:
    """The pinned metrics, then training, evaluation, everything else by its prefix, learning rates and epoch.

    Pinned ones come in the order of `pinned`, the metrics of a family in natural order. No family is empty.
    """
    places = {name: place for place, name in enumerate(pinned)}
    keyed = [(_place(each.name, places), each) for each in series]
    keyed.sort(key=lambda pair: (pair[0], natural_key(pair[1].name)))
    return [[each for _, each in group] for _, group in groupby(keyed, key=lambda pair: pair[0][:2])]


def is_schedule(name: str) -> bool:
    """True for what the training sets itself: the epoch and learning rates."""
    return name == "epoch" or re.match(r"(lr|learning_rate)(?![a-z])", name) is not None


def _place(name: str, pinned: dict[str, int]) -> tuple[int, str, int]:
    """The rank of a metric's family, the family's name, and the place in it where that is not by name."""
    if name in pinned:
        return _PINNED, "", pinned[name]
    word = re.split(r"[/_]", name.lower(), maxsplit=1)[0]
    ranks = (word in _TRAINING, word in _EVALUATION, not is_schedule(name))
    rank = ranks.index(True) if any(ranks) else len(ranks)
    known = rank in (0, 1)
    return rank, word if known or (rank == 2 and "/" in name) else "", 0
