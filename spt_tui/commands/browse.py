"""The browser itself: what `spt-tui [ROOT ...]` opens."""

from __future__ import annotations

import os
import time

from spt_tui.ui import first_frame
from spt_tui.ui.hold import has_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spt_tui.commands.browser_options import Options
    from spt_tui.runs.scanner import RunScanner

SCREENFUL = 48
"""Runs that are read while the screen is still being imported: the first frame has nothing else in it."""
LAST_SECONDS = 0.3
"""How long the end waits for what the next start will begin with to be written."""


class NoTerminal(Exception):
    """There is nothing to draw on, with the reason in one line."""


def browse(roots: Sequence[str], options: Options, given: Sequence[str], notice: str) -> int:
    """Open the browser on `roots`; gives the exit status. `given` is the command line, `notice` is shown at once.

    The first runs are read, or remembered, in the scanners' threads while Textual is being imported here. Garbage is
    collected again, if that was turned off, once all runs have been read.
    """
    if not has_terminal():
        raise NoTerminal(_why_not())
    is_kept = not (options.demo or options.no_cache)
    scanners = _scanners(roots, options, is_kept)
    for scanner in scanners:
        scanner.start(first=SCREENFUL, previews=len(scanners) == 1 and not options.filter)
    if options.glyphs:
        os.environ["SPT_TUI_GLYPHS"] = options.glyphs
    from spt_tui.ui import plain_asyncio

    plain_asyncio.load()
    from spt_tui.ui.app import RunsApp
    from spt_tui.ui.terminal import run_app

    app = RunsApp(scanners, options.filter, options.demo, not options.no_diff, notice)
    status = run_app(app)
    until = time.monotonic() + LAST_SECONDS
    if is_kept:
        first_frame.save(given, app.last_lines, app.last_columns, roots)
    for scanner in scanners:
        scanner.stop()
    for scanner in scanners:
        scanner.finish(max(0.0, until - time.monotonic()))
    return status


def _scanners(roots: Sequence[str], options: Options, is_kept: bool) -> list[RunScanner]:
    """A scanner a root, all with one catalog and, together, the budget."""
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.index import Index
    from spt_tui.runs.scanner import RunScanner

    catalog = Catalog()
    return [
        RunScanner(
            root,
            budget=options.budget / len(roots),
            threads=options.threads,
            catalog=catalog,
            index=Index(root, roots) if is_kept else None,
            keep_sidecars=False,
        )
        for root in roots
    ]


def _why_not() -> str:
    from spt_tui.text import clean

    is_one = os.isatty(0) and os.isatty(1)
    term = clean(os.environ.get("TERM") or "not set")
    reason = f"this terminal cannot place its cursor (TERM is {term})" if is_one else "this is not a terminal"
    return f"{reason}; --once prints the table, --json the runs"
