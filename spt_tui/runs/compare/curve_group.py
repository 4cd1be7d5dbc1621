"""Runs that are shown as one curve: those with the same hyper-parameters, the seed apart."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from spt_tui.natural import natural_key
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.sameness import ABSENT, Cell, identity
from spt_tui.runs.compare.trivia import is_repetition
from spt_tui.runs.compare.varying import varying_hparams
from spt_tui.runs.run_texts import value_text


class Grouping(Enum):
    """Ways to group that are no single hyper-parameter."""

    ALL_BUT_SEED = "all but the seed"


ALL_BUT_SEED: Final = Grouping.ALL_BUT_SEED
"""By all hyper-parameters but the seed, names and what only says where a run ran (`trivia.is_repetition`)."""


@dataclass(frozen=True, slots=True, eq=False)
class RunGroup:
    """Runs that belong together."""

    label: str
    """What they share and the other groups do not: `optim.lr=0.001 method=simclr`; `all` if there is one group."""
    slots: array[int]
    """In the order in which they were given."""


def group_runs(catalog: Catalog, slots: Sequence[int], by: str | Grouping) -> list[RunGroup]:
    """The runs of these slots by one hyper-parameter, or by all but the seed; groups in the order of their values.

    Numbers come before texts, a run that lacks the hyper-parameter last. What is the same is said by `sameness`.
    """
    with catalog.lock:
        if by is ALL_BUT_SEED:
            keys = [key for key in varying_hparams(catalog, slots) if not is_repetition(key)]
        else:
            keys = [str(by)]
        columns = [[catalog.hparams.value(slot, key) for slot in slots] for key in keys]
    members: dict[tuple[Hashable, ...], array[int]] = {}
    first: dict[tuple[Hashable, ...], tuple[Cell, ...]] = {}
    rows = zip(*columns, strict=True) if columns else [()] * len(slots)
    for slot, cells in zip(slots, rows, strict=True):
        same = tuple(map(identity, cells))
        members.setdefault(same, array("I")).append(slot)
        first.setdefault(same, cells)
    order = sorted(members, key=lambda same: [_rank(cell) for cell in first[same]])
    return [RunGroup(_label(keys, first[same]), members[same]) for same in order]


def _rank(cell: Cell) -> tuple[int, float, list[tuple[bool, int, str]]]:
    """Switches, numbers, NaN, texts, null, nothing."""
    if isinstance(cell, (int, float)):
        kind = 0 if isinstance(cell, bool) else 1 if cell == cell else 2
        return kind, cell if kind < 2 else 0.0, []
    return (3, 0.0, natural_key(cell)) if isinstance(cell, str) else (4 if cell is None else 5, 0.0, [])


def _label(keys: Sequence[str], cells: Iterable[Cell]) -> str:
    return " ".join(_pair(key, cell) for key, cell in zip(keys, cells, strict=True)) or "all"


def _pair(key: str, cell: Cell) -> str:
    if cell is ABSENT:
        return f"no {key}"
    return f"{key}={'null' if cell is None else value_text(cell)}"
