"""The logs of a run: every stream by rank and kind, and every place that was looked at."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spt_tui.runs.logs.file_rank import HEAD_LIMIT, node_of, rank_of
from spt_tui.runs.logs.job import Job, job_of
from spt_tui.runs.logs.listing import Listed, Listing, listing_of
from spt_tui.runs.logs.places import Place, is_of_another, job_pattern, places_of
from spt_tui.runs.run import Run
from spt_tui.text import clean

KINDS = ("out", "err", "log")
"""In the order in which they are offered."""

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class LogStream:
    """One log file of a run."""

    id: str
    """Unlike that of any other stream of the run, the same at every look, cleaned: `submitit/48213_0_3_log.err`."""
    label: str
    """`rank 3 .err`, or the file's name; cleaned, and unlike that of any other stream of the run."""
    path: str
    """As the file system spells it. Not cleaned: never show it raw."""
    kind: str
    """One of `KINDS`: the end of the file's name."""
    rank: int | None
    """The global rank that the file's name says; `None` if it says none."""
    node: str | None
    """The host that this rank's .out names at its top, cleaned; `None` if it names none."""
    size: int
    """Bytes when it was found."""
    modified_at: float
    """Seconds since the epoch by the file server's clock, when it was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look for logs gave."""

    streams: tuple[LogStream, ...] = ()
    """Ranks in order, then what has no rank; of each out, err, log, then what was rotated."""
    tried: tuple[str, ...] = ()
    """One line for each place: what was looked for and, if nothing came of it, why. Cleaned."""
    likeliest: str = ""
    """The path that a log of this run would most likely have, cleaned."""


def find_streams(run: Run) -> Found:
    """The log streams of `run`. What cannot be read is said in `Found.tried`; never raises for a file's fault.

    Costs a listing of some ten directories, most of which are not there, and one stat per log file. Opened are
    `run_meta.json`, Hydra's configuration and, at the first look only, the .out of each rank for its node.
    """
    job = job_of(run)
    mine = job_pattern(job)
    places = tuple(dict.fromkeys(places_of(run, job)))
    streams: dict[tuple[int, int], LogStream] = {}
    tried = []
    for place in places:
        listing = listing_of(place)
        for listed in listing.found:
            streams.setdefault(listed.identity, _stream(place, listed, mine))
        tried += _told(place, listing)
    ordered = sorted(streams.values(), key=lambda stream: _order(stream, mine))
    return Found(_with_ids(_with_nodes(ordered)), tuple(tried), clean(_likeliest(places, job)))


def _told(place: Place, listing: Listing) -> list[str]:
    """What there is to say of a look into a place."""
    if not place.shown and (listing.is_absent or not listing.reason):
        return []
    what = os.path.join(clean(place.folder), place.shown)
    return [what + (f"  {listing.reason}" if listing.reason else "")]


def _likeliest(places: Iterable[Place], job: Job) -> str:
    """submitit's log of the first rank, else what sbatch writes by itself, else the folder of outputs or of the run."""
    by_name = {place.name: place.folder for place in reversed(tuple(places))}
    if job.names and "submitit" in by_name and "output" in by_name:
        return os.path.join(by_name["submitit"], f"{job.names[0]}_0_log.out")
    if job.names and "slurm" in by_name:
        return os.path.join(by_name["slurm"], f"slurm-{job.names[0]}.out")
    return by_name.get("output", by_name["run"])


def _stream(place: Place, listed: Listed, mine: re.Pattern[str] | None) -> LogStream:
    name, rank = clean(listed.name), rank_of(listed.name, mine)
    path = os.path.join(place.folder, listed.name)
    label = name if rank is None else f"rank {rank} .{listed.kind}"
    status = listed.status
    return LogStream(f"{place.name}/{name}", label, path, listed.kind, rank, None, status.st_size, status.st_mtime)


def _order(stream: LogStream, mine: re.Pattern[str] | None) -> tuple[object, ...]:
    name = os.path.basename(stream.path)
    is_rotated = not name.endswith(stream.kind)
    natural = [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(stream.id)]
    kind = KINDS.index(stream.kind)
    rank = -1 if stream.rank is None else stream.rank
    return stream.rank is None, rank, is_rotated, kind, is_of_another(name, mine), natural, os.fsencode(stream.path)


def _with_nodes(streams: list[LogStream]) -> list[LogStream]:
    nodes: dict[tuple[str, int | None], str | None] = {}
    for stream in streams:
        if stream.rank is not None and stream.kind == "out":
            node = node_of(stream.path, min(stream.size, HEAD_LIMIT))
            nodes.setdefault((os.path.dirname(stream.path), stream.rank), node)
    return [replace(stream, node=nodes.get((os.path.dirname(stream.path), stream.rank))) for stream in streams]


def _with_ids(streams: list[LogStream]) -> tuple[LogStream, ...]:
    """`streams` with what is not unique made so: two names may be one after cleaning."""
    ids: set[str] = set()
    labels: set[str] = set()
    made = []
    for stream in streams:
        name = stream.id.partition("/")[2]
        label = stream.label if stream.label not in labels else f"{stream.label} ({name})"
        stream = replace(stream, id=_unused(stream.id, ids), label=_unused(label, labels))
        made.append(stream)
    return tuple(made)


def _unused(text: str, used: set[str]) -> str:
    candidate, number = text, 1
    while candidate in used:
        number += 1
        candidate = f"{text} #{number}"
    used.add(candidate)
    return candidate
