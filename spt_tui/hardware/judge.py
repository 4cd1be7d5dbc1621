"""From the last readings of a machine to one verdict."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.hardware.sample import Sample
from spt_tui.hardware.thresholds import DEFAULT, Thresholds
from spt_tui.hardware.verdict import Kind, Verdict
from spt_tui.hardware.verdict_rules import judge_window
from spt_tui.hardware.window import Window, window


def judge(samples: Sequence[Sample], limits: Thresholds = DEFAULT) -> Verdict:
    """How the machine does, by the newest of `samples`, which stand in the order of their times.

    Only the last `limits.window_seconds` count. Without samples, or with none of a GPU, it is `UNKNOWN`.
    """
    seen = window(samples, limits)
    return judge_seen(seen, limits) if seen else Verdict(Kind.UNKNOWN)


def judge_seen(seen: Window, limits: Thresholds = DEFAULT) -> Verdict:
    """The same, of readings that have been averaged."""
    kind, finding = judge_window(seen, limits)
    return Verdict(kind, finding.reason, finding.gpus, seen.seconds)
