"""The pages that the reader shows: help, one run in full, and in what runs differ."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from rich.style import Style

from spt_tui import units
from spt_tui.runs.bests import bests
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.difference import differences
from spt_tui.runs.health.catalog_verdict import catalog_verdict
from spt_tui.runs.health.eta import remaining
from spt_tui.runs.health.verdict import Kind, Verdict
from spt_tui.runs.metric_directions import AS_NAMED
from spt_tui.runs.query import FIELDS, FORMS
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import STATE_GLYPH, duration, value_text
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.difference_view import DifferenceScreen
from spt_tui.ui.keys import KeyRow
from spt_tui.ui.reader import Reader, ReaderScreen

Parts = tuple[tuple[str, Style], ...]

MOST_COMPARED = 64
"""Runs beside each other: nobody reads more columns."""


def _heading(text: str) -> list[Parts]:
    return [(), ((f" {text}", theme.BOLD),)]


def _row(name: str, text: str, width: int, style: Style = theme.TEXT) -> Parts:
    return ((f"   {name:<{width}}  ", theme.DIM), (text, style))


def help_page(sections: Mapping[str, Sequence[KeyRow]]) -> ReaderScreen:
    """Every key, and the filter."""
    return ReaderScreen(Reader("help", help_lines(sections)))


def run_page(run: Run, now: float, catalog: Catalog | None = None) -> ReaderScreen:
    """One run in full, judged beside those of `catalog`; `now` in seconds since the epoch."""
    return ReaderScreen(Reader(run.name, run_lines(run, now, catalog)))


def difference_page(runs: Sequence[Run], chosen: int, are_marked: bool) -> ReaderScreen:
    """In what runs differ, `MOST_COMPARED` of so many that are marked, or that a sweep has."""
    note = f" of {chosen:,} {'marked' if are_marked else 'runs'}" if len(runs) < chosen else ""
    return DifferenceScreen(differences(runs), note)


def help_lines(sections: Mapping[str, Sequence[KeyRow]]) -> list[Parts]:
    """Keys by pane, then the filter's fields."""
    lines: list[Parts] = []
    for title, rows in sections.items():
        lines += _heading(title)
        lines += [((f"   {row.keys:<12}", theme.INFO), (row.text, theme.TEXT)) for row in rows]
    lines += _heading("Health of the runs")
    lines += [((f"   {_health_sign(kind):<12}", _health_style(kind)), (text, theme.TEXT)) for kind, text in _HEALTH]
    lines += _heading("Filter of the runs")
    lines += [((f"   {form:<20}", theme.INFO), (meaning, theme.TEXT)) for form, meaning in FORMS]
    lines += _heading("Fields")
    lines += [((f"   {field.name + ':':<20}", theme.INFO), (field.help, theme.TEXT)) for field in FIELDS]
    return lines


_HEALTH = (
    (Kind.NAN, "the newest value of a metric is NaN or infinite"),
    (Kind.DIVERGED, "a loss is a multiple of its best, or a score a fraction of it"),
    (Kind.STALLED, "no row comes any more, and nobody said that the run ended"),
    (Kind.SLOW, "it makes fewer steps per second than its sweep"),
    (Kind.PLATEAU, "it has not improved for long: only where its metrics are read"),
)
"""What help says. The first two stand beside a run's state, too."""


def _health_sign(kind: Kind) -> str:
    return f"{kind.glyph} {kind.value}"


def _health_style(kind: Kind) -> Style:
    return theme.HEALTH_STYLE.get(kind.value, theme.DIM)


def _facts(run: Run, now: float, verdict: Verdict) -> Iterator[tuple[str, str]]:
    word = f"{STATE_GLYPH[run.state]} {run.state.value}"
    yield "state", word if run.status in ("", run.state.value) else f"{word} (its writer says {run.status})"
    if run.problem:
        yield "problem", run.problem
    yield "health", f"{_health_sign(verdict.kind)}: {verdict.reason}"
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
    if moment is None:
        return units.ABSENT
    try:
        written = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
    except (OverflowError, ValueError, OSError):
        return units.ABSENT
    return f"{written}  ({units.age_text(now - moment)} ago)"


def _record(title: str, record: Record) -> list[Parts]:
    if not record:
        return []
    width = min(40, max(len(key) for key in record))
    return [*_heading(title), *(_row(key, value_text(record[key]), width) for key in sorted(record))]


def _values(run: Run, best: Record) -> list[Parts]:
    """The last values, and beside them the best ones that are known."""
    names = sorted({*run.summary, *best})
    if not names:
        return []
    width = min(40, max(map(len, names)))
    return [*_heading("Last values"), *(_row(name, _last_and_best(run, name, best), width) for name in names)]


def _last_and_best(run: Run, name: str, best: Record) -> str:
    last = value_text(run.summary.get(name))
    if name not in best:
        return last
    since = "" if run.resumed_at is None else f" since step {run.resumed_at:,}"
    return f"{last:<11} best {value_text(best[name])}{since}"


def run_lines(run: Run, now: float, catalog: Catalog | None = None) -> list[Parts]:
    """All that is known of a run, judged beside those of `catalog` and by its directions."""
    verdict = catalog_verdict(run, now, catalog)
    best = bests(run, (AS_NAMED if catalog is None else catalog.directions).is_lower)
    styles = {"state": theme.STATE_STYLE[run.state], "problem": theme.BAD}
    styles["health"] = _health_style(verdict.kind)
    lines: list[Parts] = [()]
    lines += [_row(name, text, 10, styles.get(name, theme.TEXT)) for name, text in _facts(run, now, verdict)]
    return [*lines, *_values(run, best), *_record("Hyper-parameters", run.hparams)]
