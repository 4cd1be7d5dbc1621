"""What a run took of its machines as plain text: what `spt-tui summary` prints."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from spt_tui.export.sample_text import aligned
from spt_tui.hardware.summary.difference import Difference
from spt_tui.hardware.summary.pytyche import PytycheSummary
from spt_tui.hardware.summary.resource_summary import ResourceSummary
from spt_tui.hardware.summary.sample_clock import Span
from spt_tui.hardware.summary.tally import Spread
from spt_tui.hardware.summary.usage import Energy, GpuUsage, HostUsage, PhaseUsage
from spt_tui.units import ABSENT, bytes_text, counted, duration_text, number_text, percent_text

INDENT = "  "
MOST_EVENTS = 12
"""Names of events that are listed; JSON has all."""
MOST_GPUS = 4
"""GPUs whose figures stand beside one another."""
UNNAMED = "host"
"""A host whose files do not tell its name."""


class Column(NamedTuple):
    """A column of the table of GPUs; it is left out where no GPU has anything in it."""

    title: str
    text: Callable[[GpuUsage], str]


COLUMNS = (
    Column("util", lambda gpu: percent_text(_mean(gpu.util))),
    Column("p95", lambda gpu: percent_text(gpu.util.p95 if gpu.util else None)),
    Column("max", lambda gpu: percent_text(_max(gpu.util))),
    Column("traffic", lambda gpu: percent_text(_mean(gpu.mem_util))),
    Column("memory", lambda gpu: bytes_text(gpu.mem_peak)),
    Column("of", lambda gpu: bytes_text(gpu.mem_total)),
    Column("power", lambda gpu: watts_text(_mean(gpu.power))),
    Column("max", lambda gpu: watts_text(_max(gpu.power))),
    Column("energy", lambda gpu: energy_text(gpu.energy.kwh if gpu.energy else None)),
    Column("idle", lambda gpu: seconds_text(gpu.idle_seconds)),
    Column("throttled", lambda gpu: throttled_text(gpu)),
    Column("no answer", lambda gpu: silence_text(gpu)),
)


def _mean(spread: Spread | None) -> float | None:
    return spread.mean if spread else None


def _max(spread: Spread | None) -> float | None:
    return spread.max if spread else None


def text_lines(summary: ResourceSummary) -> list[str]:
    """The hosts with their GPUs, the phases, where pytyche says something else, and what else has to be known."""
    sections = [[total_text(summary.hosts)]] if len(summary.hosts) > 1 else []
    sections += [host_lines(host) for host in summary.hosts]
    sections.append(log_lines(summary.phases, summary.events))
    sections.append(difference_lines(summary.differences))
    sections.append(list(summary.notes))
    return [line for section in sections if section for line in ("", *section)][1:]


def total_text(hosts: Sequence[HostUsage]) -> str:
    """How many hosts and GPUs there are, and the energy of all: `2 hosts, 16 GPUs, 1.83kWh of 16 GPUs, by ...`."""
    gpus = [gpu for host in hosts for gpu in host.gpus]
    energies = [gpu.energy for gpu in gpus if gpu.energy]
    parts = [counted(len(hosts), "host"), counted(len(gpus), "GPU"), *([energies_text(energies)] if energies else ())]
    return ", ".join(parts)


def host_lines(host: HostUsage) -> list[str]:
    """What a host did, then a line for each GPU."""
    lines = [INDENT.join(filter(None, (host.hostname or UNNAMED, span_text(host.span), samples_text(host))))]
    lines += [INDENT + line for line in aligned([*host_rows(host)], "<<")]
    if host.gpus:
        lines += [INDENT + line for line in gpu_lines(host.gpus)]
    return lines


def host_rows(host: HostUsage) -> Iterator[tuple[str, str]]:
    """What is said of a host, with its name: `memory`, `at most 212G of 512G`."""
    if host.cpu:
        yield "cpu", spread_text(host.cpu)
    if host.cpu_user or host.cpu_idle:
        user, idle = percent_text(_mean(host.cpu_user)), percent_text(_mean(host.cpu_idle))
        yield "cpu", f"{user} in programs, {idle} idle"
    if host.mem_peak is not None:
        yield "memory", peak_text(host.mem_peak, host.mem_total)
    if host.job_mem_peak is not None:
        yield "job's memory", peak_text(host.job_mem_peak, host.job_mem_limit)
    if len(names := {gpu.name for gpu in host.gpus}) == 1 and "" not in names:
        yield "gpus", f"{len(host.gpus)} × {names.pop()}"
    if energies := [gpu.energy for gpu in host.gpus if gpu.energy]:
        yield "energy", energies_text(energies)
    if host.gpu_problem:
        yield "gpus", host.gpu_problem
    if host.span and host.span.gaps:
        lost = duration_text(host.span.gap_seconds)
        yield "gaps", f"{counted(host.span.gaps, 'gap')}, {lost} without a sample, not counted in what follows"
    if host.has_ended is False:
        yield "end", "none was written: the recorder still runs, or was killed"


def gpu_lines(gpus: Sequence[GpuUsage]) -> list[str]:
    """The heads of the columns that say something, and a line for each GPU."""
    columns = [column for column in COLUMNS if any(column.text(gpu) != ABSENT for gpu in gpus)]
    rows = [["gpu", *(column.title for column in columns)]]
    is_named = len({gpu.name for gpu in gpus}) > 1
    rows += [[gpu_label(gpu, is_named), *(column.text(gpu) for column in columns)] for gpu in gpus]
    return aligned(rows, "<" + ">" * len(columns))


def gpu_label(gpu: GpuUsage, is_named: bool) -> str:
    """What it is called among its fellows, a part of a board `0:1`, with its product's name where those differ."""
    number = "all" if gpu.is_mixed else ABSENT if gpu.index is None else str(gpu.index)
    number = number if gpu.board is None else f"{gpu.board}:{number}"
    return f"{number} {gpu.name}".rstrip() if is_named else number


def log_lines(phases: Sequence[PhaseUsage], events: Sequence[tuple[str, int]]) -> list[str]:
    """The phases with their times, and how often each event came."""
    rows = [("phase", "times", "seconds", "longest")]
    rows += [(each.name, f"{each.count:,}", seconds_text(each.seconds), seconds_text(each.longest)) for each in phases]
    lines = aligned(rows, "<>>>") if phases else []
    return [*lines, f"events: {events_text(events)}"] if events else lines


def events_text(events: Sequence[tuple[str, int]]) -> str:
    """`start, checkpoint ×5, done`; of very many the first."""
    listed = [name if count == 1 else f"{name} ×{count:,}" for name, count in events[:MOST_EVENTS]]
    more = [f"{len(events) - MOST_EVENTS:,} more"] if len(events) > MOST_EVENTS else []
    return ", ".join(listed + more)


def difference_lines(differences: Sequence[Difference]) -> list[str]:
    """What pytyche says of the same files, figure by figure, and below it why."""
    if not differences:
        return []
    rows = [("differs from pytyche", "here", "each GPU", "pytyche")]
    for each in differences:
        rows.append((each.figure, number_text(each.here), each_gpu_text(each.gpus), number_text(each.pytyche)))
    whys = dict.fromkeys(each.why for each in differences)
    return [*aligned(rows, "<>>>"), *(f"why: {why}" for why in whys)]


def each_gpu_text(values: Sequence[float | None]) -> str:
    """A figure of each GPU; of many the lowest and the highest."""
    known = [value for value in values if value is not None]
    if len(values) <= MOST_GPUS or not known:
        return ", ".join(map(number_text, values)) or ABSENT
    return f"{number_text(min(known))} to {number_text(max(known))}"


def pytyche_lines(summary: PytycheSummary) -> list[str]:
    """pytyche's figures, as it gives them."""
    return aligned([(name, str(value)) for name, value in summary.to_dict().items()], "<>")


def span_text(span: Span | None) -> str:
    """When it was recorded: `2026-11-22 03:30:00 to 06:42:10`; empty if nothing tells."""
    if span is None:
        return ""
    start, end = (time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment)) for moment in (span.start, span.end))
    return f"{start} to {end[11:] if end[:10] == start[:10] else end}"


def samples_text(host: HostUsage) -> str:
    """How many samples there are: `5,760 samples, one every 2s`."""
    every = f", one every {seconds_text(host.interval)}" if host.interval else ""
    return counted(host.samples, "sample") + every


def spread_text(spread: Spread) -> str:
    """`41% in the mean, 19 of 20 samples up to 80%, at most 97%`."""
    high = "" if spread.p95 is None else f", 19 of 20 samples up to {percent_text(spread.p95)}"
    return f"{percent_text(spread.mean)} in the mean{high}, at most {percent_text(spread.max)}"


def peak_text(peak: int, total: int | None) -> str:
    """`at most 212G of 512G`."""
    return f"at most {bytes_text(peak)}" + ("" if total is None else f" of {bytes_text(total)}")


def energies_text(energies: Iterable[Energy]) -> str:
    """The sum, and what it was told by."""
    energies = list(energies)
    sources = sorted({energy.source.value for energy in energies})
    total = energy_text(sum(energy.kwh for energy in energies))
    return f"{total} of {counted(len(energies), 'GPU')}, by {' and '.join(sources)}"


def energy_text(kwh: float | None) -> str:
    """`1.83kWh`, or in Wh where that is little."""
    if kwh is None:
        return ABSENT
    return f"{kwh:.{2 if kwh < 100 else 0}f}kWh" if kwh >= 1 else f"{kwh * 1000:.3g}Wh"


def watts_text(watts: float | None) -> str:
    """`612W`."""
    return ABSENT if watts is None else f"{watts:.0f}W"


def seconds_text(seconds: float | None) -> str:
    """A duration; below a minute with what comes after the point."""
    return f"{seconds:.3g}s" if seconds is not None and 0 < seconds < 60 else duration_text(seconds)


def throttled_text(gpu: GpuUsage) -> str:
    """Why clocks were held down and for how long: `power cap 3m20s, hot 4s`."""
    if gpu.throttled is None:
        return ABSENT
    return ", ".join(f"{why} {seconds_text(seconds)}" for why, seconds in gpu.throttled) or "never"


def silence_text(gpu: GpuUsage) -> str:
    """Why it gave no reading and how often: `lost ×12`."""
    return ", ".join(f"{why} ×{count:,}" for why, count in gpu.silent) or ABSENT
