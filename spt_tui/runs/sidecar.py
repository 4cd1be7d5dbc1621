"""One run directory -> a `Run`: sidecar.json, summary.json and the heartbeat of stable-pretraining's RegistryLogger.

Reading is apart from understanding: `read_files` asks the disk and never fails, `run_of` is pure. Whatever the files
hold, there is a run; `Run.problem` names the first thing that is wrong.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from sys import intern
from typing import Any, NamedTuple
from zlib import adler32, crc32

from spt_tui.runs.directories.disk import Disk, is_absence, reason_of
from spt_tui.runs.fields import Fields, whole
from spt_tui.runs.record import EMPTY, Record
from spt_tui.runs.run import ALIVE_SECONDS, ENDED, SWEEP_MARK, Run, State, is_sweep
from spt_tui.text import clean

SIDECAR = "sidecar.json"
SUMMARY = "summary.json"
HEARTBEAT = "heartbeat"
FILE_LIMIT = 16 * 1024 * 1024
"""Bytes of a sidecar or a summary; a larger file is not read."""
PATH_LIMIT = 4_096
"""Characters of a path, which is the system's own limit in bytes."""

_ENDED_WORDS = {state.value: state for state in ENDED}


@dataclass(frozen=True, slots=True)
class Details:
    """What the other files of a run directory held. For a run that ended they can wait."""

    summary: bytes | None = None
    """`None`: there is none, or it could not be read."""
    heartbeat_at: float | None = None
    problem: str | None = None

    @property
    def fingerprint(self) -> int:
        """Equal while the summary says the same; 64 bits."""
        return 0 if self.summary is None else _digest(self.summary) ^ _digest(SUMMARY.encode())


@dataclass(frozen=True, slots=True)
class Files:
    """What a run directory held when it was read."""

    sidecar: bytes | None
    """`None`: it could not be read, `problem` says why."""
    stamp: int = 0
    """`Stamp.number` of the sidecar that was read; 0 if it was not asked."""
    problem: str | None = None
    gone: bool = False
    """There is no sidecar, so this is no run directory any more."""
    details: Details | None = None
    """`None`: not asked."""

    @property
    def fingerprint(self) -> int:
        """Equal while the run's files say the same, in every process; the heartbeat does not count. 64 bits."""
        own = _digest(self.sidecar if self.sidecar is not None else (self.problem or "").encode())
        return own ^ (self.details.fingerprint if self.details else 0)


def state_of(status: str, heartbeat_at: float | None, now: float) -> State:
    """What can be said of a run whose sidecar says `status`; times in seconds since the epoch.

    The word for an ended run wins over a warm heartbeat, `interrupted` included.
    """
    ended = _ENDED_WORDS.get(status)
    if ended is not None:
        return ended
    if heartbeat_at is not None and now - heartbeat_at < ALIVE_SECONDS:
        return State.RUNNING
    return State.STALE if status == State.RUNNING.value else State.UNKNOWN


def read_run(root: str, dir: str) -> Run:
    """The run in the directory `dir` below `root`, as it is on the disk now. Never raises for what is on the disk."""
    return run_of(root, dir, read_files(Disk(), dir), time.time())


def read_files(disk: Disk, dir: str, details: bool = True, stamped: bool = True) -> Files:
    """Read a run directory: each path is looked up once, a fifo is not waited for.

    Without `details` only the sidecar is read, without `stamped` that takes a request less.
    """
    sidecar, stamp, problem, path = None, 0, None, f"{dir}/{SIDECAR}"
    try:
        if stamped:
            sidecar, stamp_read = disk.read(path, FILE_LIMIT)
            stamp = stamp_read.number
        else:
            sidecar = disk.read_unstamped(path, FILE_LIMIT)
    except OSError as error:
        problem = f"{SIDECAR}: {reason_of(error)}"
        if is_absence(error) and not _is_there(disk, path):
            return Files(None, problem=problem, gone=True)
    return Files(sidecar, stamp, problem, details=read_details(disk, dir) if details else None)


def read_details(disk: Disk, dir: str) -> Details:
    """Read what a run directory holds beside its sidecar."""
    summary, summary_problem = _read_summary(disk, dir)
    heartbeat_at, heartbeat_problem = read_heartbeat(disk, dir)
    return Details(summary, heartbeat_at, summary_problem or heartbeat_problem)


def read_heartbeat(disk: Disk, dir: str) -> tuple[float | None, str | None]:
    """The heartbeat's modification time if there is one, and why it cannot be told if it cannot."""
    try:
        return disk.stat(f"{dir}/{HEARTBEAT}").st_mtime, None
    except OSError as error:
        return None, None if is_absence(error) else f"{HEARTBEAT}: {reason_of(error)}"


def _read_summary(disk: Disk, dir: str) -> tuple[bytes | None, str | None]:
    try:
        return disk.read_unstamped(f"{dir}/{SUMMARY}", FILE_LIMIT), None
    except OSError as error:
        return None, None if is_absence(error) else f"{SUMMARY}: {reason_of(error)}"


def _is_there(disk: Disk, path: str) -> bool:
    """True for a link that leads nowhere."""
    try:
        disk.lstat(path)
    except OSError:
        return False
    return True


def run_of(root: str, dir: str, files: Files, now: float) -> Run:
    """What `files` say of the run in `dir`; `now` in seconds since the epoch."""
    id = run_id(root, dir)
    name = id.rsplit("/", 1)[-1]
    details = files.details or Details()
    heartbeat_at = details.heartbeat_at
    if files.sidecar is None:
        return Run(dir, root, id, name, State.UNREADABLE, heartbeat_at=heartbeat_at, problem=files.problem)
    sidecar = Fields(SIDECAR, files.sidecar)
    if sidecar.broken:
        return Run(dir, root, id, name, State.UNREADABLE, heartbeat_at=heartbeat_at, problem=sidecar.problem)
    status = sidecar.text("status", required=True)
    tags = sidecar.words("tags")
    sweep = next((tag[len(SWEEP_MARK) :] for tag in tags if is_sweep(tag)), None)
    hparams = sidecar.record("hparams")
    metrics = sidecar.record("summary")
    told = _understood(details, hparams)
    return Run(
        dir=dir,
        root=root,
        id=id,
        name=sidecar.text("display_name").strip() or name,
        state=state_of(status, heartbeat_at, now),
        status=status,
        created_at=sidecar.time("created_at"),
        ended_at=sidecar.time("ended_at"),
        updated_at=sidecar.time("updated_at"),
        heartbeat_at=heartbeat_at,
        tags=tags,
        notes=sidecar.text("notes"),
        sweep=sweep,
        task=_task(hparams, sweep, sidecar.tree.get("run_id"), id),
        step=told.step,
        epoch=whole(metrics.get("epoch")) if told.epoch is None else told.epoch,
        hparams=hparams,
        config=sidecar.record("config"),
        summary=metrics,
        lows=told.lows,
        highs=told.highs,
        lost=told.lost,
        resumed_at=told.resumed_at,
        checkpoint_path=sidecar.text("checkpoint_path", PATH_LIMIT) or None,
        output_dir=_usable_path(sidecar.tree.get("hparams")),
        archived=sidecar.flag("archived"),
        problem=sidecar.problem or told.problem,
    )


def with_details(run: Run, details: Details) -> Run:
    """`run`, of which only the sidecar was known, with what its other files say. Its state stays."""
    told = _understood(details, run.hparams)
    return replace(
        run,
        heartbeat_at=details.heartbeat_at,
        step=told.step,
        epoch=run.epoch if told.epoch is None else told.epoch,
        lows=told.lows,
        highs=told.highs,
        lost=told.lost,
        resumed_at=told.resumed_at,
        problem=run.problem or told.problem,
    )


class _Told(NamedTuple):
    """What the files beside the sidecar tell."""

    problem: str | None
    step: int | None = None
    epoch: int | None = None
    lows: Record = EMPTY
    highs: Record = EMPTY
    lost: Record = EMPTY
    resumed_at: int | None = None


def _understood(details: Details, hparams: Record) -> _Told:
    if details.summary is None:
        return _Told(details.problem)
    from spt_tui.runs import summary_figures  # no first frame waits for it

    summary = Fields(SUMMARY, details.summary)
    epoch, step = summary.whole("epoch"), summary.whole("step")
    figures = summary_figures.figures_in(summary.branch("metrics"))
    resumed_at = summary_figures.resumed_at(figures, step, epoch, hparams.get(summary_figures.LOG_EVERY))
    return _Told(
        details.problem or summary.problem,
        step,
        epoch,
        *summary_figures.extremes(figures),
        summary_figures.lost(figures),
        resumed_at,
    )


def _digest(content: bytes) -> int:
    # Nobody gains by a collision, and what digests better takes 3 ms to import.
    return (crc32(content) << 32 | adler32(content)) - 2**63


def run_id(root: str, dir: str) -> str:
    """The path of `dir` below `root`, cleaned; the last part of `root` where they are the same."""
    below = dir[len(root) :].strip("/") if dir.startswith(root) else ""
    return clean(below or dir.rstrip("/").rsplit("/", 1)[-1] or "/", PATH_LIMIT)


def _task(hparams: Record, sweep: str | None, written_id: Any, id: str) -> str | None:
    task = hparams.get("slurm.task_id")
    if isinstance(task, (int, str)) and not isinstance(task, bool) and task != "":
        return intern(str(task))
    if sweep is None:
        return None
    _, mark, end = (written_id if isinstance(written_id, str) else id).rpartition("_")
    return intern(clean(end)) if mark and end.isascii() and end.isdigit() else None


def _usable_path(hparams: Any) -> str | None:
    """hparam `output_dir` if the system would take it as a path."""
    path = hparams.get("output_dir") if isinstance(hparams, dict) else None
    if not isinstance(path, str) or not path or "\0" in path or len(path) > PATH_LIMIT:
        return None
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return None
    return path
