"""The columns of the run table as data: those that every run has, and those of metrics and hyper-parameters."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from spt_tui import units
from spt_tui.runs import column_keys
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC, Column
from spt_tui.runs.column_keys import task_number
from spt_tui.runs.health_columns import ETA, HEALTH, REASON
from spt_tui.runs.metric_directions import AS_NAMED
from spt_tui.runs.metric_name import interest
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import (
    age,
    age_text,
    duration,
    duration_text,
    or_absent,
    plain_tags,
    state_text,
    step_text,
    value_text,
)
from spt_tui.runs.vectors.record_vectors import RecordVectors


def _of_text(field: str, width: int, text: Callable[[Run], str | None]) -> Column:
    return Column(
        field,
        field,
        width,
        lambda run, now: text(run) or None,
        column_keys.text_keys(field),
        lambda run, now: or_absent(text(run)),
    )


_STATE_ORDER = {state.value: place for place, state in enumerate(State)}


def _of_state(catalog: Catalog | None) -> Column:
    def text(run: Run, now: float) -> str:
        return state_text(run, (AS_NAMED if catalog is None else catalog.directions).is_lower)

    beside = _of_state if catalog is None else None
    return Column(
        "state",
        "state",
        11,
        lambda run, now: _STATE_ORDER[run.state.value],
        column_keys.state_keys,
        text,
        beside=beside,
    )


FIXED: tuple[Column, ...] = (
    _of_state(None),
    Column("name", "name", 14, lambda run, now: run.name, column_keys.name_keys, lambda run, now: run.name),
    _of_text("sweep", 8, lambda run: run.sweep),
    Column(
        "task",
        "task",
        5,
        lambda run, now: task_number(run.task),
        column_keys.task_keys,
        lambda run, now: or_absent(run.task),
        right=True,
    ),
    Column(
        "tags",
        "tags",
        18,
        lambda run, now: plain_tags(run) or None,
        column_keys.tag_keys,
        lambda run, now: or_absent(plain_tags(run)),
    ),
    Column("age", "age", 4, age, column_keys.age_keys, age_text, right=True),
    Column("duration", "took", 6, duration, column_keys.duration_keys, duration_text, right=True),
    Column("step", "step/ep", 9, lambda run, now: run.step, column_keys.whole_keys("step"), step_text, right=True),
    Column(
        "epoch",
        "epoch",
        6,
        lambda run, now: run.epoch,
        column_keys.whole_keys("epoch"),
        lambda run, now: units.count_text(run.epoch),
        right=True,
    ),
    _of_text("notes", 24, lambda run: run.notes),
    Column("id", "id", 28, lambda run, now: run.id, column_keys.id_keys, lambda run, now: run.id),
    _of_text("status", 11, lambda run: run.status),
    _of_text("problem", 32, lambda run: run.problem),
    HEALTH,
    REASON,
    ETA,
)
"""The columns that every run has, in the order they are offered."""

DEFAULT = ("state", "name", "sweep", "age", "step", "duration", "tags")
"""The fixed columns shown until the user picks."""
LEADING = 5
"""So many of them stand before the first metrics, which matter more on a small screen than the rest."""

_FIXED_BY_ID = {column.id: column for column in FIXED}


def _of_record(
    id: str, key: str, record: Callable[[Run], Record], records: Callable[[Catalog], RecordVectors]
) -> Column:
    return Column(
        id,
        key,
        max(8, min(12, len(key) + 1)),
        lambda run, now: record(run).get(key),
        column_keys.record_keys(records, key),
        lambda run, now: value_text(record(run).get(key)),
        right=True,
    )


@lru_cache(maxsize=4_096)
def column(id: str) -> Column:
    """The column of this id; KeyError if there cannot be one."""
    if id.startswith(METRIC):
        return _of_record(id, id[len(METRIC) :], lambda run: run.summary, lambda catalog: catalog.summary)
    if id.startswith(HPARAM):
        return _of_record(id, id[len(HPARAM) :], lambda run: run.hparams, lambda catalog: catalog.hparams)
    return _FIXED_BY_ID[id]


def shared_metrics(catalog: Catalog, mask: bytes | None = None) -> list[str]:
    """Metric names of the runs' summaries: those that most runs share first, then the more telling ones.

    With `mask`, a byte a slot, only of the runs that have a 1 there.
    """
    with catalog.lock:
        counts = catalog.summary.key_counts(mask)
    return sorted(counts, key=lambda name: (name in ("epoch", "step"), -counts[name], interest(name), name))


def default_columns(catalog: Catalog, metrics: int = 12, mask: bytes | None = None) -> tuple[str, ...]:
    """Ids of the columns shown until the user picks: the fixed ones with the most telling metrics among them."""
    names = [METRIC + name for name in shared_metrics(catalog, mask)[:metrics]]
    return (*DEFAULT[:LEADING], *names[:3], *DEFAULT[LEADING:], *names[3:])


def shared_hparams(catalog: Catalog) -> list[str]:
    """Hyper-parameter names, those that most runs share first, then by name."""
    with catalog.lock:
        counts = catalog.hparams.key_counts()
    return sorted(counts, key=lambda name: (-counts[name], name))
