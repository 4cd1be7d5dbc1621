"""A sample of a machine as plain text."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from spt_tui.export.aligned import cells_of
from spt_tui.export.gpu_columns import COLUMNS, rate_text
from spt_tui.export.machine_look import MachineLook
from spt_tui.hardware.gpu_remarks import remarks
from spt_tui.hardware.history import gpu_key
from spt_tui.hardware.sample import Disk, Gpu, GpuProcess, Host, Job
from spt_tui.hardware.verdict import Kind
from spt_tui.runs.run import Run
from spt_tui.units import ABSENT, bytes_text, counted, number_text, percent_text

COMMAND_LIMIT = 80
"""Characters of a command line; JSON has more."""
NOT_YET = "the NVIDIA driver has not answered yet"
NO_PROCESS = "no process uses a GPU"
UNTOLD = "the driver does not say which processes use the GPUs"


def text_lines(look: MachineLook, title: str = "") -> list[str]:
    """The host, then a line for each GPU, then one for each process on them; `title` is the host's name or more."""
    sample = look.sample
    said = [*host_rows(sample.host), *zip(("gpus", "", ""), gpu_texts(look), strict=False)]
    lines = [f"{title or sample.host.hostname}  {time_text(sample.time)}", *aligned(said, "<<")]
    if sample.gpus:
        lines += ["", *gpu_lines(look), "", *process_lines(sample.gpus, look.runs)]
    return lines


def time_text(at: float) -> str:
    """A time by the clock here; that of a broken recording can be none."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    except (ValueError, OverflowError, OSError):
        return ABSENT


def host_rows(host: Host) -> Iterator[tuple[str, str]]:
    """What is said of a host, with its name: `memory`, `212G of 512G`."""
    load = " ".join(f"{load:.1f}" for load in host.load or ())
    cores = f" of {counted(len(host.cores), 'core')}" if host.cores else ""
    yield "cpu", f"{percent_text(host.cpu)}{cores}{f', load {load}' if load else ''}"
    yield "memory", ABSENT if host.mem_used is None else f"{bytes_text(host.mem_used)} of {bytes_text(host.mem_total)}"
    if host.swap_total:
        yield "swap", f"{bytes_text(host.swap_used)} of {bytes_text(host.swap_total)}"
    if host.job:
        yield "job", job_text(host.job)
    if host.disk:
        yield "disk", disk_text(host.disk)
    yield "network", ABSENT if host.net_rx is None else f"{rate_text(host.net_rx)} in, {rate_text(host.net_tx)} out"


def job_text(job: Job) -> str:
    """What this process may use and what of that is used: `48213_3, 98% of 8 cpus, memory 12.1G of 64.0G`."""
    parts = [job.slurm_id] if job.slurm_id else []
    if job.cpus is not None:
        cpus = f"{number_text(round(job.cpus, 2))} cpu{'' if job.cpus == 1 else 's'}"
        parts.append(cpus if job.cpu is None else f"{percent_text(job.cpu)} of {cpus}")
    if job.mem_used is not None or job.mem_limit is not None:
        limit = "" if job.mem_limit is None else f" of {bytes_text(job.mem_limit)}"
        parts.append(f"memory {bytes_text(job.mem_used)}{limit}")
    return ", ".join(parts)


def disk_text(disk: Disk) -> str:
    """The room below a directory; that its file system does not answer, where it does not."""
    if disk.free is None:
        return f"its file system does not say, {disk.path}"
    return f"{bytes_text(disk.free)} free of {bytes_text(disk.total)}, {disk.path}"


def gpu_texts(look: MachineLook) -> list[str]:
    """How the GPUs do and what to do about it, or why there are none; a line each."""
    sample, verdict = look.sample, look.verdict
    if not sample.gpus:
        return [sample.gpu_problem or NOT_YET]
    told = [] if verdict.kind is Kind.UNKNOWN else [verdict.text, "" if look.is_past else verdict.advice]
    return [text for text in (sample.gpu_problem, *told) if text]


def gpu_lines(look: MachineLook) -> list[str]:
    """The heads, then a line for each GPU and, below their board, for each instance."""
    gpus = labelled(look.sample.gpus)
    columns = [column for column in COLUMNS if column.is_worth(gpu for _, gpu in gpus)]
    rows = [["gpu", "name", *(column.title for column in columns), "remarks"]]
    for label, gpu in gpus:
        said = remarks(gpu, look.sample.time, gpu_key(gpu) in look.straggling)
        words = ", ".join(remark.text for remark in said)
        rows.append([label, gpu.name or ABSENT, *(column.text(gpu) for column in columns), words])
    return aligned(rows, "<<" + ">" * len(columns) + "<")


def labelled(gpus: Sequence[Gpu]) -> list[tuple[str, Gpu]]:
    """GPUs and, after each, those that it is split into, with what they are called: `0`, `  0:1`."""
    found = []
    for gpu in gpus:
        found.append((f"{gpu.index}", gpu))
        found += [(f"  {gpu.index}:{instance.index}", instance) for instance in gpu.instances]
    return found


def process_lines(gpus: Sequence[Gpu], runs: Mapping[int, Run]) -> list[str]:
    """A line for each process on each GPU, or why there is none."""
    users = [(label.strip(), process) for label, gpu in labelled(gpus) for process in gpu.processes or ()]
    if not users:
        return [UNTOLD if all(gpu.processes is None for _, gpu in labelled(gpus)) else NO_PROCESS]
    heads = ["gpu", "pid", "user", "memory", "run", "command"]
    return aligned([heads, *([label, *_process_row(process, runs)] for label, process in users)], "<><><<")


def _process_row(process: GpuProcess, runs: Mapping[int, Run]) -> list[str]:
    run = runs.get(process.pid)
    command = process.command or ABSENT
    cut = command if len(command) <= COMMAND_LIMIT else command[: COMMAND_LIMIT - 1] + "…"
    return [str(process.pid), process.user or ABSENT, bytes_text(process.mem_used), run.id if run else ABSENT, cut]


def aligned(rows: Sequence[Sequence[str]], sides: str) -> list[str]:
    """Rows as lines, each column as wide as its widest cell; `sides` has a `<` or a `>` for each."""
    widths = [max(map(cells_of, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths, sides)).rstrip() for row in rows]


def _padded(text: str, width: int, side: str) -> str:
    padding = " " * (width - cells_of(text))
    return padding + text if side == ">" else text + padding
