"""What a run can have died of, in kinds."""

from __future__ import annotations

from enum import Enum


class Cause(str, Enum):
    """The kind of thing that a run died of; the word is what is shown and printed."""

    EXCEPTION = "exception"
    CUDA_MEMORY = "cuda out of memory"
    MEMORY = "out of memory"
    """Of the host."""
    TIME_LIMIT = "time limit"
    PREEMPTED = "preempted"
    NODE_FAILURE = "node failure"
    CANCELLED = "cancelled"
    SIGNAL = "signal"
    NCCL_WATCHDOG = "nccl watchdog"
    ERROR = "error"
    """A line that says that something is wrong, and nothing that is surer."""
    NONE = "none"
    """No error in the ends of the logs, or no logs."""


class Weight(int, Enum):
    """How far an error explains a death. Of one log the last of the heaviest counts, of several the first."""

    NOTHING = 0
    MENTIONED = 1
    """Said in passing: programs go on after most lines that hold `ERROR`."""
    FOLLOWS = 2
    """What happens to others when one has died: terminated, cancelled, a connection that was closed."""
    LIKELY = 3
    TIMED_OUT = 4
    """Waited in vain for one that has died, or hangs; that one's own word says more."""
    ENDS = 5
    """Ends a run by itself."""
