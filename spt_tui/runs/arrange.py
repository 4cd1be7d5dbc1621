"""Which runs a table shows, in which order: filter, sort, group. Pure: runs in, rows out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from spt_tui.runs.columns import METRIC, Column, column
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run, State

NO_SWEEP = ""
"""The group of the runs that belong to no sweep."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user asked to see."""

    matches: Callable[[Run], bool] = lambda run: True
    sort: str = "age"
    """A column id."""
    descending: bool = False
    grouped: bool = False
    """By sweep."""
    collapsed: frozenset[str] = frozenset()
    """Sweeps whose runs are folded away."""


@dataclass(frozen=True, slots=True)
class Group:
    """The head row of a sweep."""

    sweep: str
    """`NO_SWEEP` for the runs of none."""
    size: int
    counts: tuple[tuple[State, int], ...]
    """Runs by state, only the states that occur, in the order of `State`."""
    best: float | None
    """The best value of the sorted metric among its runs; None when not sorted by a metric, or no run has it."""
    collapsed: bool

    @property
    def dir(self) -> str:
        """Its identity among rows; a run's is a path, which never begins so."""
        return f"sweep:{self.sweep}"


Row = Run | Group


@dataclass(frozen=True, slots=True)
class Rows:
    """An arranged table."""

    rows: Sequence[Row] = ()
    places: dict[str, int] = field(default_factory=dict)
    """`Row.dir` -> its place in `rows`."""
    shown: int = 0
    """Runs that match the filter, folded ones included."""
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Sweep -> `Run.dir` of its runs, folded or not; empty unless grouped."""


def is_absent(value: Value) -> bool:
    """True for what sorts last in both directions: nothing, and NaN."""
    return value is None or value != value


def _sort_key(value: Value) -> tuple[bool, Value]:
    # Numbers come before text, so that one odd cell does not stop a column from sorting.
    return (True, value.casefold()) if isinstance(value, str) else (False, value)


def sort_runs(runs: Iterable[Run], by: Column, descending: bool, now: float) -> list[Run]:
    """`runs` ordered by a column at `now`, in epoch seconds; absent and NaN last in both directions, ties by id."""
    ordered = sorted(runs, key=attrgetter("id"))
    values = [by.value(run, now) for run in ordered]
    present = [place for place, value in enumerate(values) if not is_absent(value)]
    keys: Sequence[Any] = values
    if any(isinstance(value, str) for value in values):
        keys = [_sort_key(value) for value in values]
    present.sort(key=keys.__getitem__, reverse=descending)
    absent = [run for run, value in zip(ordered, values, strict=True) if is_absent(value)]
    return [ordered[place] for place in present] + absent


def best_value(runs: Iterable[Run], metric: str) -> float | None:
    """The best last value of a metric among runs, by the direction that its name tells."""
    found = [
        value for run in runs if isinstance(value := run.summary.get(metric), int | float) and not is_absent(value)
    ]
    if not found:
        return None
    return min(found) if lower_is_better(metric) else max(found)


def _group(sweep: str, runs: list[Run], arrangement: Arrangement) -> Group:
    counted = Counter(run.state for run in runs)
    metric = arrangement.sort.removeprefix(METRIC) if arrangement.sort.startswith(METRIC) else None
    return Group(
        sweep,
        len(runs),
        tuple((state, counted[state]) for state in State if counted[state]),
        None if metric is None else best_value(runs, metric),
        sweep in arrangement.collapsed,
    )


def _by_sweep(runs: list[Run]) -> dict[str, list[Run]]:
    # Groups come in the order of their first run, so that sorting by a metric puts the sweep with the best run first.
    members: dict[str, list[Run]] = {}
    for run in runs:
        members.setdefault(run.sweep or NO_SWEEP, []).append(run)
    return members


def _grouped(members: dict[str, list[Run]], arrangement: Arrangement) -> list[Row]:
    rows: list[Row] = []
    for sweep in sorted(members, key=lambda sweep: sweep == NO_SWEEP):
        head = _group(sweep, members[sweep], arrangement)
        rows.append(head)
        if not head.collapsed:
            rows.extend(members[sweep])
    return rows


def arrange(runs: Collection[Run], arrangement: Arrangement, now: float) -> Rows:
    """The rows that `arrangement` asks for."""
    matches = arrangement.matches
    found = sort_runs([run for run in runs if matches(run)], column(arrangement.sort), arrangement.descending, now)
    members = _by_sweep(found) if arrangement.grouped else {}
    rows: list[Row] = _grouped(members, arrangement) if arrangement.grouped else list(found)
    dirs = {sweep: tuple(run.dir for run in runs) for sweep, runs in members.items()}
    return Rows(rows, {row.dir: place for place, row in enumerate(rows)}, len(found), dirs)


def same_place(old: Run, new: Run, arrangement: Arrangement, now: float) -> bool:
    """True when `new` takes the place of `old` without moving any row: a live run's update usually does."""
    if arrangement.matches(old) != arrangement.matches(new) or old.id != new.id:
        return False
    if arrangement.grouped and (old.sweep, old.state) != (new.sweep, new.state):
        return False
    by = column(arrangement.sort)
    before, after = by.value(old, now), by.value(new, now)
    return before == after or (is_absent(before) and is_absent(after))
