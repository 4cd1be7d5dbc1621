"""What is printed of a machine: its newest sample, and what is thought of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spt_tui.hardware.judge import judge
from spt_tui.hardware.sample import Sample
from spt_tui.hardware.straggler import stragglers
from spt_tui.hardware.thresholds import ONE_LOOK
from spt_tui.hardware.verdict import Verdict
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class MachineLook:
    """One look at a machine."""

    sample: Sample
    verdict: Verdict
    straggling: frozenset[str] = frozenset()
    """Keys of the GPUs that idle while their fellows work."""
    runs: Mapping[int, Run] = field(default_factory=dict)
    """Pid -> run, of the processes whose run is known."""
    is_past: bool = False
    """It is not heard of any more: nobody needs to hear what to do."""


def look_at(samples: Sequence[Sample], runs: Mapping[int, Run] | None = None) -> MachineLook:
    """The newest of `samples`, judged by all of them; a few are enough."""
    return MachineLook(samples[-1], judge(samples, ONE_LOOK), stragglers(samples, ONE_LOOK), runs or {})
