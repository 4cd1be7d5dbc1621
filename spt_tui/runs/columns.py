"""The columns of the run table as data: how each is named, what it sorts by and how it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from spt_tui import units
from spt_tui.runs import column_keys
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column_keys import Keys, joined_tags, task_number
from spt_tui.runs.metric_name import interest
from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run, State
from spt_tui.runs.vectors.record_vectors import RecordVectors

if TYPE_CHECKING:
    from spt_tui.runs.health.verdict import Verdict

METRIC = "m."
HPARAM = "hp."
_KINDS = {METRIC: "metric", HPARAM: "hparam"}


def kind_of(column_id: str) -> str:
    """`metric` or `hparam`; empty for a column that every run has."""
    return next((kind for mark, kind in _KINDS.items() if column_id.startswith(mark)), "")


def title_of(column_id: str) -> str:
    """The id without its kind: what the metric or the hyper-parameter is called."""
    return next((column_id[len(mark) :] for mark in _KINDS if column_id.startswith(mark)), column_id)


STATE_GLYPH: dict[State, str] = {
    State.RUNNING: "●",
    State.STALE: "◌",
    State.COMPLETED: "✓",
    State.FAILED: "✗",
    State.INTERRUPTED: "■",
    State.ORPHANED: "○",
    State.UNREADABLE: "!",
    State.UNKNOWN: "?",
}
NAN_MARK, DIVERGED_MARK = "×", "↯"
"""Stand between the glyph and the word of a state: as in the health column, and there without being asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the run table."""

    id: str
    """`state`, `name` ...; `m.<metric>` for a summary metric, `hp.<key>` for a hyper-parameter."""
    title: str
    width: int
    """Cells it wants; the name column takes what is left over."""
    value: Callable[[Run, float], Value]
    """What it sorts by, at a time in epoch seconds. `None` and NaN are absent."""
    keys: Callable[[Catalog, float], Keys]
    """The same of all runs, by slot."""
    text: Callable[[Run, float], str]
    """What it shows."""
    right: bool = False
    """Numbers align at the right."""
    beside: Callable[[Catalog], Column] | None = None
    """The same column for the runs of a catalog, where the others there tell more of a run than it does alone."""

    def among(self, catalog: Catalog) -> Column:
        """This column for the runs of a catalog."""
        return self if self.beside is None else self.beside(catalog)


def duration(run: Run, now: float) -> float | None:
    """Seconds from start to end; of a run that has not ended, to now or to its last sign of life."""
    if run.created_at is None:
        return None
    until = run.ended_at
    if until is None:
        until = now if run.state is State.RUNNING else run.heartbeat_at or run.updated_at
    return None if until is None else max(0.0, until - run.created_at)


def _duration_text(run: Run, now: float) -> str:
    seconds = duration(run, now)
    if seconds is not None and run.state is State.RUNNING:
        # In whole minutes: a run that writes nothing must not make the screen change every second.
        return "<1m" if seconds < 60 else units.duration_text(seconds).partition("m")[0] + "m" * (seconds < 86_400)
    return units.duration_text(seconds)


def age(run: Run, now: float) -> float | None:
    """Seconds since the run began."""
    return None if run.created_at is None else now - run.created_at


def _age_text(run: Run, now: float) -> str:
    seconds = age(run, now)
    recent = seconds is not None and -86_400 < seconds < 60
    return "<1m" if recent else units.age_text(seconds)


def health_mark(run: Run) -> str:
    """What is wrong with the figures of a run, as one glyph; empty if nothing is."""
    if any(type(value) is float and not isfinite(value) for value in run.summary.held):
        return NAN_MARK
    return DIVERGED_MARK if run.diverged else ""


def _state_text(run: Run, now: float) -> str:
    word = run.status if run.state is State.UNKNOWN and run.status else run.state.value
    return f"{STATE_GLYPH[run.state]}{health_mark(run) or ' '}{word}"


def _step_text(run: Run, now: float) -> str:
    if run.step is None and run.epoch is None:
        return units.ABSENT
    epoch = "" if run.epoch is None else f"/{units.count_text(run.epoch)}"
    return units.count_text(run.step) + epoch


def plain_tags(run: Run) -> str:
    """The tags without the sweep's, joined by blanks."""
    return joined_tags((run.tags, run.sweep)) or ""


def _or_absent(text: str | None) -> str:
    return text or units.ABSENT


def value_text(value: Value) -> str:
    """A hyper-parameter or summary value as a table shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return units.number_text(value)
    return _or_absent(value)


def _of_text(field: str, width: int, text: Callable[[Run], str | None]) -> Column:
    return Column(
        field,
        field,
        width,
        lambda run, now: text(run) or None,
        column_keys.text_keys(field),
        lambda run, now: _or_absent(text(run)),
    )


# What judges runs is loaded when a column of it is looked at: no first frame waits for it.


def _verdict(run: Run, now: float, catalog: Catalog | None) -> Verdict:
    from spt_tui.runs.health.summary_verdict import summary_verdict
    from spt_tui.runs.health.sweep_rates import usual_rate

    return summary_verdict(run, now, None if catalog is None else usual_rate(catalog, run, now))


def _severity(run: Run, now: float, catalog: Catalog | None = None) -> int | None:
    kind = _verdict(run, now, catalog).kind
    return None if kind.value == "unknown" else kind.severity


def _health_text(run: Run, now: float, catalog: Catalog | None = None) -> str:
    kind = _verdict(run, now, catalog).kind
    return units.ABSENT if kind.value == "unknown" else f"{kind.glyph} {kind.value}"


def _reason_text(run: Run, now: float, catalog: Catalog | None = None) -> str:
    verdict = _verdict(run, now, catalog)
    return units.ABSENT if verdict.kind.value == "unknown" else verdict.reason


def _of_health(id: str, width: int, text: Callable[[Run, float, Catalog | None], str]) -> Column:
    def of(catalog: Catalog | None) -> Column:
        return Column(
            id,
            id,
            width,
            lambda run, now: _severity(run, now, catalog),
            column_keys.health_keys,
            lambda run, now: text(run, now, catalog),
        )

    return replace(of(None), beside=of)


def _eta(run: Run, now: float) -> float | None:
    from spt_tui.runs.health.eta import remaining

    return remaining(run).seconds


def _eta_text(run: Run, now: float) -> str:
    seconds = _eta(run, now)
    return units.ABSENT if seconds is None else f"~{units.duration_text(seconds)}"


_STATE_ORDER = {state.value: place for place, state in enumerate(State)}

FIXED: tuple[Column, ...] = (
    Column("state", "state", 11, lambda run, now: _STATE_ORDER[run.state.value], column_keys.state_keys, _state_text),
    Column("name", "name", 14, lambda run, now: run.name, column_keys.name_keys, lambda run, now: run.name),
    _of_text("sweep", 8, lambda run: run.sweep),
    Column(
        "task",
        "task",
        5,
        lambda run, now: task_number(run.task),
        column_keys.task_keys,
        lambda run, now: _or_absent(run.task),
        right=True,
    ),
    Column(
        "tags",
        "tags",
        18,
        lambda run, now: plain_tags(run) or None,
        column_keys.tag_keys,
        lambda run, now: _or_absent(plain_tags(run)),
    ),
    Column("age", "age", 4, age, column_keys.age_keys, _age_text, right=True),
    Column("duration", "took", 6, duration, column_keys.duration_keys, _duration_text, right=True),
    Column("step", "step/ep", 9, lambda run, now: run.step, column_keys.whole_keys("step"), _step_text, right=True),
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
    _of_health("health", 10, _health_text),
    _of_health("reason", 36, _reason_text),
    Column("eta", "left", 7, _eta, column_keys.eta_keys, _eta_text, right=True),
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
