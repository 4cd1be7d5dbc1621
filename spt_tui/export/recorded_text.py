"""The recorded hardware of a run as plain text and as JSON: what `spt-tui gpus --run` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from spt_tui.export.machine_look import look_at
from spt_tui.export.sample_object import look_object
from spt_tui.export.sample_text import text_lines
from spt_tui.export.table import path_text, plain_value
from spt_tui.hardware.recorded.recorded_run import RecordedRun
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.runs.logs.ranks.rank_set import ranks_text
from spt_tui.runs.run import Run

NOTHING_YET = "nothing is recorded yet"


def recorded_lines(recorded: RecordedRun) -> list[str]:
    """The newest sample of each host, one below the other."""
    if not recorded.hosts:
        return [NOTHING_YET]
    lines: list[str] = []
    for host in recorded.hosts:
        lines += [*([""] if lines else []), *_host_lines(host, recorded.read_at)]
    return lines


def _host_lines(host: RecordedHost, now: float) -> Iterator[str]:
    ranks = f"{'rank' if len(host.ranks) == 1 else 'ranks'} {ranks_text(host.ranks)}" if host.ranks else ""
    note = ", ".join(filter(None, (host.age_text(now), ranks)))
    if host.last is None:
        yield f"{host.name}  {note}"
    else:
        is_past = host.ended or host.is_silent(now)
        yield from text_lines(replace(look_at(host.samples), is_past=is_past), f"{host.name}  {note}")
    if host.problem:
        yield f"! {host.problem}"


def recorded_object(run: Run, recorded: RecordedRun) -> dict[str, Any]:
    """The same as JSON-ready values; ages are by this node's clock."""
    return {
        "run_id": run.id,
        "run_name": run.name,
        "run_dir": path_text(run.dir),
        "read_at": recorded.read_at,
        "hosts": [_host_object(host, recorded.read_at) for host in recorded.hosts],
        "tried": list(recorded.tried),
    }


def _host_object(host: RecordedHost, now: float) -> dict[str, Any]:
    return {
        "name": host.name,
        "ranks": list(host.ranks),
        "interval_seconds": plain_value(host.interval),
        "age_seconds": plain_value(host.age(now)),
        "ended": host.ended,
        "is_silent": host.is_silent(now),
        "file": host.file,
        "problem": host.problem,
        "sample": look_object(look_at(host.samples)) if host.samples else None,
    }
