"""What the cells of the run table read."""

from __future__ import annotations

from math import isfinite

from spt_tui import units
from spt_tui.runs.bests import lost_metric
from spt_tui.runs.column_keys import joined_tags
from spt_tui.runs.metric_directions import IsLower
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run, State

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


def duration(run: Run, now: float) -> float | None:
    """Seconds from start to end; of a run that has not ended, to now or to its last sign of life."""
    if run.created_at is None:
        return None
    until = run.ended_at
    if until is None:
        until = now if run.state is State.RUNNING else run.heartbeat_at or run.updated_at
    return None if until is None else max(0.0, until - run.created_at)


def duration_text(run: Run, now: float) -> str:
    """How long it took, or has taken."""
    seconds = duration(run, now)
    if seconds is not None and run.state is State.RUNNING:
        # In whole minutes: a run that writes nothing must not make the screen change every second.
        return "<1m" if seconds < 60 else units.duration_text(seconds).partition("m")[0] + "m" * (seconds < 86_400)
    return units.duration_text(seconds)


def age(run: Run, now: float) -> float | None:
    """Seconds since the run began."""
    return None if run.created_at is None else now - run.created_at


def age_text(run: Run, now: float) -> str:
    """How long ago it began."""
    seconds = age(run, now)
    recent = seconds is not None and -86_400 < seconds < 60
    return "<1m" if recent else units.age_text(seconds)


def health_mark(run: Run, is_lower: IsLower) -> str:
    """What is wrong with the figures of a run, as one glyph; empty if nothing is."""
    if any(type(value) is float and not isfinite(value) for value in run.summary.held):
        return NAN_MARK
    return "" if lost_metric(run, is_lower) is None else DIVERGED_MARK


def state_text(run: Run, is_lower: IsLower) -> str:
    """The state as a glyph and a word, and between them what is wrong with the run's figures."""
    word = run.status if run.state is State.UNKNOWN and run.status else run.state.value
    return f"{STATE_GLYPH[run.state]}{health_mark(run, is_lower) or ' '}{word}"


def step_text(run: Run, now: float) -> str:
    """Step and epoch."""
    if run.step is None and run.epoch is None:
        return units.ABSENT
    epoch = "" if run.epoch is None else f"/{units.count_text(run.epoch)}"
    return units.count_text(run.step) + epoch


def plain_tags(run: Run) -> str:
    """The tags without the sweep's, joined by blanks."""
    return joined_tags(run.tags) or ""


def or_absent(text: str | None) -> str:
    """A text, with a sign for none."""
    return text or units.ABSENT


def value_text(value: Value) -> str:
    """A hyper-parameter or summary value as a table shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return units.number_text(value)
    return or_absent(value)
