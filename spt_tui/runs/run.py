"""A training run as it is known from its directory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from spt_tui.runs.record import EMPTY, Record

ALIVE_SECONDS = 180.0
"""A run whose heartbeat is older than this is not alive (stable-pretraining's DEFAULT_HEARTBEAT_TIMEOUT_S)."""

SWEEP_MARK = "sweep:"
"""The tag of a run of a sweep is this and the sweep's id."""


def is_sweep(tag: str) -> bool:
    """Whether a tag names a sweep; of several the first is the run's."""
    return tag.startswith(SWEEP_MARK) and len(tag) > len(SWEEP_MARK)


class State(str, Enum):
    """What can be said of a run: the status word its writer left, checked against its heartbeat."""

    RUNNING = "running"
    """Not ended, and the heartbeat is fresh."""
    STALE = "stale"
    """Says it is running, but the heartbeat is old or absent: killed, hung, or its clock is off."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    ORPHANED = "orphaned"
    UNREADABLE = "unreadable"
    """There is a sidecar, and it cannot be read; `Run.problem` says why."""
    UNKNOWN = "unknown"
    """The status word is none of the known ones, and the heartbeat is not fresh; `Run.status` has the word."""
    COMPLETED = "completed"


ENDED = frozenset({State.COMPLETED, State.FAILED, State.INTERRUPTED, State.ORPHANED})


@dataclass(frozen=True, slots=True)
class Run:
    """One run directory. All text but the paths named so has passed `spt_tui.text.clean`.

    Times are seconds since the epoch by the writer's clock, sizes bytes; `None` is "cannot say".
    """

    dir: str
    """Absolute path as the file system spells it, the run's identity. Not cleaned: never show it raw."""
    root: str
    """The root it was found under, as the file system spells it."""
    id: str
    """The path below the root, cleaned."""
    name: str
    """`display_name`, else the last part of `id`."""
    state: State
    status: str = ""
    """The status word as written."""
    created_at: float | None = None
    ended_at: float | None = None
    updated_at: float | None = None
    heartbeat_at: float | None = None
    """Modification time of the heartbeat file by the file server's clock."""
    tags: tuple[str, ...] = ()
    notes: str = ""
    sweep: str | None = None
    """The array job of the tag `sweep:<id>`."""
    task: str | None = None
    """The task inside the sweep."""
    step: int | None = None
    epoch: int | None = None
    hparams: Record = EMPTY
    """Flattened with dots."""
    config: Record = EMPTY
    """The same of what else a program wrote down there; stable-pretraining's logger leaves it out."""
    summary: Record = EMPTY
    """Last value per metric."""
    lows: Record = EMPTY
    """Smallest finite value of its most telling losses and scores; of a resumed run, since then."""
    highs: Record = EMPTY
    """The largest ones of the same metrics. Which of the two is the best says `bests.bests`."""
    lost: Record = EMPTY
    """Those of them whose newest value is far from one of the two: what that says, `bests.is_lost` tells."""
    resumed_at: int | None = None
    """The step at which its last start went on; `None`: at the first one, or that cannot be told."""
    checkpoint_path: str | None = None
    output_dir: str | None = None
    """hparam `output_dir` as written, to find logs by. Not cleaned: never show it raw."""
    archived: bool = False
    problem: str | None = None
    """What is wrong with this run's files, in one line; the fields that could be read are right all the same."""
    verified: bool = True
    """False: as the last session left it, and not yet compared with what is on the disk now."""

    @property
    def ended(self) -> bool:
        """True when the run will not write again by itself."""
        return self.state in ENDED
