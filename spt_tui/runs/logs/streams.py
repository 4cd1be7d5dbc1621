"""Where a run's logs are: every stream by rank and kind, and every place that was looked at.

The places are those that SLURM, submitit, Hydra and stable-pretraining write to: the run directory, the hparam
`output_dir`, and submitit's folder of the job beside it. submitit names a file `<job>_<rank>_log.out`, and the job
of an array `<array job>_<task>`.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from spt_tui.runs.regular_file import read_regular
from spt_tui.runs.run import Run
from spt_tui.text import clean, clean_bytes

KINDS = ("out", "err", "log")
"""In the order in which they are offered."""

ENTRY_LIMIT = 20_000
"""Entries of one directory that are looked at: an `output_dir` can be anything, `/tmp` too."""

_META_LIMIT = 65_536
_HEAD_LIMIT = 1_024
_JOB = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_HOST = re.compile(rb"JobEnvironment\([^)]{0,200}?hostname=([^,)\s]{1,255})")
_RANK = re.compile(r"_(\d{1,6})_log\.\w+$|rank[-_.]?(\d{1,6})", re.ASCII | re.IGNORECASE)
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
    """The host that submitit wrote at the top of this rank's .out, cleaned; `None` if it wrote none."""
    size: int
    """Bytes when it was found."""
    modified_at: float
    """Seconds since the epoch by the file server's clock, when it was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look for logs gave."""

    streams: tuple[LogStream, ...] = ()
    """Ranks in order, then what has no rank; of each out, err, log."""
    tried: tuple[str, ...] = ()
    """One line for each place: what was looked for and, if nothing came of it, why. Cleaned."""


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    folder: str
    pattern: re.Pattern[str]
    shown: str
    """The pattern as a shell would spell it."""


def find_streams(run: Run) -> Found:
    """The log streams of `run`. What cannot be read is said in `Found.tried`; never raises for a file's fault.

    Costs a listing of some four directories and one stat per log file. Opened are `run_meta.json`, if `run` does not
    say its sweep and task, and, at the first look only, the .out of each of submitit's ranks for the node.
    """
    streams: dict[tuple[int, int], LogStream] = {}
    tried = []
    if run.output_dir and not os.path.isabs(run.output_dir):
        tried.append(f"output_dir {clean(run.output_dir)}  relative to a directory that is not known")
    for place in _places(run):
        listed, why = _listed(place)
        for key, stream in listed:
            streams.setdefault(key, stream)
        tried.append(f"{clean(place.folder)}/{place.shown}" + (f"  {why}" if why else ""))
    return Found(_with_ids(_with_nodes(sorted(streams.values(), key=_order))), tuple(tried))


def _places(run: Run) -> Iterator[_Place]:
    yield _Place("run", run.dir, re.compile(r".*\.(out|err)", re.DOTALL), "*.{out,err}")
    if not run.output_dir or not os.path.isabs(run.output_dir):
        return
    output_dir = os.path.normpath(run.output_dir)
    yield _Place("output", output_dir, re.compile(r".*\.(out|err|log)", re.DOTALL), "*.{out,err,log}")
    beside = os.path.dirname(output_dir)
    for job in _jobs(run):
        pattern = re.compile(re.escape(job) + r"_\d+_log\.(out|err)")
        for folder in (os.path.join(beside, job, ".submitit"), os.path.join(beside, ".submitit", job)):
            yield _Place("submitit", folder, pattern, f"{job}_*_log.{{out,err}}")


def _jobs(run: Run) -> tuple[str, ...]:
    """The names that submitit can have given the job of `run`, likeliest first."""
    names = []
    if run.sweep and run.task:
        names.append(f"{run.sweep}_{run.task}")
    else:
        meta = _meta(run.dir)
        job = run.sweep or meta.get("slurm_job_id")
        task = run.task or meta.get("slurm_array_task_id")
        names += [f"{job}_{task}"] if job and task else []
        names += [str(job)] if job else []
    names.append(str(run.hparams.get("slurm.job_id") or ""))
    return tuple(dict.fromkeys(name for name in names if _JOB.fullmatch(name)))


def _meta(run_dir: str) -> dict[str, object]:
    """`run_meta.json`, or nothing: it only helps to find logs, so what is wrong with it is not reported here."""
    try:
        raw = read_regular(os.path.join(run_dir, "run_meta.json"), _META_LIMIT)
        meta = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _listed(place: _Place) -> tuple[list[tuple[tuple[int, int], LogStream]], str]:
    """The streams in `place`, each with its device and inode; and why there are none, if so."""
    try:
        with os.scandir(place.folder) as entries:
            # Of two names of one file the first stays: not as the directory happens to list them.
            looked_at = sorted(islice(entries, ENTRY_LIMIT), key=lambda entry: entry.name)
    except OSError as error:
        return [], (error.strerror or "unreadable").lower()
    except ValueError:  # NUL or a lone surrogate in a path that a file gave
        return [], "not a path"
    listed = [each for entry in looked_at if (each := _stream(place, entry)) is not None]
    return listed, "" if listed else "none there"


def _stream(place: _Place, entry: os.DirEntry[str]) -> tuple[tuple[int, int], LogStream] | None:
    named = place.pattern.fullmatch(entry.name)
    if named is None:
        return None
    try:
        status = entry.stat()
    except OSError:  # removed since, or a link that leads nowhere
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    name, rank = clean(entry.name), _rank(entry.name)
    kind = named[1]
    label = name if rank is None else f"rank {rank} .{kind}"
    stream = LogStream(f"{place.name}/{name}", label, entry.path, kind, rank, None, status.st_size, status.st_mtime)
    return (status.st_dev, status.st_ino), stream


def _rank(name: str) -> int | None:
    found = _RANK.search(name)
    return int(found[1] or found[2]) if found else None


def _order(stream: LogStream) -> tuple[object, ...]:
    natural = [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(stream.id)]
    return (stream.rank is None, stream.rank or 0, KINDS.index(stream.kind), natural, os.fsencode(stream.path))


def _with_nodes(streams: list[LogStream]) -> list[LogStream]:
    nodes: dict[tuple[str, int | None], str | None] = {}
    for stream in streams:
        if stream.rank is not None and stream.kind == "out":
            head_size = min(stream.size, _HEAD_LIMIT)
            nodes[os.path.dirname(stream.path), stream.rank] = _node(stream.path, head_size)
    return [replace(stream, node=nodes.get((os.path.dirname(stream.path), stream.rank))) for stream in streams]


@lru_cache(maxsize=4096)
def _node(path: str, head_size: int) -> str | None:
    """The host in the first `head_size` bytes of one of submitit's logs; a head that grows is read again."""
    try:
        found = _HOST.search(read_regular(path, head_size))
    except OSError:
        return None
    return clean_bytes(found[1]) if found else None


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
