"""All that is known of a run, as text in sections: what the page of a run shows and `spt-tui show` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spt_tui import units
from spt_tui.runs.bests import bests
from spt_tui.runs.health.eta import remaining
from spt_tui.runs.health.verdict import Kind, Verdict
from spt_tui.runs.lists.more_columns import moment_text
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import STATE_GLYPH, duration, value_text
from spt_tui.text import clean

MOST_WIDTH = 40
"""Cells that names are padded to."""
FACT_WIDTH = 10
_BEST_PLACE = 11
"""Cells of a last value before the best one."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines of a name and a text."""

    title: str
    """Empty for the first."""
    rows: tuple[tuple[str, str], ...]
    width: int
    """Cells that the names are padded to."""


def run_sections(run: Run, now: float, verdict: Verdict, directions: Directions) -> Iterator[Section]:
    """What is known of a run; empty sections are left out. `now` in seconds since the epoch."""
    yield Section("", tuple(_facts(run, now, verdict)), FACT_WIDTH)
    best = bests(run, directions.is_lower)
    values = {name: _last_and_best(run, name, best) for name in sorted({*run.summary, *best})}
    hparams = {key: value_text(run.hparams[key]) for key in sorted(run.hparams)}
    for title, texts in (("Last values", values), ("Hyper-parameters", hparams)):
        if texts:
            yield Section(title, tuple(texts.items()), min(MOST_WIDTH, max(map(len, texts))))


def health_sign(kind: Kind) -> str:
    """A kind of health as glyph and word."""
    return f"{kind.glyph} {kind.value}"


def _facts(run: Run, now: float, verdict: Verdict) -> Iterator[tuple[str, str]]:
    word = f"{STATE_GLYPH[run.state]} {run.state.value}"
    yield "state", word if run.status in ("", run.state.value) else f"{word} (its writer says {run.status})"
    if run.problem:
        yield "problem", run.problem
    yield "health", f"{health_sign(verdict.kind)}: {verdict.reason}"
    yield "directory", clean(run.dir)
    yield "id", run.id
    if run.checkpoint_path:
        yield "checkpoint", run.checkpoint_path
    yield "began", _when(run.created_at, now)
    yield "ended", _when(run.ended_at, now)
    yield "took", units.duration_text(duration(run, now))
    yield "heartbeat", _when(run.heartbeat_at, now)
    if run.state is State.RUNNING:
        yield "left", _time_left(run)
    yield "step", _step(run)
    yield "epoch", units.ABSENT if run.epoch is None else f"{run.epoch:,}"
    yield "tags", "  ".join(run.tags) or units.ABSENT
    yield "notes", run.notes or units.ABSENT


def _time_left(run: Run) -> str:
    eta = remaining(run)
    left = units.ABSENT if eta.seconds is None else f"~{units.duration_text(eta.seconds)}"
    return f"{left}  ({eta.basis})"


def _step(run: Run) -> str:
    if run.step is None:
        return units.ABSENT
    return f"{run.step:,}" if run.resumed_at is None else f"{run.step:,}  (resumed at {run.resumed_at:,})"


def _when(moment: float | None, now: float) -> str:
    written = moment_text(moment)
    return written if moment is None or written == units.ABSENT else f"{written}  ({units.age_text(now - moment)} ago)"


def _last_and_best(run: Run, name: str, best: Record) -> str:
    """The last value, and beside it the best one if that is known."""
    last = value_text(run.summary.get(name))
    if name not in best:
        return last
    since = "" if run.resumed_at is None else f" since step {run.resumed_at:,}"
    return f"{last:<{_BEST_PLACE}} best {value_text(best[name])}{since}"
