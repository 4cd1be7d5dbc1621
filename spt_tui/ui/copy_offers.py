"""What the browser has to copy: a run's id, path and checkpoint, the commands that show the view again, its table."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from spt_tui.export.markdown_table import markdown_lines
from spt_tui.export.table import group_text
from spt_tui.export.view_command import browser_command, list_command
from spt_tui.runs.arrange import Arrangement, Group, Row
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.checkpoint_file import CheckpointFile, checkpoint_file
from spt_tui.runs.column import METRIC, Column
from spt_tui.runs.columns import column
from spt_tui.runs.query import Query
from spt_tui.runs.rows import RowView
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.units import counted

PATH_LIMIT = 4_096
"""Characters of a path."""
TURN_ROWS = 200
"""After so many rows of a long table other threads get their turn."""
TURN_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to copy."""

    keys: str
    """The letters that take it."""
    name: str
    lines: Callable[[], Iterable[str]]
    """Its text, made when it is asked for."""
    size: int = 1
    """Lines of it."""
    ending: str = "txt"
    """Of a file that holds it."""
    look: Callable[[], CheckpointFile] | None = None
    """Looks for the file that the text names; waits for the disk. What it finds is copied in place of the text."""


@dataclass(frozen=True, slots=True)
class View:
    """What the table of runs shows."""

    roots: Sequence[str]
    demo: bool
    arrangement: Arrangement
    rows: RowView
    columns: Sequence[str]
    """Ids of the chosen columns."""
    marks: Collection[str] = ()
    """Directories of the marked runs."""
    seen: range = range(0)
    """Places of the rows on the screen."""
    seen_columns: Sequence[str] = ()
    """Ids of the columns on the screen."""


def copy_offers(text: str | None, row: Row | None, view: View) -> list[Offer]:
    """What can be copied, `text` first: what the focused pane stands on. `row` is the run that is looked at."""
    return [*_of_row(text, row), *_of_marks(view), *_of_view(view)]


def _of_row(text: str | None, row: Row | None) -> Iterator[Offer]:
    path = clean(row.dir, PATH_LIMIT) if isinstance(row, Run) else None
    if text and text != path:
        yield _of_text("y", "what the cursor is on", text)
    if path is not None:
        yield _of_text("p" if text and text != path else "yp", "path", path)
    if isinstance(row, Group):
        yield _of_text("i", "sweep", row.sweep)
    elif row is not None:
        yield _of_text("i", "id", row.id)
        if row.checkpoint_path:
            recorded = [row.checkpoint_path]
            yield Offer("c", "checkpoint", lambda: recorded, look=partial(checkpoint_file, row))


def _of_marks(view: View) -> Iterator[Offer]:
    if view.marks:
        paths = sorted(clean(dir, PATH_LIMIT) for dir in view.marks)
        yield Offer("m", f"paths of {len(paths):,} marked", lambda: paths, len(paths))


def _of_view(view: View) -> Iterator[Offer]:
    wanted, sort = view.arrangement.filter, view.arrangement.sort
    text = wanted.text.strip() if isinstance(wanted, Query) else ""
    yield _of_text("v", "command for this view", browser_command(view.roots, text, view.demo))
    if not view.demo:
        reverse = view.arrangement.descending is not _falls(view.rows.catalog, sort)
        listing = list_command(view.roots, text, sort, reverse, view.columns, view.arrangement.grouped)
        yield _of_text("l", "command for this list", listing)
    if view.seen:
        yield _of_table("t", "table on the screen", view, view.seen, view.seen_columns)
    if len(view.rows):
        yield _of_table("T", "whole table", view, range(len(view.rows)), view.columns)


def _falls(catalog: Catalog, sort: str) -> bool:
    """Whether a list has the largest first by itself: only of a metric of which large is good."""
    return sort.startswith(METRIC) and not catalog.directions.is_lower(sort.removeprefix(METRIC))


def _of_text(keys: str, name: str, text: str) -> Offer:
    return Offer(keys, name, lambda: text.split("\n"), text.count("\n") + 1)


def _of_table(keys: str, name: str, view: View, places: range, ids: Sequence[str]) -> Offer:
    columns = [column(id).among(view.rows.catalog) for id in ids]
    right = [by.right for by in columns]

    def lines() -> Iterator[str]:
        return markdown_lines([by.title for by in columns], _cells(view.rows, places, columns), right)

    return Offer(keys, f"{name}, {counted(len(places), 'row')}", lines, len(places) + 2, "md")


def _cells(rows: RowView, places: range, columns: Sequence[Column]) -> Iterator[list[str]]:
    now = time.time()
    for count, place in enumerate(places, 1):
        row = rows[place]
        if isinstance(row, Group):
            yield [group_text(row), *[""] * (len(columns) - 1)]
        else:
            yield [by.text(row, now) for by in columns]
        if count % TURN_ROWS == 0:
            time.sleep(TURN_SECONDS)
