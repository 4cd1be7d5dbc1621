"""`spt-tui summary PATH`: what a run took of its machines."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.output import fail, print_lines

if TYPE_CHECKING:
    from spt_tui.hardware.summary.sources import Sources

DESCRIPTION = """\
Sum up what was recorded of a run's hardware: for each host its processors and memory, for each GPU its utilisation,
memory, power, energy, idle and throttled time, and the phases of the run's log. PATH is a run's directory, a directory
with files of pytyche's monitor, or one such file."""
EPILOG = """\
Example: spt-tui summary ~/runs/75d460
Where pytyche's figures of the same files are others, that is said, and why. Exit status: 0, 1 when nothing was
recorded, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(
        prog="spt-tui summary",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("path", metavar="PATH", help="directory or file")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options.add_argument("--compat", choices=("pytyche",), help="give exactly pytyche 0.2.1's figures, right or wrong")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    path = os.path.abspath(os.path.expanduser(options.path))
    try:
        sources = _sources(path)
    except FileNotFoundError:
        return fail(f"{_shown(path)}: no such file or directory", 2)
    except OSError as error:
        return fail(f"{_shown(path)}: {(error.strerror or 'cannot be read').lower()}", 1)
    if options.compat:
        return _print_pytyches(sources, path, options.json)
    return _print_summary(sources, path, options.json)


def _sources(path: str) -> Sources:
    from spt_tui.hardware.summary.sources import source_of, sources_in, sources_of_run
    from spt_tui.runs.recording_places import recording_places
    from spt_tui.runs.sidecar import SIDECAR, read_run

    if not os.path.isdir(path):
        return source_of(path)
    if os.path.isfile(os.path.join(path, SIDECAR)):
        return sources_of_run(recording_places(read_run(os.path.dirname(path), path)))
    return sources_in(path)


def _print_summary(sources: Sources, path: str, as_json: bool) -> int:
    import json

    from spt_tui.commands.reading_progress import ReadingProgress
    from spt_tui.export.summary_text import text_lines
    from spt_tui.hardware.recorded.recorded_run import RECORD_LINE
    from spt_tui.hardware.summary.build import summarise
    from spt_tui.hardware.summary.sources import LOOKED_FOR

    if sources.is_empty:
        return fail(f"{_shown(path)}: nothing recorded: looked for {LOOKED_FOR}; to record a run: {RECORD_LINE}", 1)
    with ReadingProgress(sources.paths) as progress:
        summary = summarise(sources, progress.note)
    if summary.is_empty:
        return fail(f"{_shown(path)}: nothing to sum up: {'; '.join(summary.notes)}", 1)
    lines = [json.dumps(summary.to_dict(), allow_nan=False)] if as_json else text_lines(summary)
    return 0 if print_lines(lines) else 1


def _print_pytyches(sources: Sources, path: str, as_json: bool) -> int:
    import json

    from spt_tui.export.summary_text import pytyche_lines
    from spt_tui.export.table import plain_value
    from spt_tui.hardware.summary.pytyche import pytyche_summary
    from spt_tui.hardware.summary.sources import CPU_TABLE, DMON_TABLE, GPU_TABLE

    if not sources.are_pytyches:
        return fail(
            f"{_shown(path)}: pytyche reads {GPU_TABLE}, {CPU_TABLE} and {DMON_TABLE}: none of them is there", 1
        )
    try:
        summary = pytyche_summary(sources.gpu, sources.cpu, sources.dmon)
    except (OSError, UnicodeDecodeError) as error:
        return fail(f"{_shown(path)}: pytyche stops at its files: {error}", 1)
    figures = {name: plain_value(value) for name, value in summary.to_dict().items()}
    lines: Iterable[str] = [json.dumps(figures, allow_nan=False)] if as_json else pytyche_lines(summary)
    return 0 if print_lines(lines) else 1


def _shown(path: str) -> str:
    from spt_tui.text import clean

    return clean(path)
