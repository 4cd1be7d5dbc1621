"""Which hyper-parameters and metrics differ among some runs of a catalog.

Asked of ten thousand runs at once, so no `Run` is built: a field that is held as words differs if its runs have two
codes, and of most other fields the first two runs decide.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from spt_tui.natural import natural_key
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC
from spt_tui.runs.columns import shared_metrics
from spt_tui.runs.compare.sameness import ABSENT, Cell, identity
from spt_tui.runs.compare.trivia import is_trivia
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.runs.vectors.vector import Few, Vector
from spt_tui.runs.vectors.word_vector import Words

TOLD_ELSEWHERE = ("epoch", "step")
"""Metrics that a column of their own shows of every run."""


def varying_columns(catalog: Catalog, slots: Sequence[int]) -> list[str]:
    """Ids of the columns in which these runs differ: hyper-parameters in natural order, then the more telling metrics.

    A run that lacks a key differs from one that has it. What only says where a run ran (`trivia`) is left out, and so
    are the metrics `epoch` and `step`. The order is that of `natural_key` and of `columns.shared_metrics`.
    """
    with catalog.lock:
        hparams = varying_hparams(catalog, slots)
        metrics = varying_keys(catalog.summary, slots)
        told = [name for name in shared_metrics(catalog) if name in metrics and name not in TOLD_ELSEWHERE]
    return [*(HPARAM + key for key in hparams), *(METRIC + name for name in told)]


def varying_hparams(catalog: Catalog, slots: Sequence[int]) -> list[str]:
    """The hyper-parameters in which these runs differ, without trivia, in natural order."""
    with catalog.lock:
        keys = varying_keys(catalog.hparams, slots)
    return sorted((key for key in keys if not is_trivia(key)), key=natural_key)


def varying_keys(records: RecordVectors, slots: Sequence[int]) -> set[str]:
    """The keys in which the records of these slots differ. The caller has the catalog's lock."""
    if len(slots) < 2:
        return set()
    asked = _Asked(slots, frozenset(slots), max(slots) + 1, itemgetter(*slots))
    return {key for key, vector in records.by_key.items() if _varies(vector, asked)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The slots that are compared, in the forms in which the stores of vectors are asked."""

    slots: Sequence[int]
    there: frozenset[int]
    size: int
    pick: Callable[[Sequence[int]], tuple[int, ...]]


def _varies(vector: Vector, asked: _Asked) -> bool:
    store = vector.store
    if isinstance(store, Words):
        # 1 and 1.0 have two codes, and are the same.
        codes = set(asked.pick(_padded(store.codes, asked.size)))
        return _differ(store.values[code] for code in codes)
    if isinstance(store, Few):
        held = store.by_slot.keys() & asked.there
        return 0 < len(held) < len(asked.there) or _differ(store.by_slot[slot] for slot in held)
    return _differ(map(store.get, asked.slots))


def _differ(values: Iterable[Cell]) -> bool:
    cells = iter(values)
    first = identity(next(cells, ABSENT))
    return any(identity(cell) != first for cell in cells)


def _padded(codes: array[int], size: int) -> array[int]:
    missing = size - len(codes)
    return codes + array(codes.typecode, bytes(missing * codes.itemsize)) if missing > 0 else codes
