"""What is said of a machine as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from spt_tui.hardware.remark import Level


class Kind(str, Enum):
    """How a machine does, the most urgent first."""

    LOST = "lost"
    NEEDS_RESET = "needs reset"
    OUT_OF_MEMORY = "out of memory soon"
    THROTTLED = "throttled"
    """The chip slows itself down, for heat or for want of power."""
    STRAGGLER = "straggler"
    """One GPU idles while its fellows work."""
    HOT = "hot"
    STUCK = "stuck"
    """The GPUs are busy with nothing: so ranks wait for each other."""
    STARVED = "starved"
    """The GPUs always have a kernel to run, and the kernels do little."""
    WAITING_FOR_DATA = "waiting for data"
    """The processors have no time left, the GPUs have."""
    WAITING = "waiting"
    """Neither have, so it is something else."""
    POWER_CAPPED = "power capped"
    """All is well, and the power limit holds the clocks down."""
    IDLE = "idle"
    """GPUs are held and not used."""
    WORKING = "working"
    UNUSED = "unused"
    """Nobody has anything on the GPUs."""
    UNKNOWN = "unknown"
    """There is nothing to judge by."""

    @property
    def is_guess(self) -> bool:
        """Whether it is concluded, where the others are told by the driver or counted."""
        return self in _GUESSES

    @property
    def level(self) -> Level:
        """How much it matters."""
        return Level.BAD if self in _BAD else Level.WARN if self in _WARNING else Level.NOTE

    @property
    def advice(self) -> str:
        """What to do, or where to look; empty where nothing is to be done."""
        return _ADVICE.get(self, "")


_GUESSES = frozenset({Kind.OUT_OF_MEMORY, Kind.STUCK, Kind.STARVED, Kind.WAITING_FOR_DATA, Kind.WAITING})
_BAD = frozenset({Kind.LOST, Kind.NEEDS_RESET, Kind.OUT_OF_MEMORY})
_WARNING = frozenset({Kind.THROTTLED, Kind.HOT, Kind.STRAGGLER, Kind.STUCK, *_GUESSES})

_ADVICE: dict[Kind, str] = {
    Kind.LOST: "report the node: the GPU comes back with a reboot",
    Kind.NEEDS_RESET: "report the node: an administrator resets the GPU",
    Kind.OUT_OF_MEMORY: "save a checkpoint, ask for more memory, or use less",
    Kind.THROTTLED: "report the node: its cooling or its power supply is not enough",
    Kind.HOT: "if its clocks fall, report the node",
    Kind.STRAGGLER: "look at the log of its rank",
    Kind.STUCK: "look for the rank that says nothing: the others wait for it",
    Kind.STARVED: "larger batches, fused or compiled kernels, less waiting for other ranks",
    Kind.WAITING_FOR_DATA: "more cpus or loader workers, or cheaper augmentation",
    Kind.WAITING: "look at the disk, the number of loader workers, logging and validation",
    Kind.IDLE: "others may be in need of them",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a machine does, and why it is thought so."""

    kind: Kind
    reason: str = ""
    """The figures, in a few cleaned words; empty where there are none."""
    gpus: tuple[int, ...] = ()
    """Indexes of the GPUs that it speaks of; empty where it is all of them, or none."""
    seconds: float = 0.0
    """How long it was looked at."""

    @property
    def advice(self) -> str:
        """What to do, or where to look; empty where nothing is to be done."""
        return self.kind.advice

    @property
    def text(self) -> str:
        """One line: `looks starved: 97% utilisation at 31% of the power limit`; a guess says so."""
        word = f"looks {self.kind.value}" if self.kind.is_guess else self.kind.value
        return f"{_PHRASE.get(self.kind, word)}: {self.reason}" if self.reason else _PHRASE.get(self.kind, word)


_PHRASE = {Kind.OUT_OF_MEMORY: "looks like out of memory soon"}
