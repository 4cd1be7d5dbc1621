"""What the columns of the run table sort by, of all runs of a catalog at once: slot -> value.

A key is a number, a text or absent: `None` or NaN. Those of slots whose runs are gone mean nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from spt_tui.runs.catalog import NO_NUMBER, STATES, Catalog
from spt_tui.runs.record import Value
from spt_tui.runs.run import SWEEP_MARK, State, is_sweep
from spt_tui.runs.vectors.record_vectors import RecordVectors

Keys = Sequence[Value]

_RUNNING = STATES.index(State.RUNNING)
_Cell = TypeVar("_Cell", bound=Hashable)


def state_keys(catalog: Catalog, now: float) -> Keys:
    """Places in the order of `State`."""
    return bytes(catalog.states)


def name_keys(catalog: Catalog, now: float) -> Keys:
    """Names."""
    return catalog.names()


def id_keys(catalog: Catalog, now: float) -> Keys:
    """Ids."""
    return catalog.ids()


def tag_keys(catalog: Catalog, now: float) -> Keys:
    """The tags without the sweep's, joined by blanks."""
    return catalog.tags.cells(len(catalog.states), joined_tags)


def joined_tags(tags: Sequence[str]) -> str | None:
    """Tags without the sweep's, joined by blanks; None if there are none."""
    plain = [tag for tag in tags if not tag.startswith(SWEEP_MARK)]
    if len(plain) < len(tags) - 1 or SWEEP_MARK in tags:  # more than one of them, or one that names none
        sweep = next(filter(is_sweep, tags), None)
        plain = [tag for tag in tags if tag != sweep]
    return " ".join(plain) or None


def task_keys(catalog: Catalog, now: float) -> Keys:
    """Tasks, numbers where they are spelled as such."""
    return _each_once(task_number, catalog.texts["task"].cells(len(catalog.states)))


def task_number(task: Value) -> Value:
    """A task as a number if it is spelled as one."""
    return int(task) if isinstance(task, str) and task.isascii() and task.isdigit() and len(task) < 19 else task


def text_keys(field: str) -> Callable[[Catalog, float], Keys]:
    """The column of one of `catalog.TEXTS`."""
    return lambda catalog, now: catalog.texts[field].cells(len(catalog.states))


def whole_keys(field: str) -> Callable[[Catalog, float], Keys]:
    """`step` or `epoch`."""
    return lambda catalog, now: [None if value == NO_NUMBER else value for value in catalog.wholes[field]]


def age_keys(catalog: Catalog, now: float) -> Keys:
    """Seconds since the run began."""
    return array("d", [now - began for began in catalog.times["created_at"]])


def duration_keys(catalog: Catalog, now: float) -> Keys:
    """Seconds from start to end; of a run that has not ended, to now or to its last sign of life."""
    times = catalog.times
    rows = zip(
        times["created_at"],
        times["ended_at"],
        catalog.states,
        times["heartbeat_at"],
        times["updated_at"],
        strict=True,
    )
    spans = [
        (ended if ended == ended else now if state == _RUNNING else beat if beat == beat and beat else updated) - began
        for began, ended, state, beat, updated in rows
    ]
    return array("d", [0.0 if span < 0 else span for span in spans])


def health_keys(catalog: Catalog, now: float) -> Keys:
    """Places in the order of `Kind`, the worst first; absent where nothing is known."""
    from spt_tui.runs.health.catalog_kinds import kinds
    from spt_tui.runs.health.verdict import Kind

    places: list[Value] = [*range(Kind.UNKNOWN.severity), None]
    return [places[kind] for kind in kinds(catalog, now)]


def eta_keys(catalog: Catalog, now: float) -> Keys:
    """Seconds that are left."""
    from spt_tui.runs.health.catalog_etas import etas

    return etas(catalog)


def record_keys(records: Callable[[Catalog], RecordVectors], key: str) -> Callable[[Catalog, float], Keys]:
    """The values of one hyper-parameter or metric."""

    def keys(catalog: Catalog, now: float) -> Keys:
        vector = records(catalog).by_key.get(key)
        size = len(catalog.states)
        return [None] * size if vector is None else vector.keys(size)

    return keys


def _each_once(convert: Callable[[_Cell], Value], cells: Iterable[_Cell]) -> list[Any]:
    cells = list(cells)
    converted = {cell: convert(cell) for cell in set(cells)}
    return [converted[cell] for cell in cells]
