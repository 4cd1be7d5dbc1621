"""The pages that the reader shows: help, one run in full, and in what runs differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style

from spt_tui.export.run_sections import health_sign, run_sections
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.difference import differences
from spt_tui.runs.health.catalog_verdict import catalog_verdict
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.metric_directions import AS_NAMED
from spt_tui.runs.query import FIELDS, FORMS
from spt_tui.runs.run import Run
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
    lines += [((f"   {health_sign(kind):<12}", _health_style(kind)), (text, theme.TEXT)) for kind, text in _HEALTH]
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


def _health_style(kind: Kind) -> Style:
    return theme.HEALTH_STYLE.get(kind.value, theme.DIM)


def run_lines(run: Run, now: float, catalog: Catalog | None = None) -> list[Parts]:
    """All that is known of a run, judged beside those of `catalog` and by its directions."""
    verdict = catalog_verdict(run, now, catalog)
    styles = {"state": theme.STATE_STYLE[run.state], "problem": theme.BAD, "health": _health_style(verdict.kind)}
    lines: list[Parts] = [()]
    for section in run_sections(run, now, verdict, AS_NAMED if catalog is None else catalog.directions):
        lines += _heading(section.title) if section.title else ()
        styled = styles if not section.title else {}
        lines += [_row(name, text, section.width, styled.get(name, theme.TEXT)) for name, text in section.rows]
    return lines
