"""The pages that the reader shows: help, one run in full, and in what runs differ."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from rich.style import Style

from spt_tui import units
from spt_tui.runs.columns import STATE_GLYPH, duration, value_text
from spt_tui.runs.compare.difference import differences
from spt_tui.runs.query import FIELDS, FORMS
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run
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


def run_page(run: Run, now: float) -> ReaderScreen:
    """One run in full; `now` in seconds since the epoch."""
    return ReaderScreen(Reader(run.name, run_lines(run, now)))


def difference_page(runs: Sequence[Run], marked: int) -> ReaderScreen:
    """In what runs differ, `MOST_COMPARED` of so many marked ones."""
    return DifferenceScreen(differences(runs), f" of {marked:,} marked" if len(runs) < marked else "")


def help_lines(sections: Mapping[str, Sequence[KeyRow]]) -> list[Parts]:
    """Keys by pane, then the filter's fields."""
    lines: list[Parts] = []
    for title, rows in sections.items():
        lines += _heading(title)
        lines += [((f"   {row.keys:<12}", theme.INFO), (row.text, theme.TEXT)) for row in rows]
    lines += _heading("Filter of the runs")
    lines += [((f"   {form:<20}", theme.INFO), (meaning, theme.TEXT)) for form, meaning in FORMS]
    lines += _heading("Fields")
    lines += [((f"   {field.name + ':':<20}", theme.INFO), (field.help, theme.TEXT)) for field in FIELDS]
    return lines


def _facts(run: Run, now: float) -> Iterator[tuple[str, str]]:
    word = f"{STATE_GLYPH[run.state]} {run.state.value}"
    yield "state", word if run.status in ("", run.state.value) else f"{word} (its writer says {run.status})"
    if run.problem:
        yield "problem", run.problem
    yield "directory", clean(run.dir)
    yield "id", run.id
    if run.checkpoint_path:
        yield "checkpoint", run.checkpoint_path
    yield "began", _when(run.created_at, now)
    yield "ended", _when(run.ended_at, now)
    yield "took", units.duration_text(duration(run, now))
    yield "heartbeat", _when(run.heartbeat_at, now)
    yield "step", units.ABSENT if run.step is None else f"{run.step:,}"
    yield "epoch", units.ABSENT if run.epoch is None else f"{run.epoch:,}"
    yield "tags", "  ".join(run.tags) or units.ABSENT
    yield "notes", run.notes or units.ABSENT


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


def run_lines(run: Run, now: float) -> list[Parts]:
    """All that is known of a run."""
    lines: list[Parts] = [()]
    for name, text in _facts(run, now):
        style = theme.STATE_STYLE[run.state] if name == "state" else theme.BAD if name == "problem" else theme.TEXT
        lines.append(_row(name, text, 10, style))
    return [*lines, *_record("Last values", run.summary), *_record("Hyper-parameters", run.hparams)]
