"""What the scanners cost, as one line, as a page of text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from spt_tui.runs.footprint import Footprint
from spt_tui.units import age_text, bytes_text, counted, duration_text


def together(footprints: Sequence[Footprint]) -> Footprint:
    """The footprint of several scanners: sums, and the worst of what cannot be summed."""
    ages = [each.oldest_look_seconds for each in footprints if each.oldest_look_seconds is not None]
    return Footprint(
        calls=sum(each.calls for each in footprints),
        calls_per_second=sum(each.calls_per_second for each in footprints),
        polls=sum(each.polls for each in footprints),
        threads=sum(each.threads for each in footprints),
        cpu_seconds=sum(each.cpu_seconds for each in footprints),
        runs=sum(each.runs for each in footprints),
        directories=sum(each.directories for each in footprints),
        unverified=sum(each.unverified for each in footprints),
        oldest_look_seconds=max(ages, default=None),
        last_poll_seconds=max((each.last_poll_seconds for each in footprints), default=0.0),
        interval_seconds=max((each.interval_seconds for each in footprints), default=0.0),
        budget=sum(each.budget for each in footprints),
        undetailed=sum(each.undetailed for each in footprints),
    )


def footprint_line(footprint: Footprint, memory: int | None) -> str:
    """The most telling of it in one line; `memory` in bytes."""
    unverified = f" ({footprint.unverified:,} unverified)" if footprint.unverified else ""
    return "  ".join(
        (
            f"{footprint.calls_per_second:.0f} of {footprint.budget:.0f} calls/s",
            counted(footprint.polls, "poll"),
            counted(footprint.threads, "thread"),
            f"{footprint.cpu_seconds:.2f} CPU-s",
            bytes_text(memory),
            f"oldest look {age_text(footprint.oldest_look_seconds)}{unverified}",
        )
    )


def footprint_object(footprint: Footprint, memory: int | None) -> dict[str, Any]:
    """All of it as JSON-ready values; times in seconds, memory in bytes."""
    return {**asdict(footprint), "memory_bytes": memory}


def footprint_lines(footprint: Footprint, memory: int | None) -> list[str]:
    """All of it, a line each: `what  value`."""
    rows = [
        ("runs", f"{footprint.runs:,}"),
        ("directories", f"{footprint.directories:,}"),
        ("unverified runs", f"{footprint.unverified:,}"),
        ("with steps to come", f"{footprint.undetailed:,}"),
        ("oldest look", duration_text(footprint.oldest_look_seconds)),
        ("file-system calls", f"{footprint.calls:,}"),
        ("calls a second", f"{footprint.calls_per_second:.1f}"),
        ("of polls, at most", f"{footprint.budget:.0f}"),
        ("polls", f"{footprint.polls:,}"),
        ("last poll", f"{footprint.last_poll_seconds:.3f} s"),
        ("interval", f"{footprint.interval_seconds:.1f} s"),
        ("threads", f"{footprint.threads}"),
        ("processor time", f"{footprint.cpu_seconds:.2f} s"),
        ("memory", bytes_text(memory)),
    ]
    width = max(len(name) for name, _ in rows)
    return [f"{name.ljust(width)}  {value}" for name, value in rows]
