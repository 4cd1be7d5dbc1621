"""`spt-tui gpus --run RUN`: what was recorded of a run's nodes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.output import fail, print_lines, reader_is_gone

if TYPE_CHECKING:
    from spt_tui.hardware.recorded.recorded_run import RecordedRun
    from spt_tui.runs.run import Run


def print_recorded(word: str, roots: Sequence[str] | None, interval: float | None, as_json: bool) -> int:
    """Print what was last recorded of the run that `word` names, again after each `interval`; gives the exit status.

    Raises RootError.
    """
    from spt_tui.commands.named_runs import named_runs
    from spt_tui.hardware.recorded.recorded_run import RunRecordings
    from spt_tui.runs.find_run import RunNotFound
    from spt_tui.runs.recording_places import recording_places

    try:
        (run,) = named_runs([word], roots)
    except RunNotFound as error:
        return fail(str(error), 2 if error.is_ambiguous else 1)
    recordings = RunRecordings(recording_places(run))
    recorded = recordings.look(run.ended)
    if interval is not None:
        return 0 if print_lines(_watched(run, recorded, recordings.look, interval, as_json)) else 1
    if not print_lines(_lines(run, recorded, as_json) if recorded.hosts or as_json else ()):
        return 1
    return 0 if recorded.hosts else fail(_why_none(run, recorded), 1)


def _watched(
    run: Run, first: RecordedRun, look: Callable[[bool], RecordedRun], interval: float, as_json: bool
) -> Iterator[str]:
    """The first look, and those after it until the reader goes."""
    yield from _lines(run, first, as_json)
    sys.stdout.flush()
    while not reader_is_gone(interval):
        if not as_json:
            yield ""
        yield from _lines(run, look(run.ended), as_json)
        sys.stdout.flush()


def _lines(run: Run, recorded: RecordedRun, as_json: bool) -> list[str]:
    from spt_tui.export.recorded_text import recorded_lines, recorded_object

    if not as_json:
        return recorded_lines(recorded)
    import json

    return [json.dumps(recorded_object(run, recorded), allow_nan=False)]


def _why_none(run: Run, recorded: RecordedRun) -> str:
    from spt_tui.hardware.recorded.recorded_run import NOTHING_RECORDED, RECORD_LINE

    looked = ", ".join(place.replace("  ", ": ", 1) for place in recorded.tried)
    return f"{run.name}: {NOTHING_RECORDED}; add to its job script: {RECORD_LINE} (looked for {looked})"
